"""Pod templates wherever an object has them, if they have to do with GPUs."""

import re
from collections.abc import Iterator

from generator.ecosystem import kai
from generator.ecosystem.device_makers import DEVICE_MAKERS
from generator.ecosystem.field_levels import EACH
from generator.ecosystem.pod_fields import MAKE_PODS
from generator.ecosystem.wrapper_kinds import AROUND
from generator.ecosystem.wrapper_levels import ANY
from generator.manifests.collector import Collector
from generator.manifests.inner import opened
from generator.manifests.named import kind_of, labels_of, name_of, namespace_of
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_value import Value
from generator.model.tree import Path, words

_OTHER_MAKERS = "|".join(f"{re.escape(one.domain)}/" for one in DEVICE_MAKERS)
WORD_OF_GPUS = re.compile(
    rf"(?i)nvidia|cuda_mps|\b(?:{_OTHER_MAKERS})|\bhami\.io/|gpu\.intel\.com|gke-(?:accelerator|gpu)|amazonaws\.com/accelerator"
    r"|\bpci-\w*10de|\bn[vi]{1,3}d\w{0,4}\.com/|/dcgm-exporter\b"
)
"""What makes a pod one of GPUs, slips such as nvdia.com too."""
_MAY_ASK_PLAINLY = re.compile(r"(?i)gpu|\bmig-?\d")
_REPLICAS = ("replicas", "parallelism")
_CONTAINERS = (("containers", False), ("initContainers", True))
_SINGLE: dict[str, tuple[str, ...]] = {
    "argoproj.io": ("container", "script"),
    "serving.kserve.io": (
        *("model", "triton", "pytorch", "tensorflow", "huggingface", "onnx", "paddle", "xgboost", "sklearn"),
        *("lightgbm", "pmml"),
    ),
}
"""Keys of a lone container beside fields of a pod's spec, by group; sources: argoproj/argo-workflows
pkg/apis/workflow/v1alpha1/workflow_types.go (Template), kserve/kserve pkg/apis/serving/v1beta1/predictor.go."""
_KSERVE = "serving.kserve.io"
_WORKERS = "workerSpec"
_OF_PODS = frozenset(("containers", "container", "script", "steps"))
"""Fields of which a level has one that is a pod's spec, or has lone containers."""
_STEPS = ("tekton.dev", "steps", ("computeResources", "resources"))
"""Steps are containers; source: tektoncd/pipeline pkg/apis/pipeline/v1/container_types.go (resources in v1beta1)."""
_ARGO_WORKFLOWS, _PATCH = "argoproj.io/v1alpha1", "podSpecPatch"


def collect_workload(value: Value, out: Collector) -> None:
    """Take every pod template of an object that names anything of NVIDIA's, and by itself what selects nodes."""
    if kind_of(value) == "CustomResourceDefinition":
        return
    if value.text("apiVersion") == _ARGO_WORKFLOWS:
        _collect_patches(value, out)
    for pod, owner in _pod_specs(value):
        said = " ".join(words(pod.tree))
        if WORD_OF_GPUS.search(said) or (_MAY_ASK_PLAINLY.search(said) and _asks_plainly_within(pod, value)):
            out.workloads.append(_workload(value, pod, owner))
        elif pod.get("resourceClaims") is not None and _MAY_ASK_PLAINLY.search(said):
            out.workloads.append(_workload(value, pod, owner))
        elif _is_of_kai(pod, owner) and _says_share(value, owner):
            out.workloads.append(_workload(value, pod, owner))
        elif _MAY_ASK_PLAINLY.search(said) and any(map(_is_placed_itself, pod.elements("containers"))):
            out.workloads.append(_workload(value, pod, owner))
        elif kind_of(value) in MAKE_PODS and (pod.get("nodeSelector") or pod.get("affinity", "nodeAffinity")):
            out.bound.append(_workload(value, pod, owner))


def _collect_patches(value: Value, out: Collector) -> None:
    """Take what Argo lays over the pods of a workflow: pods' specs as texts, unless its templates fill them in.

    Source: argoproj/argo-workflows workflow/controller/workflowpod.go (podSpecPatch, a strategic merge). Limits to the
    requests of a patch may stand in the template that it is laid over.
    """
    for around in value.mappings():
        text = around.get(_PATCH)
        if text is None or not isinstance(text.tree, str) or "{{" in text.tree:
            continue
        found = opened(text)
        if found is not None and any(_has_limits(one) for key, _ in _CONTAINERS for one in found.elements(key)):
            collect_loose(found, value, out)


def _has_limits(container: Value) -> bool:
    return container.get("resources", "limits") is not None


def collect_loose(pod: Value, whole: Value, out: Collector) -> None:
    """Take a pod's spec that is laid under or over pods which something else makes: what is around it is not known."""
    if isinstance(pod.tree, dict) and WORD_OF_GPUS.search(" ".join(words(pod.tree))):
        found = _workload(whole, pod, pod)
        out.workloads.append(found._replace(loose=True, replicas=None, whole=None))


def says_gpu(value: Value) -> bool:
    """Say whether anything in an object is one of NVIDIA's names, or of another maker's."""
    return any(map(WORD_OF_GPUS.search, words(value.tree)))


