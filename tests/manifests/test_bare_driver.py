"""Values files of NVIDIA's DRA driver: which ones are taken for such, and which never are."""

import pytest

from generator.manifests.context import ContextProblem, read_context
from generator.model.manifest import Context, Form
from tests.manifests.reading import manifests

NAME = "nvidia-dra-driver-gpu"
STATED = Context(driver_chart=(NAME, "25.8.0"))


@pytest.mark.parametrize(
    "text",
    [
        "gpuResourcesEnabledOverride: true",
        "resources: {computeDomains: {enabled: false}}",
        "nvidiaDriverRoot: /run/nvidia/driver\nresources: {gpus: {enabled: true}}",
        "nvidiaDriverRoot: /run/nvidia/driver\nkubeletPlugin: {priorityClassName: ''}",
        "featureGates: {MPSSupport: true}\nkubeletPlugin: {tolerations: []}",
        "controller: {containers: {computeDomain: {env: []}}}",
        "kubeletPlugin: {containers: {computeDomains: {env: []}}}",
        "gpuResourcesEnabledOverride: true\nimage: {repository: mirror.example.com/nvidia/k8s-dra-driver-gpu}",
        "gpuResourcesEnabledOverride: true\nwebhok: {}",
    ],
)
def test_values_that_can_be_no_other_charts(text: str) -> None:
    found = manifests({"a.yaml": f"# for nvidia\n{text}", "b.yaml": "a: nvidia"})
    (order,) = found.orders
    assert (order.form, order.name, order.version, order.whole) == (Form.VALUES_FILE, NAME, None, False)
    assert order.values[0].place.file == "a.yaml"
    assert found.charts == ()


@pytest.mark.parametrize(
    "text",
    [
        "nvidiaDriverRoot: /run/nvidia/driver",
        "nvidiaDriverRoot: /run/nvidia/driver\nresources: {limits: {memory: 1Gi}}",
        "kubeletPlugin: {containers: {gpus: {}}}\nresources: {gpus: {enabled: true}}",
        "featureGates: {Any: true}\nkubeletPlugin: {tolerations: []}",
        "gpuResourcesEnabledOverride: true\na: 1\nb: 2\nc: 3",
        "gpuResourcesEnabledOverride: true\nimage: {repository: registry.example.com/dra-driver}",
        "gpuResourcesEnabledOverride: true\nfeatureGates: {HAMiCoreSupport: true}",
        f"{NAME}: {{gpuResourcesEnabledOverride: true}}",
    ],
)
def test_values_that_may_be_another_charts(text: str) -> None:
    assert manifests({"a.yaml": f"# for nvidia\n{text}"}).orders == ()


@pytest.mark.parametrize(
    "files",
    [
        {"Chart.yaml": "name: own", "values.yaml": "gpuResourcesEnabledOverride: true"},
        {"values.yaml": "gpu-operator: {driver: {enabled: true}}\ngpuResourcesEnabledOverride: true"},
    ],
)
def test_values_of_a_chart_around_are_its_own(files: dict[str, str]) -> None:
    assert manifests(files).orders == ()


@pytest.mark.parametrize(
    ("name", "whole"),
    [("a.yaml", None), ("values.yaml", True), (f"{NAME}/a.yaml", False), (f"{NAME}-prod.yaml", False)],
)
def test_the_chart_that_the_caller_names(name: str, whole: bool | None) -> None:
    """None of several files is taken but the one called values, or one that is called after the chart."""
    found = manifests({name: "webhook: {enabled: true}  # nvidia", "b.yaml": "a: nvidia"}, STATED).orders
    assert [one.whole for one in found] == ([] if whole is None else [whole])
    assert [one.version.text() for one in found if one.version] == ["25.8.0"] * len(found)


def test_the_only_file_needs_no_name_and_no_word() -> None:
    (order,) = manifests({"a.yaml": "webhook: {enabled: true}"}, STATED).orders
    assert order.whole


def test_another_chart_that_the_caller_names_goes_first() -> None:
    stated = Context(chart=("gpu-operator", "v26.7.0"))
    found = manifests({"a.yaml": "gpuResourcesEnabledOverride: true"}, stated)
    assert (len(found.charts), found.orders) == (1, ())
    files = {"a.yaml": "gpuResourcesEnabledOverride: true", "values.yaml": "driver: {enabled: true}"}
    found = manifests(files, stated)
    assert ([one.place.file for one in found.charts], len(found.orders)) == (["values.yaml"], 1)


def test_values_of_the_other_charts_stay_theirs() -> None:
    files = {"values.yaml": "webhook: {}  # nvidia", "b.yaml": "migStrategy: single\nfailOnInitError: false"}
    found = manifests(files, STATED)
    assert [one.chart for one in found.charts] == ["nvidia-device-plugin"]
    assert [one.values[0].place.file for one in found.orders] == ["values.yaml"]


@pytest.mark.parametrize(
    ("chart", "stated"),
    [(NAME, (NAME, "")), ("dra-driver-nvidia-gpu@0.4.1", ("dra-driver-nvidia-gpu", "0.4.1"))],
)
def test_what_the_option_says(chart: str, stated: tuple[str, str]) -> None:
    assert read_context((), chart, None, None) == Context(driver_chart=stated)


def test_where_it_is_not_among_the_charts_it_is_refused() -> None:
    found = read_context((), NAME, None, None, ("gpu-operator",))
    assert found == ContextProblem("--chart", f"{NAME!r} is none of gpu-operator")
