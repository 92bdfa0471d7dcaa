"""What the chart of NVIDIA's DRA driver refuses, and gates with which the driver ends."""

import pytest

from tests.lint.clusters import release
from tests.lint.examples import told

CHART = "nvidia-dra-driver-gpu"
TOLD_TWICE = "gpuResourcesEnabledOverride: true"


def dra(values: str, version: str = "25.8.1", chart: str = CHART) -> str:
    return release(values, chart, version, "dra")


def found(stream: str) -> list[str]:
    return [message.partition(":")[0] for _, message in told(stream, "VAL229")]


@pytest.mark.parametrize(
    "values",
    [
        "{}",
        "{resources: {gpus: {enabled: true}}}",
        "{gpuResourcesEnabledOverride: false}",
        "{resources: {gpus: {enabled: 'false'}}}",
        "{resources: {computeDomains: {enabled: false}}}",
    ],
)
@pytest.mark.parametrize(
    ("version", "chart"), [("25.3.2", CHART), ("25.12.0", CHART), ("0.4.1", "dra-driver-nvidia-gpu"), ("*", CHART)]
)
def test_whole_gpus_that_are_not_told_twice(values: str, version: str, chart: str) -> None:
    said = "resources.gpus.enabled is true, and gpuResourcesEnabledOverride is not"
    assert found(dra(values, f'"{version}"', chart)) == [said]


@pytest.mark.parametrize(
    "values",
    [
        f"{{{TOLD_TWICE}}}",
        "{resources: {gpus: {enabled: false}}}",
        "{resources: {gpus: {enabled: '{{ .gpus }}'}}}",
        "{gpuResourcesEnabledOverride: '${OVERRIDE}'}",
        "{gpuResourcesEnabledOverride: 'true'}",
    ],
)
def test_whole_gpus_that_are_told_twice_or_off(values: str) -> None:
    assert found(dra(values)) == []


def test_a_release_after_the_known_ones_may_have_dropped_it() -> None:
    assert found(dra("{}", "0.6.0")) == []
    assert found(dra("{}", "0.5.1")) != []


HELM_CHART = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: dra, namespace: kube-system}
spec: {chart: nvidia-dra-driver-gpu, version: 25.8.1, targetNamespace: dra%s}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: dra, namespace: argocd}
spec:
  source: {repoURL: "https://helm.ngc.nvidia.com/nvidia", chart: nvidia-dra-driver-gpu, targetRevision: 25.8.1%s}
  destination: {namespace: dra}
"""
KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
helmCharts: [{name: nvidia-dra-driver-gpu, version: 25.8.1%s}]
"""
FROM = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra}
spec: {chart: {spec: {chart: nvidia-dra-driver-gpu}}, valuesFrom: [{kind: ConfigMap, name: values}]}
"""
PATCH = f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {CHART}}}
spec: {{values: {{{TOLD_TWICE}}}}}
"""


@pytest.mark.parametrize("around", [HELM_CHART, APPLICATION, KUSTOMIZATION])
def test_every_form_is_read(around: str) -> None:
    assert len(found(around % "")) == 1


@pytest.mark.parametrize(
    "stream",
    [
        HELM_CHART % f", valuesContent: '{TOLD_TWICE}'",
        HELM_CHART % ", set: {gpuResourcesEnabledOverride: 1}",
        APPLICATION % f", helm: {{valuesObject: {{{TOLD_TWICE}}}}}",
        APPLICATION % ", helm: {parameters: [{name: gpuResourcesEnabledOverride, value: 'true'}]}",
        APPLICATION % ", helm: {valueFiles: [$values/dra.yaml]}",
        KUSTOMIZATION % ", valuesFile: dra.yaml",
        KUSTOMIZATION % f", valuesInline: {{{TOLD_TWICE}}}",
        FROM,
        dra("{}", chart="own-dra-driver"),
        dra("{}") + "---\n" + PATCH,
    ],
)
def test_values_that_stand_elsewhere_are_let_be(stream: str) -> None:
    assert found(stream) == []


