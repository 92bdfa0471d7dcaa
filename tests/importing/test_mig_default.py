"""What nodes without a MIG label get, which people cut by hand where the operator leaves them alone."""

import pytest

from generator.compile import compile_profile
from generator.model.tree import Tree
from tests.importing.given import imported, profile, told

KEPT: Tree = {"migManager": {"config": {"default": ""}}}
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: p, labels: {helm.sh/chart: gpu-operator-%s}}
spec: {dcgm: {enabled: false}, driver: {enabled: false}, mig: {strategy: single}%s}
"""


@pytest.mark.parametrize(
    ("values", "gpu", "release", "extra"),
    [
        ('{config: {default: ""}}', "H100 SXM5", "v26.3.3", KEPT),
        ('{config: {default: ""}}', "H100 SXM5", "v25.10.1", KEPT),
        ("{config: null}", "H100 SXM5", "v26.7.0", KEPT),
        # The chart of this release writes a null, which is all-disabled.
        ('{config: {default: ""}}', "H100 SXM5", "v25.3.4", None),
        ("{config: {default: null}}", "H100 SXM5", "v26.3.3", None),
        ("{config: {default: all-disabled}}", "H100 SXM5", "v26.3.3", None),
        ('{enabled: false, config: {default: ""}}', "H100 SXM5", "v26.3.3", None),
        ('{config: {default: ""}}', "RTX 3090", "v26.3.3", None),
    ],
)
def test_nodes_without_a_label_stay_alone(values: str, gpu: str, release: str, extra: Tree) -> None:
    text = f"driver: {{enabled: false}}\nmigManager: {values}\n"
    result = imported(text, gpu, chart=f"gpu-operator@{release}")
    assert told(result) == []
    found = profile(result).get("extraValues")
    assert found == extra
    compiled = compile_profile(result.text.encode(), "profile.yaml")
    assert compiled.plan is not None


def test_another_default_is_none() -> None:
    text = "driver: {enabled: false}\nmigManager: {config: {default: all-1g.10gb}}\n"
    found = told(imported(text, "H100 SXM5", chart="gpu-operator@v26.3.3"))
    assert [(code, line) for code, line, _ in found] == [("IMP008", 2)]


@pytest.mark.parametrize(
    ("more", "release", "extra", "codes"),
    [
        ("", "v26.3.3", KEPT, []),
        (", migManager: {enabled: true}", "v26.3.3", KEPT, []),
        (", migManager: {config: {name: default-mig-parted-config}}", "v26.3.3", None, []),
        ("", "v25.3.4", None, ["IMP010"]),
    ],
)
def test_a_policy_without_the_block_leaves_nodes_alone(more: str, release: str, extra: Tree, codes: list[str]) -> None:
    result = imported(POLICY % (release, more), "H100 SXM5")
    assert [code for code, _, _ in told(result)] == codes
    assert profile(result).get("extraValues") == extra
