import pytest

from tests.lint.examples import judged, line_of, told

FORMS = {
    "argo.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    chart: CHART\n"
    "    repoURL: ADDRESS\n",
    "k3s.yaml": "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a}\nspec:\n  chart: CHART\n"
    "  repo: ADDRESS\n",
    "kustomization.yaml": "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nhelmCharts:\n"
    "- version: v1\n  name: CHART\n  repo: ADDRESS\n",
    "fleet.yaml": "helm:\n  releaseName: a\n\n\n  chart: CHART\n  repo: ADDRESS\n",
    "Chart.yaml": "name: a\n\n\ndependencies:\n- name: CHART\n  repository: ADDRESS\n",
    "flux.yaml": "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec: {chart: {spec: {"
    "\n  chart: CHART, sourceRef: {kind: HelmRepository, name: n}}}}\n---\nkind: HelmRepository\nmetadata: {name: n}\n"
    "apiVersion: source.toolkit.fluxcd.io/v1\nspec:\n  url: ADDRESS\n",
}
NAME, ADDRESS = 5, {"flux.yaml": 11}
NGC = "https://helm.ngc.nvidia.com/nvidia"
PLUGIN = "https://nvidia.github.io/k8s-device-plugin"
PAGES = "https://nvidia.github.io/gpu-operator"


def found(form: str, chart: str, address: str) -> list[tuple[int, str]]:
    text = FORMS[form].replace("CHART", chart).replace("ADDRESS", address)
    return [(line_of(one), one.severity.value) for one in judged({form: text}).findings if one.code == "REF210"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("chart", "address", "severity"),
    [
        ("gpu-operator", PLUGIN, "error"),
        ("gpu-operator", PLUGIN + "/", "error"),
        ("nvidia", PLUGIN, "error"),
        ("k8s-device-plugin", PLUGIN, "error"),
        ("nvidia-device-plugin", PAGES, "error"),
        ("nvidia-device-plugin", PAGES + "/stable", "error"),
        ("nvidia/gpu-operator", NGC, "error"),
        ("nvdp/nvidia-device-plugin", PLUGIN, "error"),
        ("nvidia/gpu-operator", "https://charts.example.com", "error"),
        ("nvidia-device-plugin", NGC, "warning"),
        ("gpu-feature-discovery", NGC, "warning"),
    ],
)
def test_charts_that_are_not_there(form: str, chart: str, address: str, severity: str) -> None:
    assert found(form, chart, address) == [(NAME, severity)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("chart", "address", "severity"),
    [
        ("gpu-operator", "https://helm.ngc.nvidia.com", "error"),
        ("gpu-operator", "https://helm.ngc.nvidia.com/", "error"),
        ("gpu-operator", "https://github.com/NVIDIA/gpu-operator", "error"),
        ("gpu-operator", "https://catalog.ngc.nvidia.com/orgs/nvidia/helm-charts/gpu-operator", "error"),
        ("gpu-operator", NGC + "/index.yaml", "error"),
        ("gpu-operator", "oci://helm.ngc.nvidia.com/nvidia", "warning"),
        ("nvidia-device-plugin", "oci://nvidia.github.io/k8s-device-plugin", "error"),
        ("nvidia-device-plugin", "nvidia.github.io/k8s-device-plugin", "error"),
        ("nvidia-device-plugin", "https://nvidia.github.com/k8s-device-plugin", "error"),
        ("nvidia-device-plugin", "https://nvidia.github.io", "error"),
        ("nvidia-device-plugin", "https://nvidia.github.io/device-plugin", "warning"),
    ],
)
def test_addresses_where_no_repository_is(form: str, chart: str, address: str, severity: str) -> None:
    assert found(form, chart, address) == [(ADDRESS.get(form, 6), severity)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("chart", "address"),
    [
        ("gpu-operator", NGC),
        ("gpu-operator", NGC + "/"),
        ("gpu-operator", PAGES),
        ("network-operator", NGC),
        ("k8s-nim-operator", NGC),
        ("nvidia-device-plugin", PLUGIN),
        ("nvidia-device-plugin", PLUGIN + "/stable"),
        ("gpu-feature-discovery", PLUGIN),
        ("gpu-feature-discovery", "https://nvidia.github.io/gpu-feature-discovery"),
        ("gpu-operator", "https://charts.example.com/nvidia"),
        ("gpu-operator", "oci://ghcr.io/example/charts"),
        ("nvidia/gpu-operator", "oci://ghcr.io/example"),
        ("prometheus", "https://github.com/example/charts"),
        ("gpu-operator", "${REPOSITORY}"),
    ],
)
def test_charts_that_are_there_or_may_be(form: str, chart: str, address: str) -> None:
    # Helm in the pod of K3s takes no registry as a repository; the others give it the chart's whole address.
    refused = form == "k3s.yaml" and address.startswith("oci://")
    assert found(form, chart, address) == ([(6, "error")] if refused else [])


