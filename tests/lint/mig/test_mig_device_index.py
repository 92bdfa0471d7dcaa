import pytest

from tests.lint.examples import judged
from tests.lint.texts import cut, lines_told, mig

CODE = "MIG210"


def levels(text: str) -> list[str]:
    return [one.severity.value for one in judged(text).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("devices", "found"),
    [
        ("[]", ["error"]),
        ("[-1]", ["error"]),
        ("[0, 1, 1]", ["warning"]),
        ("[0]", []),
        ("[15, 3]", []),
        ("all", []),
        ("0", []),
        ("['a', -1]", ["error"]),
    ],
)
def test_indices(devices: str, found: list[str]) -> None:
    assert levels(mig(cut(f"devices: {devices}, mig-enabled: false"))) == found


def node(count: str, layout: str = "cut") -> str:
    labels = f"{{nvidia.com/gpu.count: {count}, nvidia.com/mig.config: {layout}}}"
    return f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {labels}}}\n"


@pytest.mark.parametrize(
    ("nodes", "lines"),
    [
        (node("'2'"), [5]),
        (node("'5'"), []),
        (node("'5'") + node("'2'"), [5]),
        (node("2"), []),
        (node("'2'", "other"), []),
        (node("'two'"), []),
        (node("'0'"), []),
    ],
)
def test_indices_beyond_the_node_that_asks_for_the_layout(nodes: str, lines: list[int]) -> None:
    items = "devices: [0, 3], mig-enabled: false}, {devices: [4], mig-enabled: false"
    assert lines_told(mig(cut(items)) + nodes, CODE) == lines
