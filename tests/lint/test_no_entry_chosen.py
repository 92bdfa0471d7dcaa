import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.references import node, plugin_config, release

PLUGIN = "nvidia-device-plugin"


def test_the_plugins_chart_refuses_several_entries_of_which_none_is_chosen() -> None:
    text = release("{config: {map: {a: 'version: v1', b: 'version: v1'}}}", chart=PLUGIN)
    message = (
        "config.map has a and b, no config.default says which is for nodes without a label, and none is called "
        "default: the chart refuses to render"
    )
    assert told(text, "REF206") == [(6, message)]


@pytest.mark.parametrize("entries", ["{a: 'version: v1'}", "{a: 'version: v1', default: 'version: v1'}"])
def test_its_fallbacks_choose_the_only_entry_or_the_one_called_default(entries: str) -> None:
    assert told(release(f"{{config: {{map: {entries}}}}}", chart=PLUGIN), "REF206") == []


def test_strategies_of_ones_own_may_need_no_entry() -> None:
    values = "{config: {fallbackStrategies: [empty], map: {a: 'version: v1', b: 'version: v1'}}}"
    assert told(release(values, chart=PLUGIN), "REF206") == []


def test_under_the_operator_nodes_may_be_labelled_by_hand() -> None:
    files = {
        "a.yaml": release("{devicePlugin: {config: {name: sharing}}}"),
        "b.yaml": plugin_config("sharing", "any"),
    }
    (finding,) = (one for one in judged(files).findings if one.code == "REF206")
    assert (finding.severity, finding.message) == (
        Severity.INFO,
        "nodes without a label share nothing: no default is named, of any",
    )
    labelled = {**files, "c.yaml": node("nvidia.com/device-plugin.config", "any")}
    assert told(labelled, "REF206") == []
