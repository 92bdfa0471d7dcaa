import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import pod


@pytest.mark.parametrize(
    "resource",
    [
        "nvidia.com/gpu-half",
        "nvidia.com/gpus",
        "nvidia.com/mig-9g.99gb",
        "nvidia.com/gpu.half",
        "nvidia.com/mig1g.5gb",
    ],
)
def test_names_that_no_plugin_advertises(resource: str) -> None:
    message = f"no device plugin of NVIDIA advertises {resource}: the pod stays pending"
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == [(9, message)]


@pytest.mark.parametrize("resource", ["alpha.kubernetes.io/nvidia-gpu", "nvidia/gpu"])
def test_names_that_are_none(resource: str) -> None:
    message = f"{resource} is no resource of a GPU: the pod stays pending"
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == [(9, message)]


@pytest.mark.parametrize(
    "resource",
    [
        "nvidia.com/gpu",
        "nvidia.com/gpu.shared",
        "nvidia.com/mig-1g.10gb",
        "nvidia.com/mig-1g.10gb.me",
        "nvidia.com/mig-3g.40gb.shared",
        "nvidia.com/pgpu",
        "nvidia.com/GA102GL_A10",
        "nvidia.com/TU104GL_TESLA_T4",
        "nvidia.com/hostdev",
        "nvidia.com/gpumem",
        "nvidia.com/gpumem-percentage",
        "nvidia.com/gpu-10gb",
        "nvidia.com/rdma_shared_device_a",
        "amd.com/gpu",
    ],
)
def test_names_that_somebody_may_advertise(resource: str) -> None:
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == []


@pytest.mark.parametrize(
    ("resource", "right"),
    [
        ("nvdia.com/gpu", "nvidia.com/gpu"),
        ("nvidia.com/GPU", "nvidia.com/gpu"),
        ("nvidia.com/gpu.Shared", "nvidia.com/gpu.shared"),
        ("nvidia.com/mig-1g.5GB", "nvidia.com/mig-1g.5gb"),
        ("nvidia.com/tpu", "google.com/tpu"),
    ],
)
def test_slips_of_the_pen(resource: str, right: str) -> None:
    text = pod(f"{{limits: {{{resource}: 1}}}}", spec="runtimeClassName: nvidia")
    assert told(text, "WRK202") == [(9, f"nobody advertises {resource}: the pod stays pending")]
    assert [one.fix for one in judged(text).findings if one.code == "WRK202"] == [f"Write {right}."]


@pytest.mark.parametrize(
    ("resource", "right"),
    [
        ("gpu", "nvidia.com/gpu"),
        ("gpus", "nvidia.com/gpu"),
        ("GPU", "nvidia.com/gpu"),
        ("nvidia-gpu", "nvidia.com/gpu"),
        ("nvidia.com.gpu", "nvidia.com/gpu"),
        ("nvidia", "nvidia.com/gpu"),
        ("gpu-memory", "nvidia.com/gpu"),
        ("mig-1g.5gb", "nvidia.com/mig-1g.5gb"),
        ("nvidia-mig-1g.10gb", "nvidia.com/mig-1g.10gb"),
        ("mig-3g.20gb.shared", "nvidia.com/mig-3g.20gb.shared"),
    ],
)
@pytest.mark.parametrize("spec", ["", "runtimeClassName: nvidia"])
def test_names_without_a_domain_are_refused_even_where_nothing_else_speaks_of_gpus(
    resource: str, right: str, spec: str
) -> None:
    for resources in (f"{{limits: {{{resource}: 1}}}}", f"{{limits: {{cpu: 1}}, requests: {{{resource}: 1}}}}"):
        text = pod(resources, spec=spec)
        message = f"{resource} is neither a standard resource nor a name with a domain: the API server refuses the pod"
        assert told(text, "WRK202") == [(9, message)]
        assert [one.fix for one in judged(text).findings if one.code == "WRK202"] == [f"Write {right}."]


