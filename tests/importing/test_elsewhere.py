"""Values that are not among the files, and what a bundle's own objects lack: told with what to do about it."""

import pytest

from generator.model.finding import Finding
from tests.importing.given import imported

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.3.3, sourceRef: {kind: HelmRepository, name: n}}}
  values: {driver: {enabled: false}}
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: gpu-operator, namespace: kube-system}
spec:
  chart: nvidia/gpu-operator
  version: v26.3.3
"""


def notes(text: str, code: str) -> list[Finding]:
    return [one for one in imported(text, "L4").findings if one.code == code]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (f"{RELEASE}  valuesFrom:\n  - {{kind: Secret, name: s}}\n", 8, "the Secret s, key values.yaml"),
        (f"{RELEASE}  valuesFrom:\n  - {{kind: ConfigMap, name: c, valuesKey: k}}\n", 8, "the ConfigMap c, key k"),
        (
            f"{RELEASE}  valuesFrom:\n  - {{kind: Secret, name: s, valuesKey: k, targetPath: driver.version}}\n",
            8,
            "the Secret s, key k for driver.version",
        ),
        (f"{K3S}  valuesSecrets: [{{name: s, keys: [a]}}]\n", 7, "the Secret s"),
    ],
)
def test_what_holds_further_values_is_named_where_it_stands(text: str, line: int, told: str) -> None:
    [found] = notes(text, "IMP009")
    assert found.message == f"gpu-operator takes further values from {told}"
    assert found.position is not None
    assert found.position.line == line
    assert "helm get values" in (found.fix or "")


def test_what_is_there_is_not_missed() -> None:
    config = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: gpu-operator}\ndata: {k: '{a: 1}'}\n"
    text = f"{RELEASE}  valuesFrom:\n  - {{kind: ConfigMap, name: c, valuesKey: k}}\n{config}"
    assert notes(text, "IMP009") == []


@pytest.mark.parametrize(
    ("more", "fix"),
    [
        (
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: gpu-operator, labels: {team: a}}\n",
            "createNamespace: false",
        ),
        (
            (
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: ml, annotations: {a: b}}\n---\napiVersion: v1\n"
                "kind: ResourceQuota\nmetadata: {name: q, namespace: ml}\nspec: {hard: {requests.nvidia.com/gpu: 1}}\n"
            ),
            "leave `create` out",
        ),
        (
            "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: p, labels: {a: b}}\nvalue: 1\n",
            "leave it out of `priorities`",
        ),
    ],
)
def test_what_the_bundles_own_object_lacks_is_not_to_be_kept_beside_it(more: str, fix: str) -> None:
    [found] = notes(f"{RELEASE}---\n{more}", "IMP001")
    assert fix in (found.fix or "")
    assert "beside the bundle" not in (found.fix or "")
