import pytest

from tests.lint.chart_values import PLUGIN, release, weighed
from tests.lint.examples import judged, told


@pytest.mark.parametrize(
    ("values", "namespace", "told"),
    [
        ("namespace: nvidia", "gpus", "the chart refuses to render with a value called namespace"),
        ("failOnInitError: true", "default", "the chart refuses to render in the namespace default"),
        ("config: {name: a, map: {any: 'version: v1'}}", "gpus", "config.name and config.map are both set"),
        ("config: {fallbackStrategies: [named, first]}", "gpus", "first is no fallback strategy"),
        ("config: {fallbackStrategies: [named, 3]}", "gpus", "3 is no fallback strategy"),
    ],
)
def test_what_the_plugins_chart_refuses(values: str, namespace: str, told: str) -> None:
    [(severity, message)] = weighed(release(values, PLUGIN, "0.19.3", namespace), "VAL204")
    assert (severity, message[: len(told)]) == ("error", told)


@pytest.mark.parametrize(
    ("values", "version", "told"),
    [
        ("cdi: {enabled: false, nriPluginEnabled: true}", "v26.3.3", "the NRI plugin needs CDI"),
        ("cdi: {nriPluginEnabled: true}\ntoolkit: {enabled: false}", "v26.7.0", "the NRI plugin needs the toolkit"),
        ("gpuCluster: {deployCR: true}", "v26.7.0", "gpuCluster.deployCR and clusterPolicy.deployCR are both true"),
        (
            "gpuCluster: {deployCR: true}\nclusterPolicy: {deployCR: false}",
            "v26.7.0",
            "a GPUCluster with the operator's driver needs the NVIDIADriver resource",
        ),
    ],
)
def test_what_the_operators_chart_refuses(values: str, version: str, told: str) -> None:
    [(severity, message)] = weighed(release(values, version=version), "VAL204")
    assert (severity, message[: len(told)]) == ("error", told)


@pytest.mark.parametrize(
    ("values", "version"),
    [
        ("cdi: {nriPluginEnabled: true}", "v26.7.0"),
        ("cdi: {enabled: false}", "v26.7.0"),
        ("cdi: {nriPluginEnabled: true}\ntoolkit: {enabled: false}", "v26.3.3"),
        ("gpuCluster: {deployCR: true}\nclusterPolicy: {deployCR: false}\ndriver: {enabled: false}", "v26.7.0"),
        ("gpuCluster: {deployCR: false}", "v26.7.0"),
    ],
)
def test_what_the_operators_chart_takes(values: str, version: str) -> None:
    assert weighed(release(values, version=version), "VAL204") == []


@pytest.mark.parametrize(
    ("values", "namespace"),
    [
        ("config: {name: a}", "gpus"),
        ("config: {name: '', map: {any: 'version: v1'}}", "gpus"),
        ("config: {fallbackStrategies: [empty]}", "gpus"),
        ("allowDefaultNamespace: true", "default"),
        ("namespace: ''", "gpus"),
    ],
)
def test_what_the_plugins_chart_takes(values: str, namespace: str) -> None:
    assert weighed(release(values, PLUGIN, "0.20.0", namespace), "VAL204") == []


FLUX = release("failOnInitError: true", PLUGIN, "0.19.3", "default")
TARGET = FLUX.replace("namespace: default", "namespace: a").replace("spec:\n", "spec:\n  targetNamespace: default\n", 1)
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: plugin, namespace: argocd}
spec:
  source: {repoURL: https://nvidia.github.io/k8s-device-plugin, chart: nvidia-device-plugin, targetRevision: 0.19.3}
  destination:
    namespace: default
"""
K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: plugin, namespace: kube-system}
spec:
  chart: nvidia-device-plugin
  targetNamespace: default
"""
KUSTOMIZE = """\
namespace: default
helmCharts:
  - name: nvidia-device-plugin
    version: 0.19.3
"""
HELMFILE = """\
releases:
  - chart: nvidia/nvidia-device-plugin
    namespace: default
"""
FLEET = """\
defaultNamespace: default
helm: {chart: nvidia-device-plugin}
"""


@pytest.mark.parametrize(
    ("text", "line"), [(FLUX, 3), (TARGET, 5), (ARGO, 7), (K3S, 6), (KUSTOMIZE, 1), (HELMFILE, 3), (FLEET, 1)]
)
def test_the_line_that_says_the_namespace(text: str, line: int) -> None:
    assert [where for where, _ in told(text, "VAL204")] == [line]


def test_the_namespace_of_a_kustomization_around_it() -> None:
    kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: default\n"
    files = {"kustomization.yaml": f"{kustomization}resources: [release.yaml]\n", "release.yaml": FLUX}
    files["release.yaml"] = FLUX.replace("namespace: default", "namespace: gpus")
    found = [(one.file, one.position.line if one.position else 0) for one in judged(files).findings]
    assert ("kustomization.yaml", 3) in found


@pytest.mark.parametrize(("version", "count"), [("0.9.0", 0), ("0.11.0", 0), ("0.12.0", 1), ("0.17.4", 1)])
def test_a_namespace_among_the_values_of_old_releases(version: str, count: int) -> None:
    assert len(weighed(release("namespace: kube-system", PLUGIN, version), "VAL204")) == count
