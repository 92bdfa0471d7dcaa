import pytest

from tests.lint.examples import judged

CHART = """\
apiVersion: v2
name: gpu
version: 0.1.0
dependencies:
- {name: gpu-operator, version: v26.7.0, repository: "https://helm.ngc.nvidia.com/nvidia"}
"""
ARGO = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator, namespace: argocd}}
spec:
  project: default
  destination: {{namespace: gpu-operator, name: in-cluster}}
  source:
    repoURL: https://git.example.com/gpu.git
    path: charts/gpu-operator
    helm:
      valuesObject:
        {values}
"""
FLUX = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: gpu-operator, namespace: flux-system}}
spec:
  interval: 1h
  chart:
    spec:
      chart: ./charts/gpu-operator
      sourceRef: {{kind: GitRepository, name: charts}}
  values:
    {values}
"""


def found(text: str, chart: str | None = CHART) -> list[str]:
    files = {"app.yaml": text} | ({} if chart is None else {"x/charts/gpu-operator/Chart.yaml": chart})
    return [one.message for one in judged(files).findings if one.code == "VAL201"]


@pytest.mark.parametrize("form", [ARGO, FLUX])
def test_values_below_the_key_of_the_dependency_are_its_own(form: str) -> None:
    assert found(form.format(values="gpu-operator: {driver: {enabled: false}}")) == []
    (message,) = found(form.format(values="gpu-operator: {drivers: {enabled: false}}"))
    assert message == "gpu-operator v26.7.0 has no value drivers"


@pytest.mark.parametrize("form", [ARGO, FLUX])
def test_values_beside_the_key_reach_nobody(form: str) -> None:
    (message,) = found(form.format(values="driver: {enabled: false}"))
    assert "reads only what stands below `gpu-operator:`" in message


@pytest.mark.parametrize("form", [ARGO, FLUX])
def test_values_of_the_chart_around_are_its_own(form: str) -> None:
    assert found(form.format(values="extra: {enabled: false}")) == []


def test_a_chart_of_that_name_without_dependencies_may_be_a_copy() -> None:
    text = FLUX.format(values="drivers: {enabled: false}")
    (copied,) = found(text, "apiVersion: v2\nname: gpu-operator\nversion: v26.7.0\n")
    assert found(text, None) == [copied.replace("gpu-operator v26.7.0", "gpu-operator")]
    assert "has no value drivers" in copied
    assert found(FLUX.format(values="gpu-operator: {driver: {enabled: false}}"), None) == []


FILES = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator, namespace: argocd}}
spec:
  project: default
  destination: {{namespace: gpu-operator, name: in-cluster}}
  source:
    repoURL: https://git.example.com/gpu.git
    path: charts/gpu-operator
    helm:
      valueFiles: [values.yaml, {file}]
      parameters: [{{name: gpu-operator.dcgm.enabled, value: "{dcgm}"}}]
"""
OF_CHART = "gpu-operator:\n  toolkit: {enabled: false}\n  driver: {enabled: true}\n"
TALOS = "machine:\n  kernel: {modules: [{name: nvidia}]}\n  nodeLabels: {a: b}\n"
IN_TALOS = "DST203"


def told_of_driver(files: dict[str, str]) -> list[tuple[str, int]]:
    around = {"x/charts/gpu-operator/Chart.yaml": CHART, "x/charts/gpu-operator/values.yaml": OF_CHART}
    findings = judged(files | around | {"talos.yaml": TALOS}).findings
    return [(one.file, one.position.line) for one in findings if one.code == IN_TALOS and one.position]


def test_the_charts_own_values_count_below_those_that_are_given() -> None:
    assert told_of_driver({}) == [("x/charts/gpu-operator/values.yaml", 3)]
    assert told_of_driver({"app.yaml": ARGO.format(values="gpu-operator: {driver: {enabled: false}}")}) == []
    given = ARGO.format(values="gpu-operator: {driver: {enabled: true}}")
    assert told_of_driver({"app.yaml": given}) == [("app.yaml", 12)]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("prod.yaml", "charts/gpu-operator/prod.yaml"),
        ("../../envs/prod.yaml", "envs/prod.yaml"),
        ("/envs/prod.yaml", "envs/prod.yaml"),
        ("$values/envs/prod.yaml", "envs/prod.yaml"),
    ],
)
def test_values_files_are_found_as_argo_cd_finds_them(file: str, name: str) -> None:
    files = {
        "app.yaml": FILES.format(file=file, dcgm="true"),
        f"x/{name}": "gpu-operator:\n  driver: {enabled: false}\n",
    }
    assert told_of_driver(files) == []
    files[f"x/{name}"] = "gpu-operator:\n  driver: {enabled: true}\n"
    assert told_of_driver(files) == [(f"x/{name}", 2)]


def test_parameters_below_the_key_are_judged() -> None:
    text = FILES.format(file="prod.yaml", dcgm="sure")
    files = {"app.yaml": text, "x/charts/gpu-operator/Chart.yaml": CHART}
    assert [one.position.line for one in judged(files).findings if one.code == "VAL202" and one.position] == [12]


COPY = "apiVersion: v2\nname: gpu-operator\nversion: {0}\ndependencies: [{{name: node-feature-discovery}}]\n"
READ_BY_NOBODY = "operator: {defaultRuntime: containerd}\n"


@pytest.mark.parametrize(
    ("version", "found"),
    [("v26.3.1", True), ("26.3.1", True), ("v1.0.0-devel", True), ("0.1.0", False), ("v99.0.0", False)],
)
def test_values_beside_a_copy_of_the_chart_are_for_it(version: str, found: bool) -> None:
    files = {
        "charts/gpu-operator/Chart.yaml": COPY.format(version),
        "charts/gpu-operator/values-mine.yaml": READ_BY_NOBODY,
    }
    told = [(one.code, one.file) for one in judged(files).findings]
    assert told == ([("VAL203", "charts/gpu-operator/values-mine.yaml")] if found else [])


def test_values_that_argo_cd_gives_to_a_copy_of_the_chart() -> None:
    files = {
        "charts/gpu-operator/Chart.yaml": COPY.format("v26.3.1"),
        "charts/gpu-operator/values-mine.yaml": READ_BY_NOBODY,
        "app.yaml": ARGO.format(values="cdi: {enabled: 'yes'}").replace(
            "    helm:\n", "    helm:\n      valueFiles: [values-mine.yaml]\n"
        ),
    }
    assert {(one.code, one.file) for one in judged(files).findings} >= {
        ("VAL203", "charts/gpu-operator/values-mine.yaml"),
        ("VAL202", "app.yaml"),
    }


def test_a_chart_around_it_may_have_the_name_of_a_release() -> None:
    files = {
        "charts/gpu-operator/Chart.yaml": COPY.format("v26.3.1").replace("node-feature-discovery", "gpu-operator"),
        "charts/gpu-operator/values-mine.yaml": "operator: {defaultRuntime: containerd}\n",
    }
    assert "VAL203" not in [one.code for one in judged(files).findings]
