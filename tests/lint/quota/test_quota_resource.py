import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import RENAMED, SHARED, sharing


def quota(resource: str, amount: str = "4") -> str:
    hard = f"    requests.{resource}: {amount}\n"
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec:\n  hard:\n{hard}"


def test_a_name_that_nobody_can_advertise() -> None:
    message = "no device plugin of NVIDIA advertises nvidia.com/mig-9g.99gb, so this quota limits nothing"
    assert told(quota("nvidia.com/mig-9g.99gb"), "QUO202") == [(6, message)]


@pytest.mark.parametrize(("config", "resource"), [(RENAMED, "nvidia.com/gpu"), (SHARED, "nvidia.com/gpu.shared")])
def test_a_name_that_the_configuration_takes_away(config: str, resource: str) -> None:
    message = f"the configuration makes no node advertise {resource}, so this quota limits nothing"
    assert told({"a.yaml": sharing(config), "b.yaml": quota(resource)}, "QUO202") == [(6, message)]


def test_a_ban_may_name_anything() -> None:
    assert told({"a.yaml": sharing(RENAMED), "b.yaml": quota("nvidia.com/gpu", "0")}, "QUO202") == []


@pytest.mark.parametrize("resource", ["nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "amd.com/gpu"])
def test_without_a_configuration_any_real_name_may_be_right(resource: str) -> None:
    assert told(quota(resource), "QUO202") == []


NOBODY = "nobody advertises {}, so this quota limits nothing"


@pytest.mark.parametrize("resource", ["nvidia.com/GPU", "nvdia.com/gpu", "nvidia.com/mig-1G.5GB", "nvidia.com/tpu"])
def test_slips_of_the_pen(resource: str) -> None:
    assert told(quota(resource), "QUO202") == [(6, NOBODY.format(resource))]


def test_what_is_meant_is_said_with_its_prefix() -> None:
    (found,) = (one for one in judged(quota("nvidia.com/GPU")).findings if one.code == "QUO202")
    assert found.fix == "Write requests.nvidia.com/gpu."


def counting(version: str, kind: str, spec: str) -> str:
    return f"# gpu\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: q}}\nspec:\n  {spec}\n"


NO_POD = "no pod can ask for gpu, a name without a domain, so this quota limits nothing"
ELASTIC = ("scheduling.x-k8s.io/v1alpha1", "ElasticQuota")
QUEUE = ("scheduling.volcano.sh/v1beta1", "Queue")
GROUP = ("scheduling.volcano.sh/v1beta1", "PodGroup")


@pytest.mark.parametrize(
    ("of", "spec", "message"),
    [
        (ELASTIC, "max: {nvidia.com/GPU: 4}", NOBODY.format("nvidia.com/GPU")),
        (ELASTIC, "min: {hami.io/gpumem: 4}", "HAMi has no resource hami.io/gpumem, so this quota limits nothing"),
        (
            ELASTIC,
            "min: {nvidia.com/gpus: 4}",
            "no device plugin of NVIDIA advertises nvidia.com/gpus, so this quota limits nothing",
        ),
        (QUEUE, "capability: {nvidia.com/GPU: 4}", NOBODY.format("nvidia.com/GPU")),
        (QUEUE, "deserved: {nvdia.com/gpu: 4}", NOBODY.format("nvdia.com/gpu")),
        (QUEUE, "guarantee: {resource: {nvidia.com/GPU: 4}}", NOBODY.format("nvidia.com/GPU")),
        (
            QUEUE,
            "capability: {gpu: 4}",
            NO_POD,
        ),
        (
            GROUP,
            "minResources: {nvidia.com/GPU: 4}",
            "nobody advertises nvidia.com/GPU, so that the pods of the group wait without end",
        ),
    ],
)
def test_what_schedulers_count_by_name(of: tuple[str, str], spec: str, message: str) -> None:
    assert told(counting(*of, spec), "QUO202") == [(6, message)]


@pytest.mark.parametrize(
    ("of", "spec"),
    [
        (ELASTIC, "max: {nvidia.com/gpu: 4, cpu: 4, nvidia.com/gpumem: 1, nos.nebuly.com/gpu-memory: 1}"),
        (ELASTIC, "max: {nvidia.com/GPU: 0}"),
        (ELASTIC, "max: {nvidia.com/GPU: null}"),
        (QUEUE, "weight: 1"),
        (QUEUE, "capability: {volcano.sh/vgpu-number: 4, amd.com/gpu: 1}"),
        (("scheduling.run.ai/v2", "Queue"), "capability: {nvidia.com/GPU: 4}"),
        (("example.com/v1", "ElasticQuota"), "max: {nvidia.com/GPU: 4}"),
    ],
)
def test_what_is_counted_or_not_known(of: tuple[str, str], spec: str) -> None:
    assert told(counting(*of, spec), "QUO202") == []


def queue(covered: str, quotas: str, kind: str = "ClusterQueue") -> str:
    return f"""apiVersion: kueue.x-k8s.io/v1beta1
kind: {kind}
metadata: {{name: q}}
spec:
  resourceGroups:
    - coveredResources: [{covered}]
      flavors:
        - name: any
          resources: [{{name: {quotas}, nominalQuota: 8}}]
"""


@pytest.mark.parametrize("kind", ["ClusterQueue", "Cohort"])
def test_queues_of_kueue(kind: str) -> None:
    message = "nobody advertises nvidia.com/GPU, so that the queue has no GPU to give"
    assert told(queue("nvidia.com/GPU", "nvidia.com/GPU", kind), "QUO202") == [(6, message)]
    assert told(queue("nvidia.com/gpu", "nvidia.com/GPU", kind), "QUO202") == [(9, message)]
    assert told(queue("nvidia.com/GPU", "nvidia.com/GPU", "Workload"), "QUO202") == []


@pytest.mark.parametrize("name", ["nvidia.com/gpu", "whole-gpus", "nvidia.com/gpu-memory", "hami.io/gpu"])
def test_names_that_kueue_may_be_told_to_count(name: str) -> None:
    assert told(queue(name, name), "QUO202") == []


@pytest.mark.parametrize("start", ["requests.", "limits."])
def test_a_queue_of_kueue_counts_under_the_plain_name(start: str) -> None:
    name = f"{start}nvidia.com/gpu"
    text = (
        "apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: {name: a}\nspec:\n  resourceGroups:\n"
        f"  - coveredResources: [{name}]\n    flavors: [{{name: a, resources: [{{name: {name}, nominalQuota: 2}}]}}]\n"
    )
    (one,) = (one for one in judged(text).findings if one.code == "QUO202")
    said = f"{name} is how a ResourceQuota counts, and no workload asks for it, so that the queue has no GPU to give"
    assert (one.message, one.fix, one.severity) == (said, "Write nvidia.com/gpu.", Severity.WARNING)
    assert told(text.replace(start, "other."), "QUO202") == []
