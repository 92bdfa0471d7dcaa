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
