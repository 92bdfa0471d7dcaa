import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import judged, told


@pytest.mark.parametrize(
    ("chart", "version", "severity"),
    [
        (OPERATOR, "latest", "error"),
        (OPERATOR, "stable", "error"),
        (PLUGIN, "main", "error"),
        (OPERATOR, "v25.4.0", "warning"),
        (OPERATOR, "24.12.1", "warning"),
        (OPERATOR, "v2.0.0", "warning"),
        (OPERATOR, "25.3.9", "warning"),
        (OPERATOR, "25.4.x", "warning"),
        (OPERATOR, "~24.4.0", "warning"),
        (OPERATOR, "v25.10.9", "info"),
        (PLUGIN, "0.14.6", "warning"),
        (PLUGIN, "v0.17.9", "warning"),
        (OPERATOR, "0.17.1", "warning"),
        (PLUGIN, "25.3.0", "warning"),
        (PLUGIN, "1.9.0", "warning"),
        (OPERATOR, "25.3", "error"),
    ],
)
def test_versions_that_there_are_not(chart: str, version: str, severity: str) -> None:
    assert [weight for weight, _ in weighed(release("nfd: {enabled: true}", chart, version), "VER203")] == [severity]


@pytest.mark.parametrize(
    ("chart", "version"),
    [
        (OPERATOR, "v25.3.4"),
        (OPERATOR, "v26.7.1"),
        (OPERATOR, "~25.3.0"),
        (OPERATOR, "^25.3.0"),
        (OPERATOR, '"25.3"'),
        (OPERATOR, "${VERSION}"),
        (OPERATOR, "v26.9.0"),
        (OPERATOR, "25.x"),
        (OPERATOR, '"*"'),
        (OPERATOR, '">=24.0.0 <26"'),
        (PLUGIN, "0.14.5"),
        (PLUGIN, "0.21.0"),
        (PLUGIN, "1.0.0"),
    ],
)
def test_versions_ranges_and_what_may_come(chart: str, version: str) -> None:
    assert weighed(release("nfd: {enabled: true}", chart, version), "VER203") == []


def test_the_finding_stands_at_the_version() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: latest
"""
    assert [line for line, _ in told(text, "VER203")] == [8]


def test_a_branch_of_a_git_source_is_a_version() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    repoURL: https://github.com/NVIDIA/gpu-operator
    path: deployments/gpu-operator
    targetRevision: main
"""
    assert told(text, "VER203") == []


ORDERS = {
    "flux": """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: nvidia}
spec: {url: ADDRESS}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a}
spec: {chart: {spec: {chart: gpu-operator, version: VERSION, sourceRef: {kind: HelmRepository, name: nvidia}}}}
""",
    "argo": """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a}
spec: {source: {chart: gpu-operator, repoURL: "ADDRESS", targetRevision: VERSION}}
""",
    "k3s": """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: a}
spec: {repo: "ADDRESS", chart: gpu-operator, version: VERSION}
""",
    "kustomization": "helmCharts: [{name: gpu-operator, repo: 'ADDRESS', version: VERSION}]\n",
    "helmfile": "repositories: [{name: n, url: 'ADDRESS'}]\nreleases: [{chart: n/gpu-operator, version: VERSION}]\n",
    "fleet": "helm: {chart: gpu-operator, repo: 'ADDRESS', version: VERSION}\n",
    "Chart": "dependencies: [{name: gpu-operator, repository: 'ADDRESS', version: VERSION}]\n",
}


@pytest.mark.parametrize("form", ORDERS)
@pytest.mark.parametrize(
    ("url", "version", "severity"),
    [
        ("https://nvidia.github.io/gpu-operator", "v24.3.1", "error"),
        ("https://helm.ngc.nvidia.com/nvidia", "v24.3.1", "warning"),
        ("https://charts.example.com", "v24.3.1", "warning"),
        ("https://nvidia.github.io/gpu-operator", "25.1", "error"),
        ("https://helm.ngc.nvidia.com/nvidia", "v1.0.0-devel", "warning"),
        ("https://nvidia.github.io/gpu-operator", "26.3.0-main", "error"),
        ("https://nvidia.github.io/gpu-operator", "v26.3.0-rc.1", None),
        ("https://nvidia.github.io/gpu-operator", "v24.3.0", None),
    ],
)
def test_every_form(form: str, url: str, version: str, severity: str | None) -> None:
    text = ORDERS[form].replace("ADDRESS", url).replace("VERSION", version)
    found = [one for one in judged({f"{form}.yaml": text}).findings if one.code == "VER203"]
    assert [one.severity.value for one in found] == ([severity] if severity else [])


def test_a_git_repository_has_no_versions() -> None:
    text = ORDERS["flux"].replace("VERSION", "v24.3.1").replace("HelmRepository, name", "GitRepository, name")
    assert told(text, "VER203") == []


def test_an_archive_is_its_own_version() -> None:
    text = ORDERS["k3s"].replace("VERSION", "v24.3.1").replace("gpu-operator", "'https://a.example/gpu-operator-1.tgz'")
    assert told(text, "VER203") == []


@pytest.mark.parametrize("version", ["9" * 5000, "1." + "9" * 5000, "v" + "9" * 5000 + ".1.1"])
def test_endless_numbers(version: str) -> None:
    assert judged(release("{}", OPERATOR, version)).files == 1


def test_nothing_is_told_by_the_numbers_of_what_was_never_released() -> None:
    values = "\n    valuesInline: {devicePlugin: {config: {name: slices, default: any}}}\n"
    text = f"helmCharts:\n  - name: gpu-operator\n    version: v1.0.0-devel{values}"
    assert {one.code for one in judged({"kustomization.yaml": text}).findings if one.severity.value != "info"} == {
        "VER203"
    }