@pytest.mark.parametrize(
    ("chart", "source", "repository", "lines"),
    [
        ("nvdp", "nvidia-device-plugin", "nvdp", [5]),
        ("nvdp", "nvidia-device-plugin", "other", [5]),
        ("nvidia", "gpu-operator", "nvidia", [5]),
        ("nvidia", "gpu-operator", "other", []),
        ("nvidia", "mirror", "nvidia", []),
        ("nvidia-device-plugin", "gpu-operator", "nvdp", []),
        ("gpu-operator", "gpu-operator", "nvidia", []),
    ],
)
def test_a_chart_and_its_repository_may_be_swapped(chart: str, source: str, repository: str, lines: list[int]) -> None:
    text = FORMS["flux.yaml"].replace("CHART", chart).replace("name: n}}}}", f"name: {source}}}}}}}}}")
    text = text.replace("{name: n}", f"{{name: {repository}}}").replace("ADDRESS", NGC)
    assert [line for line, _ in told(text, "REF210")] == lines


@pytest.mark.parametrize(
    ("chart", "count"), [("nvidia/gpu-operator", 0), ("nvdp/gpu-operator", 1), ("x/gpu-operator", 0)]
)
def test_a_helmfile_says_repositories_by_name(chart: str, count: int) -> None:
    text = f"""\
repositories:
- {{name: nvidia, url: "{NGC}"}}
- {{name: nvdp, url: "{PLUGIN}"}}
releases:
- name: a
  chart: {chart}
"""
    assert [line for line, _ in told({"helmfile.yaml": text}, "REF210")] == [6] * count


@pytest.mark.parametrize("chart", ["nvidia/gpu-operator", "gpu-operator"])
def test_k3s_knows_no_repository_by_itself(chart: str) -> None:
    text = FORMS["k3s.yaml"].replace("CHART", chart).replace("  repo: ADDRESS\n", "")
    assert [line for line, _ in told(text, "REF210")] == [5]
    assert told(text + "  chartContent: H4sI\n", "REF210") == []


@pytest.mark.parametrize("chart", ["oci://ghcr.io/example/gpu-operator", "https://a.example/gpu-operator-1.tgz"])
def test_k3s_takes_addresses_of_charts(chart: str) -> None:
    assert told(FORMS["k3s.yaml"].replace("CHART", chart).replace("  repo: ADDRESS\n", ""), "REF210") == []


def test_a_folder_of_a_git_repository() -> None:
    text = FORMS["flux.yaml"].replace("CHART", "deployments/gpu-operator").replace("ADDRESS", NGC)
    assert told(text.replace("{kind: HelmRepository,", "{kind: GitRepository,"), "REF210") == []


def test_what_to_write() -> None:
    text = FORMS["argo.yaml"].replace("CHART", "gpu-operator").replace("ADDRESS", PLUGIN)
    (one,) = (one for one in judged(text).findings if one.code == "REF210")
    assert one.message == f"{PLUGIN} has no chart gpu-operator, it has gpu-feature-discovery and nvidia-device-plugin"
    assert one.fix == f"Take it from {NGC}."


def test_two_repositories_of_one_name_leave_it_open() -> None:
    text = FORMS["flux.yaml"].replace("CHART", "gpu-operator").replace("ADDRESS", PLUGIN)
    other = text.partition("---\n")[2]
    assert [line for line, _ in told({"a.yaml": text, "b.yaml": other}, "REF210")] == [5]
    assert told({"a.yaml": text, "b.yaml": other.replace(PLUGIN, NGC)}, "REF210") == []


OF_K3S = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {{name: gpu-operator, namespace: kube-system}}
spec:
  chart: gpu-operator
  repo: {}
"""


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("oci://ghcr.io/example", "Helm takes no registry as a repository's address: oci://ghcr.io/example is refused"),
        (
            f"{NGC}/gpu-operator",
            f"no Helm repository is at {NGC}/gpu-operator: the chart's name does not belong to its address",
        ),
        (
            f"{NGC}/gpu-operator-v26.7.0.tgz",
            f"no Helm repository is at {NGC}/gpu-operator-v26.7.0.tgz: the chart's name does not belong to its address",
        ),
    ],
)
def test_addresses_that_hold_more_or_less_than_a_repository(address: str, message: str) -> None:
    assert told(OF_K3S.format(address), "REF210") == [(6, message)]


@pytest.mark.parametrize("address", ["https://charts.example.com/gpu-operator", "https://helm.ngc.nvidia.com/nvidia"])
def test_other_addresses_may_end_in_the_name_of_a_chart(address: str) -> None:
    assert told(OF_K3S.format(address), "REF210") == []
