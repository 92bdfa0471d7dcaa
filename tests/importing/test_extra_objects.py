"""Objects that the chart's own values hold stay there, whole."""

from generator.model.tree import Tree
from tests.importing.given import imported, profile, told

QUOTA = (
    "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: ml}, "
    'spec: {hard: {requests.nvidia.com/gpu: "4"}}}'
)
CLASS = "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: p}, value: 5}"
VALUES = f"driver: {{enabled: false}}\nextraObjects:\n- {QUOTA}\n- {CLASS}\n"
WHOLE: list[Tree] = [
    {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "q", "namespace": "ml"},
        "spec": {"hard": {"requests.nvidia.com/gpu": "4"}},
    },
    {"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "p"}, "value": 5},
]
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0, sourceRef: {kind: HelmRepository, name: nvidia}}}
  values:
"""


def test_extra_objects_of_values_come_back() -> None:
    result = imported(VALUES, "L4", chart="gpu-operator@v26.7.0")
    assert told(result) == []
    found = profile(result)
    assert found["extraValues"] == {"extraObjects": WHOLE}
    assert not {"tenants", "priorities"} & set(found)


def test_extra_objects_of_a_release_come_back() -> None:
    text = RELEASE + "".join(f"    {line}\n" for line in VALUES.splitlines())
    found = profile(imported(text, "L4"))
    assert found["extraValues"] == {"extraObjects": WHOLE}
    assert "tenants" not in found


def test_objects_beside_the_chart_are_the_profiles() -> None:
    found = profile(imported(f"driver: {{enabled: false}}\n---\n{QUOTA}\n", "L4", chart="gpu-operator@v26.7.0"))
    assert "extraValues" not in found
    assert found["tenants"] == [{"namespace": "ml", "quota": {"nvidia.com/gpu": 4}}]
