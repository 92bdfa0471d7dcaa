"""A command in Ray's container that does not end, so that Ray is never started."""

import re
from collections.abc import Iterator

from generator.ecosystem.ray import GROUP
from generator.lint.common.objects import group_of
from generator.lint.workloads._parted_models import text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_OWN_COMMAND = "ray.io/overwrite-container-cmd"
_STARTS_RAY = "ray start"
_never_ends = re.compile(
    r"(?:^|\n|;|&&|\|\||\b(?:exec|then|do|else|nohup)\b|(?<!\S)-l?c)\s*"
    r"((?:/\S*/)?(?:vllm\s+serve|python3?\s+-m\s+(?:vllm\.entrypoints\.\S+|sglang\.launch_server)|text-generation-launcher"
    r"|sleep\s+inf(?:inity)?\b|tail\s+-[fF]\s+/dev/null))"
).search
"""Servers, and what keeps a container alive, where a command begins: none of them returns."""
_does_otherwise = re.compile(r"(?<![&>])&(?![&>\d])|<<|--help\b|--version\b").search
"""What a shell starts beside what follows, or does not run, and what makes a program say something and end."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        if workload.loose or workload.in_part or workload.whole is None or group_of(workload) != GROUP:
            continue
        container = _of_ray(workload)
        if container is not None and not _is_kept(workload, workload.whole):
            yield from _of_container(container)


def _of_ray(workload: Workload) -> Container | None:
    """Return the container in which KubeRay starts Ray, the first; None for a pod that is none of a cluster."""
    of_cluster = any(step in ("headGroupSpec", "workerGroupSpecs") for step in workload.pod.place.steps[-1])
    return next((one for one in workload.containers if not one.init), None) if of_cluster else None


def _is_kept(workload: Workload, whole: Value) -> bool:
    """Say whether the object, or the pods' template, asks for its commands to be left as they are."""
    template = whole.get(*workload.pod.place.way_from(whole.place)[:-1])
    said = [one.get("metadata", "annotations", _OWN_COMMAND) for one in (whole, template) if one is not None]
    return any(one is not None and str(one.tree).lower() != "false" for one in said)


def _of_container(container: Container) -> Iterator[ManifestFault]:
    text = text_of(container)
    stays = _never_ends(text)
    if stays is None or _STARTS_RAY in text or _does_otherwise(text):
        return
    at = container.value.get("command") or container.value.get("args")
    if at is not None:
        shown = " ".join(stays[1].split())
        message = f"KubeRay starts Ray once this command has ended, and {shown} does not end: no Ray node comes to be"
        yield ManifestFault(at.place, message, on_key=True)


RULE = ManifestRule(
    "WRK257",
    "Command before which Ray does not start",
    Severity.ERROR,
    why="KubeRay puts its own `ray start` behind the command of a group's first container, with && between. What does "
    "not end keeps Ray from starting: a server there has the pod's own GPUs alone, and the other pods wait for a head.",
    fix=f"Leave the command to KubeRay and run the program as a RayJob or RayService, or write `{_STARTS_RAY}` into "
    f'the command and annotate the object with `{_OWN_COMMAND}: "true"`.',
    source="ray-project/kuberay ray-operator/controllers/ray/common/pod.go (BuildPod, isOverwriteRayContainerCmd)",
    bad="""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: llm}
spec:
  headGroupSpec:
    rayStartParams: {}
    template:
      spec:
        containers:
          - name: head
            image: vllm/vllm-openai:v0.11.0
            command: [vllm, serve, Qwen/Qwen3-32B, --tensor-parallel-size=2]  # <- here
            resources: {limits: {nvidia.com/gpu: 2}}
""",
    good="""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: llm}
spec:
  headGroupSpec:
    rayStartParams: {}
    template:
      spec:
        containers:
          - name: head
            image: vllm/vllm-openai:v0.11.0
            resources: {limits: {nvidia.com/gpu: 2}}
""",
    check=_check,
)
