"""Kinds of others that take the resources of a container and are no pod's template: what stands there is passed on.

Sources: NVIDIA/k8s-nim-operator api/apps/v1alpha1 (NIMServiceSpec.Resources); zilliztech/milvus-operator
apis/milvus.io/v1beta1 (ComponentSpec.Resources); kubeflow/trainer pkg/apis/trainer/v1alpha1/trainjob_types.go
(Trainer.ResourcesPerNode); actions/actions-runner-controller apis/actions.summerwind.net/v1alpha1/runner_types.go
(RunnerPodSpec.Resources); tektoncd/pipeline pkg/apis/pipeline/v1 (StepTemplate.ComputeResources,
TaskRunSpec.ComputeResources and those of a PipelineRun's taskRunSpecs).
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.model.manifest_value import Value

RESOURCE_BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "actions.summerwind.dev": "resources",
        "apps.nvidia.com": "resources",
        "milvus.io": "resources",
        "tekton.dev": "computeResources",
        "trainer.kubeflow.org": "resourcesPerNode",
    }
)
"""The key below which they stand, by API group."""
_CONTAINERS = ("containers", "initContainers", "sidecars", "steps")


def around_blocks(whole: Value) -> Iterator[tuple[Value, str]]:
    """Return the mappings of an object that have such a block, with its key; none within a list of containers."""
    key = RESOURCE_BLOCKS.get((whole.text("apiVersion") or "").rpartition("/")[0])
    if key is not None:
        around = whole.mappings(_CONTAINERS)
        yield from ((one, key) for one in around if one.get(key) is not None and not _is_laid_under(one, key))


def _is_laid_under(around: Value, key: str) -> bool:
    """Say whether requests stand in what Tekton lays under each step, which may have the limits to them."""
    return around.place.steps[-1][-1:] == ("stepTemplate",) and around.get(key, "limits") is None