def test_a_name_without_a_domain_is_told_once_and_beside_the_right_one() -> None:
    both = "{limits: {gpu: 1, nvidia.com/gpu: 1}, requests: {gpu: 1}}"
    assert [line for line, _ in told(pod(both), "WRK202")] == [9]


def test_a_key_of_quotas_is_no_resource_of_a_container() -> None:
    text = pod("{limits: {requests.nvidia.com/gpu: 1}}")
    assert [line for line, _ in told(text, "WRK202")] == [9]
    assert [one.fix for one in judged(text).findings if one.code == "WRK202"] == ["Write nvidia.com/gpu."]


@pytest.mark.parametrize(
    "text",
    [
        pod("{limits: {gpu: null}}"),
        pod("{limits: {'${GPU}': 1}}"),
        pod("{limits: {'<gpu>': 1}}"),
        pod("{limits: {cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi, hugepages-2Mi: 1Gi}}", spec="hostname: gpu"),
        pod("{limits: {amd.com/gpu: 1}}"),
        pod("{limits: {example.org/gpu: 1}}"),
    ],
)
def test_what_is_no_name_without_a_domain(text: str) -> None:
    assert told(text, "WRK202") == []


def test_what_an_unknown_controller_makes_of_its_containers_is_not_known() -> None:
    text = pod("{limits: {gpu: 1}}").replace("v1", "example.org/v1", 1).replace("Pod", "Training", 1)
    assert [one.severity.value for one in judged(text).findings if one.code == "WRK202"] == ["info"]


def test_a_known_controller_makes_pods_of_them() -> None:
    container = "{name: main, image: cuda, resources: {limits: {gpu: 1}}}"
    tasks = f"[{{name: worker, template: {{spec: {{containers: [{container}]}}}}}}]"
    text = f"apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata: {{name: main}}\nspec: {{tasks: {tasks}}}\n"
    assert [one.severity.value for one in judged(text).findings if one.code == "WRK202"] == ["error"]


OF_CHART = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: frigate}}
spec:
  chart: {{spec: {{chart: frigate, sourceRef: {{kind: HelmRepository, name: home}}}}}}
  values: {{resources: {{requests: {{{}: 1}}, limits: {{nvidia.com/gpu: 1}}}}}}
