"""What the bad examples are marked at, and the cures that are made for their place."""

import pytest

from generator.model.finding import Finding
from generator.model.rule import Rule
from generator.rules import RULES
from tests.rules.test_examples import compiled, of_code

ABOUT_A_KEY = {
    *("CHT102", "CHT104", "CHT105", "CHT106"),
    *("MIG101", "MIG102", "MON101"),
    *("MPS102", "MPS103", "MPS104", "MPS107", "MPS108"),
    *("NOD102", "NOD103", "NOD104", "NOD105", "NOD106"),
    *("QUO101", "QUO103", "SHR103", "TEN101"),
    *("VAL101", "VAL103", "VAL104"),
}
"""Rules that find a setting amiss, whatever its value; the others find another value amiss."""
CURES = {
    "CHT103": "Write `driver: {from: host}` and install it on the nodes",
    "CHT104": "It has devicePlugin, gfd and nodeFeatureDiscovery. For dcgmExporter take the chart gpu-operator.",
    "DRV101": 'Write `driver: {from: operator, version: "580.126.20"}`, or `from: host` with an R580 driver',
    "DST101": "Write `driver: {from: host}`.",
    "DST102": "Write `toolkit: {from: host}`.",
    "MPS101": "Write 16 or less",
    "MPS104": "`kubectl -n gpu-operator rollout restart daemonset/nvidia-device-plugin-mps-control-daemon`",
    "NFD101": "`kubectl label node NODE nvidia.com/gpu.present=true`",
    "NOD104": "`kubectl label nodes -l pool=shared nvidia.com/device-plugin.config=shared --overwrite`",
    "QUO101": "Write nvidia.com/gpu.shared: renameByDefault",
    "TEN101": "`kubectl label namespace research pod-security.kubernetes.io/enforce=baseline --overwrite`",
    "VAL101": "Did you mean driver.upgradePolicy.autoUpgrade?",
    "VAL102": "Write true or false.",
    "VAL104": "Say it in mig.strategy instead.",
}
"""What the cure says of this very place, where it is not the rule's own."""


def only(rule: Rule) -> Finding:
    """Return what the rule finds in its bad example."""
    (finding,) = of_code(compiled(rule.bad), rule.code)
    return finding


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_setting_that_is_amiss_is_marked_itself_and_a_value_where_that_is(rule: Rule) -> None:
    assert only(rule).on_key is (rule.code in ABOUT_A_KEY)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_cure_is_the_rules_own_or_made_for_the_place(rule: Rule) -> None:
    fix = only(rule).fix
    assert (fix != rule.fix) is (rule.code in CURES)
    assert CURES.get(rule.code, "") in fix
