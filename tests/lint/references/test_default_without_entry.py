import pytest

from tests.lint.clusters import plugin_config, release
from tests.lint.examples import judged, told


@pytest.mark.parametrize(
    ("chart", "values", "line"),
    [
        ("gpu-operator", "{devicePlugin: {config: {name: sharing, default: typo}}}", 6),
        ("nvidia-device-plugin", "{config: {name: sharing, default: typo}}", 6),
    ],
)
def test_a_default_is_looked_up_where_the_chart_looks(chart: str, values: str, line: int) -> None:
    files = {"a.yaml": release(values, chart=chart), "b.yaml": plugin_config("sharing", "any", "large")}
    message = "the default is typo, but the configuration sharing has any and large"
    assert told(files, "REF202") == [(line, message)]


def test_a_cluster_policy_names_a_default_too() -> None:
    policy = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  devicePlugin:
    config:
      name: sharing
      default: typo
"""
    assert [line for line, _ in told({"a.yaml": policy, "b.yaml": plugin_config("sharing", "any")}, "REF202")] == [8]


@pytest.mark.parametrize("default", ["any", '""', "null"])
def test_what_is_there_or_not_said_is_fine(default: str) -> None:
    values = f"{{devicePlugin: {{config: {{name: sharing, default: {default}}}}}}}"
    assert told({"a.yaml": release(values), "b.yaml": plugin_config("sharing", "any")}, "REF202") == []


def test_a_config_map_that_is_elsewhere_says_nothing() -> None:
    assert told(release("{devicePlugin: {config: {name: sharing, default: any}}}"), "REF202") == []


@pytest.mark.parametrize(
    ("default", "keys", "fix"),
    [
        ("Any", ("any", "large"), "Did you mean any?"),
        ("lagre", ("any", "large"), "Did you mean large?"),
        ("typo", ("any", "large"), "Write one of its entries."),
        ("typo", ("any",), "Write any."),
    ],
)
def test_a_near_entry_is_named(default: str, keys: tuple[str, ...], fix: str) -> None:
    values = f"{{devicePlugin: {{config: {{name: sharing, default: {default}}}}}}}"
    files = {"a.yaml": release(values), "b.yaml": plugin_config("sharing", *keys)}
    assert [one.fix for one in judged(files).findings if one.code == "REF202"] == [fix]


TEXT = "'version: v1\n\n          flags: {migStrategy: none}'"


@pytest.mark.parametrize(
    ("chart", "values", "found"),
    [
        ("nvidia-device-plugin", f"{{config: {{name: sharing, default: {TEXT}}}}}", True),
        ("nvidia-device-plugin", f"{{config: {{map: {{any: 'version: v1'}}, default: {TEXT}}}}}", True),
        ("gpu-operator", f"{{devicePlugin: {{config: {{name: sharing, default: {TEXT}}}}}}}", True),
        ("nvidia-device-plugin", "{config: {name: sharing, default: any}}", False),
        ("nvidia-device-plugin", '{config: {name: sharing, default: "any\\n"}}', False),
        ("nvidia-device-plugin", "{config: {name: sharing, default: '${DEFAULT}'}}", False),
    ],
)
def test_a_configuration_in_place_of_its_name(chart: str, values: str, found: bool) -> None:
    message = "the default is a configuration itself, where the name of an entry must be"
    assert [told for _, told in told(release(values, chart=chart), "REF202")] == ([message] if found else [])
