import pytest

from tests.lint.examples import judged, told
from tests.lint.policies import whole

CODE = "POL205"


def resource(version: str, kind: str, spec: str = "mig: {strategy: mixed}") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    ("version", "kind", "lines"),
    [
        ("nvidia.com/v1", "ClusterPolicy", []),
        ("nvidia.com/v1alpha1", "NVIDIADriver", []),
        ("nvidia.com/v1alpha1", "GPUCluster", []),
        ("nvidia.com/v1alpha1", "ClusterPolicy", [1]),
        ("nvidia.com/v1beta1", "ClusterPolicy", [1]),
        ("nvidia.com/V1", "ClusterPolicy", [1]),
        ("nvidia.com", "ClusterPolicy", [1]),
        ("gpu.nvidia.com/v1", "ClusterPolicy", [1]),
        ("operator.nvidia.com/v1", "clusterpolicy", [1, 2]),
        ("nvidia.com/v1", "NVIDIADriver", [1]),
        ("nvidia.com/v1", "GPUCluster", [1]),
        ("nvidia.com/v1", "Clusterpolicy", [2]),
        ("nvidia.com/v1", "ClusterPolicies", [2]),
        ("nvidia.com/v1alpha1", "NvidiaDriver", [2]),
        ("nvidia.com/v1alpha1", "NVIDIADrivers", [2]),
        ("nvidia.com/v1alpha1", "GpuCluster", [2]),
    ],
)
def test_letters_count(version: str, kind: str, lines: list[int]) -> None:
    assert [line for line, _ in told(resource(version, kind), CODE)] == lines


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("kyverno.io/v1", "ClusterPolicy"),
        ("policies.kyverno.io/v1", "ClusterPolicy"),
        ("nvidia.com/v1alpha1", "DynamoGraphDeployment"),
        ("mellanox.com/v1alpha1", "NicClusterPolicy"),
        ("resource.nvidia.com/v1beta1", "ComputeDomain"),
        ("v1", "Service"),
        ("${VERSION}", "ClusterPolicy"),
        ("nvidia.com/${VERSION}", "ClusterPolicy"),
    ],
)
def test_what_others_serve_and_what_is_filled_in_later(version: str, kind: str) -> None:
    assert told(resource(version, kind, "rules: []"), CODE) == []


def test_another_group_is_told_by_the_fields() -> None:
    assert [line for line, _ in told(resource("v1", "ClusterPolicy", ", ".join(whole().splitlines())), CODE)] == [1]
    assert told(resource("v1", "ClusterPolicy", "driver: {}, rules: []"), CODE) == []


def test_the_rest_of_it_is_judged_all_the_same() -> None:
    findings = judged(resource("nvidia.com/v1alpha1", "Clusterpolicy", "devicePlugin: {nodeSelector: {a: b}}")).findings
    assert {one.code for one in findings} == {CODE, "POL201"}


def test_objects_of_a_list() -> None:
    item = "  - apiVersion: nvidia.com/v2\n    kind: ClusterPolicy\n    spec: {mig: {}}\n"
    text = f"apiVersion: v1\nkind: List\nitems:\n{item}"
    assert told(text, CODE) == [(4, "nvidia.com/v2 has no ClusterPolicy: gpu-operator serves it as nvidia.com/v1")]
