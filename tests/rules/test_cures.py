"""What the bad examples are marked at, and the cures that are made for their place."""

import pytest

from generator.model.finding import Finding
from generator.model.rule import Rule
from generator.model.tree import Path
from generator.rules import RULES
from generator.rules.value_type import _in_words
from tests.rules.test_examples import compiled, of_code
from tests.support.plans import OPERATOR, STANDALONE, compile_text

ABOUT_A_KEY = {
    *("CHT102", "CHT104", "CHT105", "CHT106"),
    *("MIG101", "MIG102", "MIG105", "MON101"),
    *("MPS102", "MPS103", "MPS104", "MPS107", "MPS108", "MPS109"),
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
    "MEM101": "One of these is enough: limit each process of ai/chat to 12333 MiB; limit each process of ai/images to "
    "6189 MiB; give ai/chat a pool of its own; leave timeSlicing out, then a node has room for 1 unit.",
    "MEM102": "Lower it to 22573 MiB for each process",
    "MEM103": "Write at most 2 replicas, or limit each process to 6215 MiB.",
    "MEM104": "The smallest profile of A100 SXM4 80GB that holds it is 1g.20gb with 19968 MiB.",
    "MEM110": "a limit can be written from 993 MiB on",
    "MPS101": "Write 16 or less",
    "MPS104": "`kubectl -n gpu-operator rollout restart daemonset/nvidia-device-plugin-mps-control-daemon`",
    "NFD101": "`kubectl label node NODE nvidia.com/gpu.present=true`",
    "NOD104": "`kubectl label nodes -l pool=shared nvidia.com/device-plugin.config=shared --overwrite`",
    "QUO101": "Write nvidia.com/gpu.shared: renameByDefault",
    "TEN101": "`kubectl label namespace research pod-security.kubernetes.io/enforce=baseline --overwrite`",
    "VAL101": "Did you mean driver.upgradePolicy.autoUpgrade?",
    "VAL102": "Write true or false.",
    "VAL104": "Say it in mig.strategy instead.",
    "WRK102": "Write at most 4, or",
    "WRK104": "Raise the quota of ai to 3, or",
    "WRK105": "Did you mean production?",
}
"""What the cure says of this very place, where it is not the rule's own."""


PLACES: dict[str, Path] = {
    "CHT101": ("cluster", "kubernetes"),
    "CHT103": ("install", "driver", "from"),
    "CHT106": ("install", "components", "gdrcopy", "resources"),
    "DRV101": ("pools", 0, "gpus", 0, "model"),
    "DRV102": ("install", "driver", "kernelModuleType"),
    "DST102": ("install", "toolkit", "from"),
    "MIG104": ("install", "components", "migManager", "enabled"),
    "MPS101": ("pools", 0, "mps", "replicas"),
    "MPS105": ("install", "components", "gfd", "enabled"),
    "MPS106": ("pools", 0, "mps", "failRequestsGreaterThanOne"),
    "NFD101": ("install", "nodeFeatureDiscovery"),
    "NOD101": ("pools", 1, "nodes", "names", 0),
    "POL101": ("policy", "oneSharePerContainer"),
    "QUO102": ("tenants", 0, "quota", "nvidia.com/gpu"),
    "QUO104": ("tenants", 1, "quota", "nvidia.com/gpu"),
    "SHR101": ("pools", 0, "allocationPolicy"),
    "SHR102": ("pools", 0, "timeSlicing", "replicas"),
    "TEN102": ("tenants", 0, "namespace"),
    "TEN103": ("tenants", 0, "namespace"),
}
"""Values that stand on one line with others, so that the line alone does not tell them."""


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


@pytest.mark.parametrize(
    ("key", "owner"),
    [
        ("kubernetes.io/arch", "the kubelet"),
        ("kubernetes.io/hostname", "the kubelet"),
        ("kubernetes.io/os", "the kubelet"),
        ("nvidia.com/device-plugin.config", "the bundle, by pool"),
        ("nvidia.com/mig.config", "the bundle, by pool"),
        ("nvidia.com/mig.config.state", "the MIG manager"),
    ],
)
def test_who_owns_a_label(key: str, owner: str) -> None:
    pool = "gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb, timeSlicing: {replicas: 2}"
    told = compile_text(f"pools: [{{name: a, {pool}, nodeLabels: {{{key}: x}}}}]").findings
    assert [one.message for one in told if one.code == "NOD105"] == [f"{key} is set by {owner}"]


@pytest.mark.parametrize("key", ["nvidia.com/device-plugin.config", "nvidia.com/mig.config"])
def test_a_label_that_the_bundle_does_not_use_is_anybodys(key: str) -> None:
    told = compile_text(f"pools: [{{name: a, gpus: [{{model: L4}}], nodeLabels: {{{key}: x}}}}]").findings
    assert [one.code for one in told if one.code == "NOD105"] == []


