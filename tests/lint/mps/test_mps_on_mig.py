import pytest

from tests.lint.examples import told
from tests.lint.texts import lines_told, plugin

CODE = "MPS202"
MPS = plugin("version: v1\nsharing:\n  mps: {resources: [{name: nvidia.com/gpu, replicas: 2}]}", key="mps")


@pytest.mark.parametrize(("name", "lines"), [("mig-1g.10gb", [2]), ("nvidia.com/mig-3g.40gb", [2]), ("gpu", [])])
def test_resources(name: str, lines: list[int]) -> None:
    text = f"version: v1\nsharing: {{mps: {{resources: [{{name: {name}, replicas: 2}}]}}}}"
    assert lines_told(plugin(text), CODE) == lines
    assert lines_told(plugin(text.replace("mps", "timeSlicing")), CODE) == []


def test_under_mixed_the_strategy_is_told_instead() -> None:
    text = "flags: {migStrategy: mixed}\nsharing: {mps: {resources: [{name: mig-1g.10gb, replicas: 2}]}}"
    assert lines_told(plugin(text), CODE) == []


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ("nvidia.com/device-plugin.config: mps, nvidia.com/mig.config: all-1g.10gb", [11]),
        ("nvidia.com/device-plugin.config: mps, nvidia.com/mig.config: all-disabled", []),
        ("nvidia.com/device-plugin.config: other, nvidia.com/mig.config: all-1g.10gb", []),
        ("nvidia.com/device-plugin.config: mps", []),
    ],
)
def test_labels_of_one_node(labels: str, found: list[int]) -> None:
    node = f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{{labels}}}}}\n"
    assert [line + 1 for line, _ in told(MPS + node, CODE)] == [line + 2 for line in found]
