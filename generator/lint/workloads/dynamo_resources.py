"""Resources of NVIDIA Dynamo's services in the form that a container's have, or as numbers."""

from collections.abc import Iterator

from generator.lint.common.objects import every_object
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_VERSION = "nvidia.com/v1alpha1"
"""Releases of the API after this one have a pod's own resources."""
_SERVICES = {"DynamoComponentDeployment": ("spec",), "DynamoGraphDeployment": ("spec", "services")}
_TEXTS = ("cpu", "memory", "gpu")
_PREFIX = "nvidia.com/"
_GPU = f"{_PREFIX}gpu"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for whole in every_object(manifests):
        kind = whole.text("kind") or ""
        if whole.text("apiVersion") != _VERSION or kind not in _SERVICES:
            continue
        around = whole.get(*_SERVICES[kind])
        if around is not None:
            services = (around,) if kind == "DynamoComponentDeployment" else tuple(one for _, one in around.entries())
            for service in services:
                for block in ("requests", "limits"):
                    yield from _of_block(service.get("resources", block), block)


def _of_block(block: Value | None, name: str) -> Iterator[ManifestFault]:
    for key, value in () if block is None else block.entries():
        tree = value.tree
        if key in _TEXTS and isinstance(tree, int | float):
            message = f"{key} is {str(tree).lower()} without quotes, where Dynamo takes text alone: the API server "
            fix = "Write an amount in quotes." if isinstance(tree, bool) else f'Write "{tree}".'
            yield ManifestFault(value.place, f"{message}refuses it", fix)
        elif key.startswith(_PREFIX) and tree is not None:
            message = f"{name} of a Dynamo service have no field {key}: it is refused or dropped, and no GPU asked for"
            fix = 'Write `gpu: "1"`.' if key == _GPU else f'Write `custom: {{{key}: "1"}}`.'
            yield ManifestFault(value.place, message, fix, on_key=True)


RULE = ManifestRule(
    "WRK256",
    "Resources of a Dynamo service in a form that it does not take",
    Severity.ERROR,
    why="Dynamo's services name what they ask for in words of their own, cpu, memory, gpu and gpuType, all of them "
    "text; other resources stand below custom. The API server refuses numbers, and drops what it does not know.",
    fix='Write `resources: {limits: {gpu: "1"}}`.',
    source="ai-dynamo/dynamo deploy/operator/api/v1alpha1/common.go (ResourceItem)",
    bad="""\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: llm, namespace: ai}
spec:
  services:
    Decode:
      resources:
        requests:
          nvidia.com/gpu: "1"  # <- here
        limits:
          gpu: 1  # <- here
      extraPodSpec:
        mainContainer: {image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.0}
""",
    good="""\
apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: llm, namespace: ai}
spec:
  services:
    Decode:
      resources:
        requests:
          gpu: "1"
        limits:
          gpu: "1"
      extraPodSpec:
        mainContainer: {image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.5.0}
""",
    check=_check,
)
