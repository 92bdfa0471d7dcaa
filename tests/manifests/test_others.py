import pytest

from generator.manifests.chart_asks import chart_asks
from generator.model.manifest_value import Place, Value
from generator.model.tree import Tree
from tests.manifests.reading import manifests

VALUES = "{worker: {resources: {limits: {nvidia.com/gpu: 2}}}}"
ARGO = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec:\n"
FLUX = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: app}\n"
K3S = "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: app}\nspec:\n"


@pytest.mark.parametrize(
    ("text", "kind", "chart"),
    [
        (VALUES, "values file", None),
        (f"{ARGO}  source: {{chart: ray, helm: {{valuesObject: {VALUES}}}}}\n", "Application", "ray"),
        (f"{ARGO}  source: {{path: a/b, helm: {{values: '{VALUES}'}}}}\n", "Application", None),
        (f"{K3S}  chart: ray\n  valuesContent: '{VALUES}'\n", "HelmChart", "ray"),
        (f"helmCharts: [{{name: ray, valuesInline: {VALUES}}}]\n", "chart", "ray"),
        (
            f"{FLUX}spec: {{chart: {{spec: {{chart: ray}}}}, values: {VALUES}}}\n",
            "HelmRelease",
            "ray",
        ),
    ],
)
def test_values_of_every_form_are_read(text: str, kind: str, chart: str | None) -> None:
    found = manifests(text)
    (workload,) = found.workloads
    assert (workload.kind, workload.loose) == (kind, True)
    assert [(one.resource, one.quantity.tree) for one in workload.containers[0].limits] == [("nvidia.com/gpu", 2)]
    assert [one.chart for one in found.others] == [chart]


@pytest.mark.parametrize(
    ("text", "limits", "requests"),
    [
        ("extraResource: {limits: {nvidia.com/gpu: 1}, guarantees: {nvidia.com/gpu: 2}}", [1], [2]),
        ("extra_resource_limits: {nvidia.com/gpu: '1'}", ["1"], []),
        ("extra_resource_guarantees: {nvidia.com/gpu: '1'}", [], ["1"]),
    ],
)
def test_jupyterhubs_words_are_resources_too(text: str, limits: list[Tree], requests: list[Tree]) -> None:
    (workload,) = manifests(text).workloads
    container = workload.containers[0]
    assert [one.quantity.tree for one in container.limits] == limits
    assert [one.quantity.tree for one in container.requests] == requests


def test_a_file_of_another_program_is_let_be() -> None:
    assert manifests("task: {resources: {limits: {gpu: 1}}}").workloads == ()
    assert len(manifests("ollama: {gpu: {enabled: true, nvidiaResource: mig-1g.5gb}}").workloads) == 1


@pytest.mark.parametrize(
    ("values", "asks"),
    [
        ({"ollama": {"gpu": {"enabled": True, "number": 2}}}, [("nvidia.com/gpu", 2)]),
        (
            {"ollama": {"gpu": {"enabled": True, "nvidiaResource": "nvidia.com/mig-1g.5gb"}}},
            [("nvidia.com/mig-1g.5gb", 1)],
        ),
        (
            {"ollama": {"gpu": {"enabled": True, "number": 2, "mig": {"enabled": True, "devices": {"1g.5gb": 3}}}}},
            [("nvidia.com/mig-1g.5gb", 3)],
        ),
        ({"ollama": {"gpu": {"enabled": False, "number": 2}}}, []),
        ({"ollama": {"gpu": {"enabled": True, "type": "amd", "number": 2}}}, []),
        ({"ollama": {"gpu": {"enabled": True}}}, []),
        ({"servingEngineSpec": {"modelSpec": [{"requestGPU": 2}]}}, [("nvidia.com/gpu", 2)]),
        (
            {"servingEngineSpec": {"modelSpec": [{}, {"requestGPU": 1, "requestGPUType": "nvidia.com/mig-1g.5gb"}]}},
            [("nvidia.com/mig-1g.5gb", 1)],
        ),
        ({"servingEngineSpec": [], "ollama": "gpu"}, []),
    ],
)
def test_what_charts_make_of_their_own_words(values: Tree, asks: list[tuple[str, Tree]]) -> None:
    found = [one for _, amounts in chart_asks(Value(values, Place("a", 0))) for one in amounts]
    assert [(one.resource, one.quantity.tree) for one in found] == asks


KUSTOMIZED = "helmCharts: [{name: %s, valuesFile: own.yaml, additionalValuesFiles: [more.yaml]}]\n"
FLEET = "helm: {chart: %s, valuesFiles: [own.yaml, more.yaml]}\n# nvidia\n"
HELMFILE = "releases: [{name: a, chart: some/%s, values: [own.yaml, more.yaml]}]\n# nvidia\n"
SOURCES = f"""\
{ARGO}  sources:
  - {{chart: %s, repoURL: a, helm: {{valueFiles: [$values/own.yaml, $values/more.yaml, beside.yaml]}}}}
  - {{repoURL: b, ref: values}}
# nvidia
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("kustomization.yaml", KUSTOMIZED),
        ("fleet.yaml", FLEET),
        ("helmfile.yaml", HELMFILE),
        ("zz-helmfile.yaml", HELMFILE),
        ("application.yaml", SOURCES),
    ],
)
def test_files_that_a_chart_takes_its_values_from(name: str, text: str) -> None:
    files = {name: text % "ray", "own.yaml": VALUES, "more.yaml": "driver: {enabled: true}\ntoolkit: {a: nvidia}\n"}
    found = manifests(files)
    assert {(one.chart, one.value.place.file) for one in found.others} == {("ray", "own.yaml"), ("ray", "more.yaml")}
    assert len(found.workloads) == 1
    assert found.charts == ()


@pytest.mark.parametrize(("chart", "is_read"), [("node-feature-discovery", True), ("grafana", False)])
def test_of_files_without_a_word_of_gpus_those_of_discovery_are_read(chart: str, *, is_read: bool) -> None:
    files = {"kustomization.yaml": KUSTOMIZED % chart, "own.yaml": "worker: {a: 1}", "more.yaml": "b: 1"}
    assert [one.value.place.file for one in manifests(files).others] == (["own.yaml", "more.yaml"] if is_read else [])


def test_a_file_that_nvidias_chart_takes_its_values_from_is_no_others() -> None:
    both = "helmCharts: [{name: ray, valuesFile: own.yaml}, {name: gpu-operator, valuesFile: own.yaml}]\n"
    found = manifests({"kustomization.yaml": both, "own.yaml": "driver: {a: nvidia}\n"})
    assert (found.others, len(found.charts)) == ((), 1)


DEPENDENCIES = (
    "apiVersion: v2\nname: all\ndependencies: [{name: gpu-operator}, {name: ray, alias: cluster}, {name: x}]\n"
)


@pytest.mark.parametrize(("more", "count"), [("gpu-operator: {driver: {enabled: false}}\n", 1), ("", 2)])
def test_what_values_say_for_other_dependencies(more: str, count: int) -> None:
    found = manifests({"Chart.yaml": DEPENDENCIES, "values.yaml": f"{more}cluster: {VALUES}\nx: 1\n"})
    assert [one.chart for one in found.others if one.value.place.file == "values.yaml"] == ["ray", None][:count]
    assert len(found.workloads) == 1
