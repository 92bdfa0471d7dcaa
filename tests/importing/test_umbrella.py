"""Charts of one's own around NVIDIA's: who installs them gives the release its name and its namespace."""

import pytest

from tests.importing.given import imported, profile, told

GPU = "A100-SXM4-80GB:8"
CHART = """\
apiVersion: v2
name: platform
version: 1.0.0
dependencies:
- {name: gpu-operator, version: v26.3.3, repository: https://helm.ngc.nvidia.com/nvidia}
"""
OWN = "gpu-operator: {driver: {enabled: false}}\n"
FOLDER = {"charts/gpu/Chart.yaml": CHART, "charts/gpu/values.yaml": OWN}
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpustack, namespace: argocd}
spec:
  destination: {namespace: gpu-sys}
  source: {repoURL: https://github.com/org/repo, path: charts/gpu, targetRevision: HEAD, helm: {}}
"""
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpustack, namespace: gpu-sys}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/gpu, sourceRef: {kind: GitRepository, name: repo}}}
"""
IN_ARGO = ARGO.replace("helm: {}", "helm: {valuesObject: {gpu-operator: {mig: {strategy: mixed}}}}")
IN_FLUX = f"{FLUX}  values: {{gpu-operator: {{mig: {{strategy: mixed}}}}}}\n"


@pytest.mark.parametrize(
    ("given", "name", "namespace", "strategy"),
    [
        (ARGO, "gpustack", "gpu-sys", None),
        (IN_ARGO, "gpustack", "gpu-sys", "mixed"),
        (IN_ARGO.replace("helm: {", "helm: {releaseName: own, "), "own", "gpu-sys", "mixed"),
        (FLUX, "gpustack", "gpu-sys", None),
        (IN_FLUX, "gpustack", "gpu-sys", "mixed"),
        (f"{IN_FLUX}  targetNamespace: gpu\n", "gpu-gpustack", "gpu", "mixed"),
        (f"{IN_FLUX}  targetNamespace: gpu\n  releaseName: own\n", "own", "gpu", "mixed"),
    ],
)
def test_a_release_of_an_umbrella_keeps_its_name(given: str, name: str, namespace: str, strategy: str | None) -> None:
    result = imported({**FOLDER, "app.yaml": given}, GPU)
    assert told(result) == []
    install = profile(result)["install"]
    assert isinstance(install, dict)
    assert (install["releaseName"], install["namespace"], install["driver"]) == (name, namespace, {"from": "host"})
    assert profile(result).get("mig") == (None if strategy is None else {"strategy": strategy})


def test_of_two_that_install_one_umbrella_none_is_taken() -> None:
    install = profile(imported({**FOLDER, "a.yaml": ARGO, "b.yaml": ARGO.replace("gpustack", "other")}, GPU))["install"]
    assert isinstance(install, dict)
    assert "releaseName" not in install


PROD = "gpu-operator: {toolkit: {enabled: false}, driver: {version: '580.1'}}\n"


def test_values_beside_the_chart_are_the_lowest_layer() -> None:
    result = imported({**FOLDER, "charts/gpu/values-prod.yaml": PROD}, GPU)
    assert told(result) == []
    install = profile(result)["install"]
    assert isinstance(install, dict)
    assert (install["driver"], install["toolkit"]) == ({"from": "host"}, {"from": "host"})


def test_of_further_values_files_the_first_is_taken() -> None:
    more = {"charts/gpu/values-prod.yaml": PROD, "charts/gpu/values-staging.yaml": PROD.replace("false", "true")}
    result = imported({**FOLDER, **more}, GPU)
    assert [(code, line) for code, line, _ in told(result)] == [("IMP004", 1)]
    assert "toolkit:\n    from: host    # charts/gpu/values-prod.yaml:1" in result.text
