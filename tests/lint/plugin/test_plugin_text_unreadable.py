import pytest

from tests.lint.examples import told
from tests.lint.texts import lines_told, messages_told, plugin

CODE = "PLG212"
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec: {devicePlugin: {config: {name: nvidia-plugin}}}
---
"""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("sharing:\n\ttimeSlicing: {}", 2, "any is no readable YAML: "),
        ("sharing:\n  timeSlicing:\n   - a\n  b", 4, "any is no readable YAML"),
        ('sharing: {timeSlicing: "', 1, "any is no readable YAML"),
        ("version: v1\nsharing: *nothing", 2, "any is no readable YAML"),
    ],
)
def test_texts_that_are_no_yaml(text: str, line: int, said: str) -> None:
    assert lines_told(plugin(text), CODE) == [line]
    assert said in messages_told(plugin(text), CODE)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [("[sharing]", "any holds a list"), ("time-slicing", "any holds a single value"), ("4", "a single value")],
)
def test_texts_that_are_no_mappings_where_somebody_names_the_config_map(text: str, said: str) -> None:
    found = told(POLICY + plugin(text), CODE)
    assert [line for line, _ in found] == [11]
    assert said in found[0][1]


@pytest.mark.parametrize("text", ["", "# nothing", "null", "---", "{}"])
def test_empty_texts_are_empty_configurations(text: str) -> None:
    assert told(POLICY + plugin(text), CODE) == []


def test_templates_are_not_judged() -> None:
    assert lines_told(plugin("sharing:\n  {{ toYaml .Values.sharing | nindent 2 }}"), CODE) == []


def test_other_config_maps_may_hold_anything() -> None:
    assert told(plugin("[a: b\n"), CODE) == []