def test_nodes_are_labelled_by_hand_with_all_that_they_need() -> None:
    pool = "gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb, timeSlicing: {replicas: 2}"
    both = "{names: [n1, n2], nodeSelector: {a: b, c: d}"
    for bind, nodes in (("nodeNames", "n1 n2"), ("nodeSelector", "-l a=b,c=d")):
        body = (
            f"pools: [{{name: x, nodes: {both}, bind: {bind}}}, {pool}}}, {{name: z, nodes: {{names: [n3]}}, {pool}}}]"
        )
        install = OPERATOR + ("  nodeFeatureDiscovery: none\n" if bind == "nodeNames" else "")
        told = [one for one in compile_text(body, install=install).findings if one.code == "NOD104"]
        command = f"`kubectl label nodes {nodes} nvidia.com/device-plugin.config=x nvidia.com/mig.config=x --overwrite`"
        assert command in told[0].fix


def test_a_pool_found_by_its_own_label_needs_no_command() -> None:
    other = "{name: z, nodes: {bind: default}, gpus: [{model: L4}], timeSlicing: {replicas: 2}}"
    nodes = "nodes: {nodeSelector: {nvidia.com/device-plugin.config: x}, bind: nodeSelector}"
    body = f"pools: [{{name: x, {nodes}, gpus: [{{model: L4}}], timeSlicing: {{replicas: 4}}}}, {other}]"
    compiled = compile_text(body, install=OPERATOR)
    assert compiled.plan is not None
    assert [one.code for one in compiled.findings if one.code == "NOD104"] == []
    assert [pool.binding.by_hand for pool in compiled.plan.pools] == [(), ()]


def test_mig_without_its_manager_is_told_at_the_switch() -> None:
    pool = "pools: [{name: a, gpus: [{model: A100-SXM4-80GB}], mig: all-1g.10gb}]"
    for components, places in (
        ("{migManager: {enabled: false}}", [("install", "components", "migManager", "enabled")]),
        ("{migManager: {enabled: true}, dcgm: {enabled: false}}", []),
    ):
        told = compile_text(pool, install=f"{OPERATOR}  components: {components}\n").findings
        assert [one.at for one in told if one.code == "MIG104"] == places


def test_mps_without_another_pool_keeps_no_old_settings() -> None:
    """A node that can move nowhere cannot bring the settings of another pool along."""
    told = compile_text("pools: [{name: a, gpus: [{model: L4}], mps: {replicas: 2}}]").findings
    assert [one.code for one in told if one.code == "MPS104"] == []


SHARED = "gpus: [{model: L4}], timeSlicing: {replicas: 2}"
WHOLE = "gpus: [{model: L4}]"


@pytest.mark.parametrize(
    ("first", "second", "code", "words"),
    [
        ("a: b", "a: b, c: d", "NOD102", "every node with a=b,c=d is"),
        ("a: b, c: d", "a: b", "NOD102", "every node with a=b,c=d is"),
        ("a: b", "a: b", "NOD102", "every node with a=b is"),
        ("a: b", "c: d", "NOD103", "a node may match both c=d (pool two) and a=b (pool one)"),
    ],
)
def test_which_selectors_meet(first: str, second: str, code: str, words: str) -> None:
    one = f"{{name: one, nodes: {{nodeSelector: {{{first}}}}}, {SHARED}}}"
    two = f"{{name: two, nodes: {{nodeSelector: {{{second}}}}}, {WHOLE}}}"
    told = compile_text(f"pools: [{one}, {two}]").findings
    assert [(item.code, words in item.message) for item in told if item.code in ("NOD102", "NOD103")] == [(code, True)]


def test_pools_without_a_common_model_hide_none_that_have_one() -> None:
    other = WHOLE.replace("L4", "T4")
    pools = (("one", "a: b", SHARED), ("two", "c: d", other), ("three", "e: f", WHOLE))
    body = ", ".join(
        f"{{name: {n}, nodes: {{nodeSelector: {{{by}}}, bind: nodeSelector}}, {rest}}}" for n, by, rest in pools
    )
    told = compile_text(f"pools: [{body}]").findings
    assert [one.at for one in told if one.code == "NOD103"] == [("pools", 2, "nodes", "nodeSelector")]


@pytest.mark.parametrize("rule", [one for one in RULES if one.code in PLACES], ids=lambda rule: rule.code)
def test_the_value_that_is_amiss_is_marked(rule: Rule) -> None:
    assert only(rule).at == PLACES[rule.code]


@pytest.mark.parametrize(("replicas", "told"), [(30, []), (31, ["31 replicas of T4 come to 495 MiB each"])])
def test_half_a_gib_is_no_small_share(replicas: int, told: list[str]) -> None:
    """A T4 has 15360 MiB, which is 30 times 512."""
    found = compile_text(
        f"pools: [{{name: one, gpus: [{{model: T4}}], timeSlicing: {{replicas: {replicas}}}}}]"
    ).findings
    assert [one.message for one in found if one.code == "SHR102"] == told


