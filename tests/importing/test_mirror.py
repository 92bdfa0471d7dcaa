"""A mirror from which Flux takes the chart stays the one from which the bundle does."""

import pytest

from tests.importing.given import imported, profile, told

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.3.3, sourceRef: {kind: HelmRepository, name: corp, namespace: flux}}}
  values: {driver: {enabled: false}}
"""
REFERRED = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: flux}
spec:
  interval: 1h
  chartRef: {kind: OCIRepository, name: corp}
  values: {driver: {enabled: false}}
"""
REPOSITORY = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: corp, namespace: flux}
spec: {interval: 1h, url: https://charts.corp.example/all}
"""
OCI = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: corp, namespace: flux}
spec: {interval: 1h, url: "oci://corp.example/charts/gpu-operator", ref: {tag: v26.3.3}}
"""


@pytest.mark.parametrize(
    ("release", "source", "repository"),
    [
        (RELEASE, REPOSITORY, "https://charts.corp.example/all"),
        (
            RELEASE,
            REPOSITORY.replace("https://charts.corp.example/all", "oci://corp.example/charts"),
            "oci://corp.example/charts",
        ),
        (RELEASE, REPOSITORY.replace("https://charts.corp.example/all", "https://helm.ngc.nvidia.com/nvidia"), None),
        (RELEASE, REPOSITORY.replace("namespace: flux", "namespace: other"), None),
        (RELEASE, REPOSITORY.replace("name: corp", "name: other"), None),
        (REFERRED, OCI, "oci://corp.example/charts"),
    ],
)
@pytest.mark.parametrize("apart", [True, False])
def test_the_address_beside_the_release_is_the_charts(
    release: str, source: str, repository: str | None, apart: bool
) -> None:
    files = {"a.yaml": release, "sources.yaml": source} if apart else {"a.yaml": f"{source}---\n{release}"}
    result = imported(files, "A100-SXM4-80GB:8")
    assert told(result) == []
    install = profile(result)["install"]
    assert isinstance(install, dict)
    assert install.get("repository") == repository
