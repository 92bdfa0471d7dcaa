import pytest

from generator.model.finding import Severity
from tests.lint.clusters import node, plugin_config, release
from tests.lint.examples import judged, told

PLUGIN = "nvidia-device-plugin"


def test_the_plugins_chart_refuses_several_entries_of_which_none_is_chosen() -> None:
    text = release("{config: {map: {a: 'version: v1', b: 'version: v1'}}}", chart=PLUGIN)
    message = (
        "config.map has a and b, no config.default says which is for nodes without a label, and no fallback strategy "
        "(named, single) finds one: the chart refuses to render"
    )
    assert told(text, "REF206") == [(6, message)]


@pytest.mark.parametrize("entries", ["{a: 'version: v1'}", "{a: 'version: v1', default: 'version: v1'}"])
def test_its_fallbacks_choose_the_only_entry_or_the_one_called_default(entries: str) -> None:
    assert told(release(f"{{config: {{map: {entries}}}}}", chart=PLUGIN), "REF206") == []


TWO = "{a: 'version: v1', b: 'version: v1'}"
NAMED = "{a: 'version: v1', default: 'version: v1'}"
ONE = "{a: 'version: v1'}"


@pytest.mark.parametrize(
    ("strategies", "entries", "refuses"),
    [
        ("[named, single]", TWO, True),
        ("[single, named]", NAMED, False),
        ("[named, single]", ONE, False),
        ("[single]", NAMED, True),
        ("[single]", ONE, False),
        ("[named]", ONE, True),
        ("[named]", NAMED, False),
        ("[empty]", TWO, False),
        ("[named, single, empty]", TWO, False),
        ("[]", ONE, True),
        ("[]", NAMED, True),
    ],
)
def test_the_fallbacks_that_are_stated_are_those_that_are_tried(strategies: str, entries: str, refuses: bool) -> None:
    values = f"{{config: {{fallbackStrategies: {strategies}, map: {entries}}}}}"
    assert bool(told(release(values, chart=PLUGIN), "REF206")) is refuses


def test_values_that_are_elsewhere_may_name_a_default() -> None:
    assert told(release(f"{{config: {{default: a, map: {TWO}}}}}", chart=PLUGIN), "REF206") == []
    more = "  valuesFrom: [{kind: Secret, name: more}]\n"
    assert told(release(f"{{config: {{map: {TWO}}}}}", chart=PLUGIN) + more, "REF206") == []


def test_under_the_operator_nodes_may_be_labelled_by_hand() -> None:
    files = {
        "a.yaml": release("{devicePlugin: {config: {name: sharing}}}"),
        "b.yaml": plugin_config("sharing", "any"),
    }
    (finding,) = (one for one in judged(files).findings if one.code == "REF206")
    assert (finding.severity, finding.message) == (
        Severity.WARNING,
        "nodes without a label share nothing: no default is named, of any",
    )
    assert finding.fix == "Write `default: any` beside this name, or label the nodes that are to share."
    none = {**files, "a.yaml": release("{devicePlugin: {config: {name: sharing, default: ''}}}")}
    assert [one.severity for one in judged(none).findings if one.code == "REF206"] == [Severity.INFO]
    several = {**files, "b.yaml": plugin_config("sharing", "any", "other")}
    assert [one.severity for one in judged(several).findings if one.code == "REF206"] == [Severity.INFO]
    labelled = {**files, "c.yaml": node("nvidia.com/device-plugin.config", "any")}
    assert told(labelled, "REF206") == []