@pytest.mark.parametrize("value", ["namespace: dra", "nvidiaCtkPath: /usr/bin/nvidia-ctk"])
def test_values_that_are_no_longer_taken(value: str) -> None:
    assert found(dra(f"{{{TOLD_TWICE}, {value}}}")) == [
        f"the chart refuses to render with a value called {value.partition(':')[0]}"
    ]


def gated(gates: str, version: str = "25.12.0") -> list[str]:
    return found(dra(f"{{{TOLD_TWICE}, featureGates: {{{gates}}}}}", version))


@pytest.mark.parametrize(
    ("gates", "version", "message"),
    [
        ("TimeSlicing: true", "25.8.1", "the driver has no gate TimeSlicing"),
        ("MpsSupport: false", ">=25", "the driver has no gate MpsSupport"),
        ("Sharing: true", "0.4.1", "the driver has no gate Sharing"),
        ("DynamicMIG: true", "25.8.0", "this release of the driver has no gate DynamicMIG, which came with 25.12"),
        ("ConsumableShares: true", "0.4.0", "this release of the driver has no gate ConsumableShares, which came"),
        ("DynamicMIG: true, MPSSupport: true", "25.12.0", "DynamicMIG and MPSSupport are both open"),
        ("DynamicMIG: true, PassthroughSupport: true", "0.4.0", "DynamicMIG and PassthroughSupport are both open"),
        ("DeviceMetadata: true", "0.4.0", "DeviceMetadata is open without PassthroughSupport"),
    ],
)
def test_gates_with_which_the_driver_ends(gates: str, version: str, message: str) -> None:
    assert [one.startswith(message) for one in gated(gates, f'"{version}"')] == [True]


@pytest.mark.parametrize(
    ("gates", "version"),
    [
        ("TimeSlicingSettings: true, MPSSupport: true", "25.8.1"),
        ("ContextualLogging: true, AllAlpha: false", "25.8.1"),
        ("DynamicMIG: true, MPSSupport: false", "25.12.0"),
        ("DynamicMIG: false, MPSSupport: true", "25.12.0"),
        ("DeviceMetadata: true, PassthroughSupport: true", "0.4.0"),
        ("SomethingOfLater: true", "0.7.0"),
        ("SomethingOfLater: true", "*"),
        ("TimeSlicing: true", "25.3.2"),  # which reads no gates
        ("DynamicMIG: true, AllAlpha: '{{ .all }}'", "25.12.0"),
    ],
)
def test_gates_that_are_taken_or_not_known(gates: str, version: str) -> None:
    assert gated(gates, f'"{version}"') == []


def test_gates_of_the_driver_that_the_operator_installs() -> None:
    by_operator = "{gpuCluster: {deployCR: %s}, clusterPolicy: {deployCR: false}, draDriver: {featureGates: {MPS: 1}}}"
    gates = "{gpuCluster: {deployCR: true}, clusterPolicy: {deployCR: false}, draDriver: {featureGates: {%s}}}"
    assert found(release(gates % "MPSSuport: true")) == ["the driver has no gate MPSSuport"]
    assert found(release(gates % "MPSSupport: true")) == []
    assert found(release(by_operator % "false")) == []


def test_charts_in_folders_may_be_around_the_drivers_own() -> None:
    source = "sourceRef: {kind: GitRepository, name: infra}"
    text = f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: dra, namespace: dra}}
spec:
  chart: {{spec: {{chart: ./charts/{CHART}, {source}}}}}
  values: {{{CHART}: {{{TOLD_TWICE}}}}}
"""
    assert found(text) == []


@pytest.mark.parametrize(("kind", "said"), [("HelmRelease", 0), ("ConfigMap", 1)])
def test_patches_of_fluxs_kustomization_may_be_for_the_release(kind: str, said: int) -> None:
    flux = f"""\
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: dra, namespace: flux-system}}
spec:
  path: ./base
  prune: true
  patches:
    - target: {{kind: {kind}}}
      patch: |-
        apiVersion: v1
        kind: {kind}
        metadata: {{name: any}}
        spec: {{values: {{{TOLD_TWICE}}}}}
"""
    assert len(found(dra("{}") + flux)) == said