def test_types_are_told_in_words() -> None:
    assert _in_words("int|string") == "a whole number or text"
    assert _in_words("list of map") == "a list"
    assert _in_words("quantity") == "quantity"


def quota(pools: str, *quotas: str, more: str = "") -> list[Finding]:
    """Return what is wrong with the quotas of tenants."""
    tenants = "".join(f"\n- {{namespace: t{number}, quota: {{{one}}}}}" for number, one in enumerate(quotas))
    told = compile_text(f"pools: {pools}\ntenants:{tenants}\n{more}").findings
    return [one for one in told if one.code.startswith("QUO")]


def test_every_unknown_name_of_a_quota_is_told() -> None:
    told = quota(f"[{{name: one, {WHOLE}}}]", "nvidia.com/gpu: 1, nvidia.com/none: 2, nvidia.com/nope: 3")
    assert [one.at[-1] for one in told] == ["nvidia.com/none", "nvidia.com/nope"]
    assert told[0].fix == "The nodes advertise nvidia.com/gpu."


def test_a_ban_on_all_spellings_may_name_what_nobody_advertises() -> None:
    pools = f"[{{name: one, {WHOLE}}}]"
    assert quota(pools, "nvidia.com/gpu.shared: 0, nvidia.com/gpu: 0") == []
    told = quota(pools, "nvidia.com/gpu.shared: 0, nvidia.com/gpu: 0, nvidia.com/none: 1")
    assert [one.at[-1] for one in told] == ["nvidia.com/none"]
    assert [one.code for one in quota(pools, "nvidia.com/gpu.shared: 0")] == ["QUO101"]


def test_a_quota_over_two_pools_is_told_behind_one_that_is_none() -> None:
    """A quota of 0 keeps pods away from both pools, which is what it says."""
    pools = f"[{{name: one, nodes: {{names: [a]}}, {SHARED}}}, {{name: two, nodes: {{names: [b]}}, {WHOLE}}}]"
    assert [one.code for one in quota(pools, "nvidia.com/gpu: 0", "nvidia.com/gpu: 1")] == ["QUO103"]


@pytest.mark.parametrize(
    ("pool", "sum_of"),
    [
        (WHOLE, "pool one has 1 node x 1"),
        (SHARED, "pool one has 1 node x 1 x 2 replicas"),
    ],
)
def test_what_exists_is_shown_as_a_sum(pool: str, sum_of: str) -> None:
    (told,) = quota(f"[{{name: one, nodes: {{names: [a]}}, {pool}}}]", "nvidia.com/gpu: 9")
    assert told.code == "QUO102"
    assert told.message.endswith(sum_of)


def test_the_standalone_chart_has_nothing_to_monitor() -> None:
    told = compile_text(
        f"pools: [{{name: one, {WHOLE}}}]\nmonitoring: {{serviceMonitor: {{interval: 15s}}}}", install=STANDALONE
    )
    assert [(one.at, one.on_key) for one in told.findings if one.code == "MON101"] == [
        (("monitoring", "serviceMonitor"), True)
    ]


@pytest.mark.parametrize(("sharing", "told"), [("{replicas: 2}", 1), ("{replicas: 2, renameByDefault: true}", 0)])
def test_a_renamed_resource_leaves_its_product_label_as_it_is(sharing: str, told: int) -> None:
    """NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition-MIG-1g.24gb.me.all has 63 characters, and -SHARED is 7 too many."""
    pool = "gpus: [{model: RTX PRO 6000 Blackwell Server Edition}], mig: [{migDevices: {1g.24gb+me.all: 1}}]"
    body = f"mig: {{strategy: single}}\npools: [{{name: one, {pool}, timeSlicing: {sharing}}}]"
    assert [one.code for one in compile_text(body).findings].count("MIG103") == told


def test_a_driver_on_the_host_is_not_taken_to_be_the_charts() -> None:
    told = compile_text("pools: [{name: one, gpus: [{model: GTX 1080 Ti}]}]", install=OPERATOR).findings
    assert [one.code for one in told if one.code == "DRV101"] == []


def test_all_that_nodes_advertise_is_offered_for_a_quota() -> None:
    renamed = SHARED.replace("replicas: 2", "replicas: 2, renameByDefault: true")
    pools = f"[{{name: one, nodes: {{names: [a]}}, {renamed}}}, {{name: two, nodes: {{names: [b]}}, {WHOLE}}}]"
    (told,) = quota(pools, "nvidia.com/none: 1")
    assert told.fix == "The nodes advertise nvidia.com/gpu, nvidia.com/gpu.shared."
    (told,) = quota(pools, "nvidia.com/mig-1g.5gb: 1", more="mig: {strategy: single}")
    assert told.fix == (
        "Under the MIG strategy single MIG devices are advertised as nvidia.com/gpu, nvidia.com/gpu.shared."
    )
