import pytest

from tests.lint.examples import told

CODE = "REF234"


def node(**labels: str) -> str:
    lines = "".join(f"    nvidia.com/{key}: '{value}'\n" for key, value in labels.items())
    return f"apiVersion: v1\nkind: Node\nmetadata:\n  name: gpu-1\n  labels:\n{lines}"


@pytest.mark.parametrize("layout", ["all-enabled", "all-disabled", "all-2g.10gb"])
def test_a_layout_that_makes_other_devices_or_none(layout: str) -> None:
    text = node(**{"mig.config": layout, "mig-1g.5gb.count": "7"})
    assert told(text, CODE) == [
        (7, f"layout {layout} makes no 1g.5gb, and a label that counts devices makes none"),
    ]


def test_a_layout_of_ones_own_counts_as_it_is() -> None:
    given = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager: {config: {name: layouts}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-enabled:
        - {devices: all, mig-enabled: true, mig-devices: {1g.5gb: 7}}
---
"""
    assert told(given + node(**{"mig.config": "all-enabled", "mig-1g.5gb.count": "7"}), CODE) == []
    [(_, message)] = told(given + node(**{"mig.config": "all-enabled", "mig-2g.10gb.count": "3"}), CODE)
    assert message.startswith("layout all-enabled makes no 2g.10gb")


@pytest.mark.parametrize(
    "labels",
    [
        {"mig.config": "all-1g.5gb", "mig-1g.5gb.count": "7"},
        {"mig.config": "all-enabled", "mig-1g.5gb.count": "7", "mig.config.state": "pending"},
        {"mig.config": "all-enabled", "mig-1g.5gb.count": "0"},
        {"mig.config": "all-enabled", "gpu.count": "2"},
        {"mig.config": "mine", "mig-1g.5gb.count": "7"},
        {"mig.config": "all-balanced", "mig-1g.5gb.count": "2", "mig-2g.10gb.count": "1"},
        {"mig-1g.5gb.count": "7"},
    ],
)
def test_what_agrees_or_may_agree(labels: dict[str, str]) -> None:
    assert told(node(**labels), CODE) == []
