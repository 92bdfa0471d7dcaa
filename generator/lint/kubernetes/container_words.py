"""Words about GPUs that are misspelt or misplaced in a pod of a kind whose own fields are not known."""

from collections.abc import Iterator

from generator.ecosystem.pod_words import PLACING
from generator.ecosystem.resource_blocks import around_blocks
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.near import slip
from generator.lint.common.objects import OWN_VERSIONS, embeds_pods, group_of
from generator.lint.common.resource_shape import of_resources, outside_of_resources, speaks_of_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_WITH_PATTERNS = ("kyverno.io", "gatekeeper.sh")
"""Groups whose objects hold what is compared with pods, in words of their own."""
_WITH_MODELS = "serving.kserve.io"
"""A group whose predictors have lone containers, the fields of which are not all known."""
_BLOCKS = ("computeResources", "resources")
"""What Tekton's steps call it, and everybody else."""
_SPEC = "spec"
_RUNTIME = "runtimeClass"
_TYPES: tuple[tuple[str, type, str], ...] = (
    ("tolerations", list, "a list"),
    ("nodeSelector", dict, "a mapping"),
    ("affinity", dict, "a mapping"),
    ("runtimeClassName", str, "text"),
)
_LISTED = "Write a list of `- name: ...` and `value: ...`."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in (*manifests.workloads, *manifests.pods_in_part):
        if workload.loose or workload.whole is None:
            continue
        if not _is_judged(workload, workload.whole):
            if _is_pods_own(workload):
                yield from _of_pod(workload.pod)
            for container in workload.containers:
                yield from _of_container(container.value)
        elif group_of(workload) == _WITH_MODELS and not workload.is_pod:
            for container in workload.containers:
                yield from _of_resources(container.value, "a model")
    for one in manifests.objects:
        for around, key in around_blocks(one.value):
            block = around.get(key)
            yield from () if block is None else of_resources(block, is_certain=True)
            yield from outside_of_resources(around, key)


def _is_judged(workload: Workload, whole: Value) -> bool:
    """Say whether all fields of a kind's pods are known, or it holds no pods but patterns."""
    version = whole.text("apiVersion") or "v1"
    return version in OWN_VERSIONS or embeds_pods(workload) or group_of(workload).endswith(_WITH_PATTERNS)


def _is_pods_own(workload: Workload) -> bool:
    """Say whether this is a pod's spec alone: an object's own spec may have containers beside fields of its own."""
    way = workload.pod.place.steps[-1]
    own = () if workload.whole is None else workload.whole.place.steps[-1]
    return workload.is_pod and way[-1:] == (_SPEC,) and len(way) - len(own) > 1


def _of_pod(pod: Value) -> Iterator[ManifestFault]:
    for key, value in pod.entries():
        meant = "runtimeClassName" if key == _RUNTIME else slip(key, PLACING)
        if meant is not None and key not in PLACING and isinstance(value.tree, str | dict | list):
            yield _told(value, f"{key} is no field of a pod's spec", f"Write {meant}.")
    yield from outside_of_resources(pod, "resources", what="a pod's spec")
    for key, kind, right in _TYPES:
        field = pod.get(key)
        if field is not None and not isinstance(field.tree, kind) and not is_filled_in_later(field.tree):
            message = f"{key} of a pod's spec is {kind_of_tree(field.tree)}, where {right} must be"
            yield ManifestFault(field.place, f"{message}: {_REFUSED}", f"Write {right}.")


def _of_container(container: Value) -> Iterator[ManifestFault]:
    for key, value in container.entries():
        meant = key if key in PLACING else "runtimeClassName" if key == _RUNTIME else slip(key, PLACING)
        named = speaks_of_gpus(value)
        if meant is not None and named:
            yield _told(value, f"{key} is no field of a container", f"Write {meant} beside `containers:`.")
        elif key == "env" and isinstance(value.tree, dict) and value.tree:
            message = f"env of a container is a mapping, where a list must be: {_REFUSED}"
            yield ManifestFault(value.place, message, _LISTED)
    yield from _of_resources(container, "a container")


def _of_resources(container: Value, what: str) -> Iterator[ManifestFault]:
    key = next((one for one in _BLOCKS if container.has(one)), _BLOCKS[-1])
    block = container.get(key)
    yield from outside_of_resources(container, key, what)
    yield from () if block is None else of_resources(block, is_certain=True)


_REFUSED = "the API server refuses it, or the controller that makes the pod"


def _told(value: Value, message: str, fix: str) -> ManifestFault:
    return ManifestFault(value.place, f"{message}: it is refused, or dropped", fix, on_key=True)


RULE = ManifestRule(
    "KUB206",
    "Word about GPUs that no pod has there",
    Severity.ERROR,
    why="Controllers make pods of the templates in their objects. What is no field of a pod or a container is refused "
    "with the object, or dropped when the pod is made, which then runs without a GPU.",
    fix="Write it as a pod has it.",
    source="kubernetes/api core/v1/types.go (PodSpec, Container, ResourceRequirements), which controllers embed; "
    "generator/ecosystem/resource_blocks.py for kinds that take resources alone",
    bad="""\
apiVersion: training.example.com/v1
kind: Trainer
metadata: {name: llm}
spec:
  template:
    spec:
      runtimeClass: nvidia  # <- here
      containers:
        - name: main
          image: cuda
          resources:
            limit:  # <- here
              nvidia.com/gpu: 1
---
apiVersion: milvus.io/v1beta1
kind: Milvus
metadata: {name: vectors}
spec:
  components:
    queryNode:
      resources:
        nvidia.com/gpu: 1  # <- here
""",
    good="""\
apiVersion: training.example.com/v1
kind: Trainer
metadata: {name: llm}
spec:
  template:
    spec:
      runtimeClassName: nvidia
      containers:
        - name: main
          image: cuda
          resources:
            limits:
              nvidia.com/gpu: 1
---
apiVersion: milvus.io/v1beta1
kind: Milvus
metadata: {name: vectors}
spec:
  components:
    queryNode:
      resources:
        limits:
          nvidia.com/gpu: 1
""",
    check=_check,
)