def _is_placed_itself(container: Value) -> bool:
    """Say whether a container has what places pods, by mistake: that may be all by which it is one for GPU nodes."""
    return any(map(container.has, ("affinity", "nodeSelector", "runtimeClassName", "tolerations")))


def _is_of_kai(pod: Value, owner: Value) -> bool:
    """Say whether a pod names KAI Scheduler, or one of its queues."""
    return pod.text("schedulerName") == kai.SCHEDULER or owner.get("metadata", "labels", kai.QUEUE_LABEL) is not None


def _says_share(value: Value, owner: Value) -> bool:
    """Say whether the annotations of one of these ask KAI Scheduler for a share of a card, or are meant to."""
    said = [key for one in (value, owner) for key, _ in one.entries("metadata", "annotations")]
    said += [key for key, _ in owner.entries("metadata", "labels") if key in kai.SHARING]
    return any(key in (*kai.SHARING, kai.MPS) or kai.meant_by(key) for key in said)


def _asks_plainly_within(pod: Value, value: Value) -> bool:
    """Say whether one of a pod's containers does; asked only where the pod has the word in it."""
    return any(map(asks_plainly, _workload(value, pod, value).containers))


def asks_plainly(container: Container) -> bool:
    """Say whether a container asks for a GPU by a name without a domain, which the API server refuses."""
    return any(one.is_gpu_without_domain for one in container.amounts)


def _workload(value: Value, pod: Value, owner: Value) -> Workload:
    containers = tuple(container_of(one, init) for key, init in _CONTAINERS for one in pod.elements(key))
    if not containers:
        containers = tuple(_lone_containers(pod, _group(value)))
    return Workload(
        kind=kind_of(value),
        name=name_of(value),
        namespace=namespace_of(value),
        pod=pod,
        labels=labels_of(owner.get("metadata", "labels")),
        replicas=_replicas(value, pod),
        containers=containers,
        loose=False,
        place=value.place,
        whole=value,
    )


def _group(value: Value) -> str:
    """Return the group of an object that may have lone containers; "" where `model` is something else."""
    group = (value.text("apiVersion") or "").rpartition("/")[0]
    return "" if group == "serving.kserve.io" and kind_of(value) != "InferenceService" else group


def _lone_containers(pod: Value, group: str) -> Iterator[Container]:
    """Return the containers of what a controller makes a pod's spec of."""
    for key in _SINGLE.get(group, ()):
        one = pod.get(key)
        if one is not None and isinstance(one.tree, dict):
            yield container_of(one, False)
    if group == _STEPS[0]:
        for step in pod.elements(_STEPS[1]):
            yield container_of(step, False, next((key for key in _STEPS[2] if step.has(key)), "resources"))


def container_of(value: Value, init: bool, resources: str = "resources") -> Container:
    """Return a container with what it asks for below the key `resources`."""
    return Container(
        name=value.text("name") or "",
        value=value,
        requests=tuple(Amount(name, amount) for name, amount in value.entries(resources, "requests")),
        limits=tuple(Amount(name, amount) for name, amount in value.entries(resources, "limits")),
        env=tuple((name, one) for one in value.elements("env") if (name := one.text("name")) is not None),
        init=init,
    )


def _replicas(value: Value, pod: Value) -> int | None:
    """Return how many pods a template makes, where it is the object's only template."""
    path = pod.place.way_from(value.place)
    if kind_of(value) == "Pod":
        return 1
    if path != ("spec", "template", "spec"):
        return None
    stated = [value.whole_number("spec", key) for key in _REPLICAS if value.get("spec", key) is not None]
    return stated[0] if stated else 1


def _pod_specs(value: Value) -> Iterator[tuple[Value, Value]]:
    """Return pod specs, each with the template or pod that it stands in."""
    stack = [(value, value)]
    group = _group(value)
    is_kserves = (value.text("apiVersion") or "").startswith(_KSERVE)
    while stack:
        found, owner = stack.pop()
        if isinstance(found.tree, dict):
            if _is_pod_spec(found) or any(_lone_containers(found, group)):
                if not _is_around(value, found):
                    yield found, owner
                # KServe's workers are pods of their own below the predictor.
                workers = found.get(_WORKERS) if is_kserves else None
                if workers is not None:
                    stack.append((workers, found))
                continue
            below = [
                (Value(tree, found.place.below(key)), found)
                for key, tree in found.tree.items()
                if isinstance(tree, dict | list)
            ]
        else:
            below = [(one, owner) for one in found.elements() if isinstance(one.tree, dict | list)]
        stack.extend(reversed(below))


def _is_around(whole: Value, found: Value) -> bool:
    """Say whether this is a level of a known kind that has no containers: those are told, and make no pod."""
    kind = (whole.text("apiVersion") or "", kind_of(whole))
    way = found.place.way_from(whole.place)
    return any(_leads(one.path, way) and not one.fields & _OF_PODS for one in AROUND.get(kind, ()))


def _leads(pattern: tuple[str, ...], way: Path) -> bool:
    return len(pattern) == len(way) and all(
        one in (ANY, part) or (one == EACH and isinstance(part, int)) for one, part in zip(pattern, way, strict=True)
    )


def _is_pod_spec(value: Value) -> bool:
    containers = value.get("containers")
    return (
        containers is not None
        and isinstance(containers.tree, list)
        and all(isinstance(one, dict) and ("name" in one or "image" in one) for one in containers.tree)
    )