"""


@pytest.mark.parametrize(
    ("resource", "severities"), [("gpu.nvidia.com", ["error"]), ("nvidia-gpu", ["error"]), ("gpu", ["info"])]
)
def test_a_chart_has_no_word_of_its_own_that_names_nvidia(resource: str, severities: list[str]) -> None:
    found = [one for one in judged(OF_CHART.format(resource)).findings if one.code == "WRK202"]
    assert [one.severity.value for one in found] == severities


@pytest.mark.parametrize(
    ("values", "severity"),
    [
        ("extraResource: {limits: {gpu: 1}}", Severity.ERROR),
        ("extra_resource_limits: {gpu: 1}", Severity.ERROR),
        ("ollama: {gpu: {enabled: true, nvidiaResource: mig-1g.5gb}}", Severity.ERROR),
        ("app: {resources: {limits: {requests.nvidia.com/gpu: 1}}}", Severity.ERROR),
    ],
)
def test_names_in_the_words_of_a_chart_are_passed_on(values: str, severity: Severity) -> None:
    found = [one.severity for one in judged(f"{values}\n").findings if one.code == "WRK202"]
    assert found == [severity]


@pytest.mark.parametrize(
    ("resource", "whose", "right"),
    [
        ("hami.io/vgpu-memory", "HAMi", "nvidia.com/gpumem"),
        ("hami.io/gpumem-percentage", "HAMi", "nvidia.com/gpumem-percentage"),
        ("hami.io/vgpu-core", "HAMi", "nvidia.com/gpucores"),
        ("hami.io/vgpu", "HAMi", "nvidia.com/gpu"),
        ("volcano.sh/vgpu-mem", "Volcano", "volcano.sh/vgpu-memory"),
        ("volcano.sh/vgpu-core", "Volcano", "volcano.sh/vgpu-cores"),
        ("volcano.sh/gpu", "Volcano", "volcano.sh/vgpu-number"),
    ],
)
def test_names_that_a_sharer_of_cards_has_not(resource: str, whose: str, right: str) -> None:
    text = pod(f"{{limits: {{{resource}: 1}}}}")
    (found,) = (one for one in judged(text).findings if one.code == "WRK202")
    assert found.message == f"{whose} has no resource {resource}: the pod stays pending"
    assert (found.severity, found.fix) == (Severity.WARNING, f"Write {right}.")
    values = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hami}\nspec:\n"
    values += f"  chart: {{spec: {{chart: hami}}}}\n  values: {{resourceMem: {resource}}}\n"
    assert told({"pod.yaml": text, "release.yaml": f"# gpu\n{values}"}, "WRK202") == []


@pytest.mark.parametrize(
    "resource",
    [
        "volcano.sh/vgpu-number",
        "volcano.sh/vgpu-memory-percentage",
        "volcano.sh/gpu-memory",
        "volcano.sh/npu",
        "hami/a",
    ],
)
def test_names_that_a_sharer_of_cards_may_have(resource: str) -> None:
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == []


def test_the_names_of_volcanos_two_plugins_in_one_container() -> None:
    message = "volcano.sh/gpu-memory beside volcano.sh/vgpu-number: Volcano shares cards by vGPU or by GPU share, "
    limits = "{volcano.sh/vgpu-number: 1, volcano.sh/gpu-memory: 1024}"
    assert told(pod(f"{{limits: {limits}}}"), "WRK202") == [(9, f"{message}never both")]
    assert told(pod("{limits: {volcano.sh/gpu-number: 1, volcano.sh/gpu-memory: 1024}}"), "WRK202") == []


@pytest.mark.parametrize(
    ("resource", "right"),
    [
        ("nvidia/mig-1g.10gb", "nvidia.com/mig-1g.10gb"),
        ("nvidia/gpu.shared", "nvidia.com/gpu.shared"),
        ("nvidia.com/1g.10gb", "nvidia.com/mig-1g.10gb"),
        ("nvidia.com/1g.10GB.shared", "nvidia.com/mig-1g.10gb.shared"),
    ],
)
def test_a_domain_without_its_ending_and_a_profile_alone(resource: str, right: str) -> None:
    (one,) = (one for one in judged(pod(f"{{limits: {{{resource}: 1}}}}")).findings if one.code == "WRK202")
    assert (one.message, one.fix) == (f"nobody advertises {resource}: the pod stays pending", f"Write {right}.")


@pytest.mark.parametrize("resource", ["nvidia/other", "nvidia.com/9g.99gb", "nvidia.com/1g", "example.com/1g.10gb"])
def test_other_names_may_be_of_others(resource: str) -> None:
    assert told(pod(f"{{limits: {{{resource}: 1}}}}"), "WRK202") == []


@pytest.mark.parametrize("name", ["NVIDIA.com/gpu", "Nvidia.com/mig-1g.10gb"])
def test_a_domain_with_capitals_is_refused(name: str) -> None:
    (one,) = (one for one in judged(pod(f"{{limits: {{{name}: 1}}}}")).findings if one.code == "WRK202")
    assert one.message == f"{name} has capitals in its domain: the API server refuses the pod"
    assert one.fix == f"Write nvidia.com/{name.partition('/')[2]}."


@pytest.mark.parametrize(
    ("resource", "right"),
    [
        ("NVIDIA.com/GPU", "nvidia.com/gpu"),
        ("requests.nvidia.com/GPU", "nvidia.com/gpu"),
        ("Nvidia.com/MIG-1g.5GB", "nvidia.com/mig-1g.5gb"),
        ("NVIDIA.com/myGPU", "nvidia.com/myGPU"),
    ],
)
def test_the_cure_names_what_nodes_advertise(resource: str, right: str) -> None:
    text = pod(f"{{limits: {{{resource}: 1}}}}", spec="runtimeClassName: nvidia")
    assert [one.fix for one in judged(text).findings if one.code == "WRK202"] == [f"Write {right}."]
