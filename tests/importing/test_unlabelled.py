"""What nodes without a label have: the default where there is one, else nothing."""

import pytest

from generator.compile import compile_profile
from generator.model.finding import Severity
from generator.model.plan import CONFIG_LABEL, BindingKind
from generator.model.tree import Tree
from tests.importing.given import imported, plan, profile, told
from tests.importing.test_apart import T4, node
from tests.importing.test_feature_rules import CARD, labels, rules
from tests.importing.test_pools import OPERATOR, PLUGIN, VALUES, entries, sliced
from tests.support.plans import advertised

ONE = VALUES % "''" + entries({"any": sliced(4)})
SHARE_NOTHING = f"nodes without the label {CONFIG_LABEL} share nothing now, and would have the entry any"
STANDALONE = "runtimeClassName: nvidia\nconfig:\n  fallbackStrategies: %s\n  map: {%s: '%s'}\n"


def test_the_operator_gives_nodes_without_a_label_no_entry() -> None:
    result = imported(ONE, "RTX 3090:2", chart=OPERATOR)
    assert told(result) == []
    assert "# Nodes without a label, which share nothing." in result.text
    assert [(pool.name, pool.binding.kind, advertised(pool)) for pool in plan(result).pools] == [
        ("any", BindingKind.COMMAND, {"nvidia.com/gpu": 8}),
        ("gpu", BindingKind.DEFAULT, {"nvidia.com/gpu": 2}),
    ]


def test_a_node_without_the_label_is_in_another_pool() -> None:
    result = imported(ONE + node("a", f"{CONFIG_LABEL}: any, {T4}") + node("b", T4), chart=OPERATOR)
    assert told(result) == []
    assert [(pool.node_names, advertised(pool)) for pool in plan(result).pools] == [
        (("a",), {"nvidia.com/gpu": 8}),
        (("b",), {"nvidia.com/gpu": 2}),
    ]


@pytest.mark.parametrize(
    ("text", "gpus", "severity"),
    [
        (ONE + node("a", f"{CONFIG_LABEL}: any, {T4}"), (), Severity.INFO),
        (
            ONE + rules(f"{labels(entry='any')}, matchFeatures: [{CARD % ', device: {op: In, value: [1eb8]}'}]"),
            ("T4:2",),
            Severity.INFO,
        ),
        (ONE, (), Severity.WARNING),
    ],
)
def test_where_no_pool_is_made_of_them_it_is_told(text: str, gpus: tuple[str, ...], severity: Severity) -> None:
    result = imported(text, *gpus, chart=OPERATOR)
    found = profile(result)["pools"]
    assert isinstance(found, list)
    assert len(found) == 1
    assert [one.severity for one in result.findings if one.message == SHARE_NOTHING] == [severity]


@pytest.mark.parametrize(
    ("strategies", "key", "units"),
    [
        ("[named, single]", "one", [4]),
        ("[empty]", "one", [4, 1]),
        ("[empty, single]", "one", [4, 1]),
        ("[single, empty]", "one", [4]),
        ("[named]", "one", [4, 1]),
        ("[named]", "default", [4]),
    ],
)
def test_the_standalone_chart_tries_its_fallbacks_in_their_order(strategies: str, key: str, units: list[int]) -> None:
    result = imported(STANDALONE % (strategies, key, sliced(4)), "T4:1", chart=PLUGIN)
    assert [advertised(pool) for pool in plan(result).pools] == [{"nvidia.com/gpu": number} for number in units]


def test_an_entry_that_does_what_nodes_without_a_label_have_needs_no_label() -> None:
    text = VALUES % "none" + entries({"none": "{version: v1}", "shared": sliced(3)})
    first = imported(text, "RTX 3090:2", chart=OPERATOR)
    compiled = compile_profile(first.text.encode(), "profile.yaml")
    parts = ("base/", "values/", "kustomization.yaml")
    bundle = {one.path: one.text for one in compiled.files if one.path.startswith(parts)}
    assert pools(profile(imported(bundle, "RTX 3090:2"))) == pools(profile(first))


def pools(found: dict[str, Tree]) -> Tree:
    return found["pools"]
