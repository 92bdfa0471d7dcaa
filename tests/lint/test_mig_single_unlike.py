import pytest

from tests.lint.examples import judged
from tests.lint.texts import layouts, mig, policy

CODE = "SHR204"
ON = "mig-enabled: true, mig-devices"
UNLIKE = mig(layouts(unlike=(f"devices: all, {ON}: {{1g.10gb: 2, 2g.20gb: 1}}",)))
LIKE = mig(layouts(like=(f"devices: all, {ON}: {{1g.10gb: 7}}",)))
TWO = mig(layouts(two=(f"devices: [0], {ON}: {{1g.10gb: 7}}", f"devices: [1], {ON}: {{2g.20gb: 3}}")))
HALF = mig(layouts(half=(f"devices: [0], {ON}: {{1g.10gb: 7}}", "devices: [1], mig-enabled: false")))
FILTERED = mig(
    layouts(
        two=(
            f"device-filter: '0x20B210DE', devices: all, {ON}: {{1g.10gb: 7}}",
            f"device-filter: '0x20B710DE', devices: all, {ON}: {{1g.6gb: 4}}",
        )
    )
)
NAMED = "migManager: {config: {name: nvidia-mig, default: other}}"
SINGLE, MIXED = policy(f"{{mig: {{strategy: single}}, {NAMED}}}"), policy(f"{{mig: {{strategy: mixed}}, {NAMED}}}")


def levels(text: str) -> list[str]:
    return [one.severity.value for one in judged(text).findings if one.code == CODE]


def asking(layout: str) -> str:
    return f"---\napiVersion: v1\nkind: Node\nmetadata: {{name: a, labels: {{nvidia.com/mig.config: {layout}}}}}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (UNLIKE + SINGLE, ["warning"]),
        (UNLIKE + SINGLE + asking("unlike"), ["error"]),
        (TWO + SINGLE, ["warning"]),
        (HALF + SINGLE + asking("half"), ["error"]),
        (HALF + MIXED + asking("half"), []),
        (UNLIKE + MIXED + asking("unlike"), []),
        (LIKE + SINGLE + asking("like"), []),
        (FILTERED + SINGLE + asking("two"), []),
        (UNLIKE, []),
        (UNLIKE.replace("nvidia-mig", "other") + SINGLE, []),
        (UNLIKE.replace("unlike", "all-balanced") + SINGLE, []),
        (UNLIKE.replace("unlike", "all-balanced") + SINGLE + asking("all-balanced"), ["error"]),
        (policy("{mig: {strategy: single}}") + asking("all-balanced"), ["error"]),
        (policy("{mig: {strategy: mixed}}") + asking("all-balanced"), []),
        (policy("{mig: {strategy: single}}") + asking("all-1g.10gb"), []),
    ],
)
def test_by_strategy_and_label(text: str, found: list[str]) -> None:
    assert levels(text) == found


RELEASE = """\
---
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: gpu-operator
  valuesContent: "migManager: {config: {name: nvidia-mig, default: other}}"
"""


def test_a_default_that_nobody_wrote_counts_where_a_node_asks_for_the_layout() -> None:
    assert levels(UNLIKE + RELEASE) == []
    assert levels(UNLIKE + RELEASE + asking("unlike")) == ["error"]
