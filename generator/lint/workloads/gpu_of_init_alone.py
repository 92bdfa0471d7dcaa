"""A GPU that an init container asks for, which only fetches, and none of the containers that follow it."""

import re
from collections.abc import Iterator

from generator.lint.common.command_line import command_words
from generator.lint.common.images import image_name
from generator.lint.common.resource_names import PREFIX
from generator.lint.common.workloads import asks_for_gpus
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule

_FETCHES = re.compile(
    r"\b(?:wget|curl|aria2c|rsync|rclone|s3cmd|gsutil|azcopy|huggingface-cli|git\s+(?:clone|lfs|pull)|"
    r"aws\s+s3|gcloud\s+storage|az\s+storage|hf\s+download|nslookup|nc\s+-|until\s)|\b(?:cp|mv|tar|unzip|chown|chmod)\s+-"
)
_COMPUTES = re.compile(r"(?i)nvidia-smi|cuda|torch|tensor|onnx|python|convert|compile|quanti|engine|bench|gpu|warm")
_FETCHING_IMAGES = frozenset({"busybox", "alpine", "curl", "aws-cli", "alpine-git", "git", "rclone", "wget"})


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        asking = [one for one in workload.containers if asks_for_gpus(one)]
        if workload.in_part or workload.loose or not asking or not all(map(_only_fetches, asking)):
            continue
        main = next((one for one in workload.containers if not one.init), None)
        if main is None or not _is_complete(workload):
            continue
        for one in asking:
            amount = next(each for each in one.amounts if each.resource.startswith(PREFIX))
            yield ManifestFault(
                amount.quantity.place,
                f"the init container {one.name or 'here'} is given {amount.resource} and only fetches; no container "
                "that runs after it is given any",
                f"Move it to resources.limits of the container {main.name}." if main.name else None,
                on_key=True,
            )


def _only_fetches(container: Container) -> bool:
    """Say whether an init container, which is not a sidecar, plainly does nothing with a GPU."""
    if not container.init or container.value.get("restartPolicy") is not None:
        return False
    words = " ".join(str(word.tree) for word in command_words(container))
    if _COMPUTES.search(words):
        return False
    image = image_name(container.value.text("image") or "")
    return _FETCHES.search(words) is not None or image in _FETCHING_IMAGES


def _is_complete(workload: Workload) -> bool:
    """Say whether the pod is whole: its containers are written out, and nothing else hands devices to it."""
    return workload.pod.get("containers") is not None and workload.pod.get("resourceClaims") is None


RULE = ManifestRule(
    "WRK243",
    "GPU for an init container that only fetches",
    Severity.WARNING,
    why="The device plugin gives devices to the container whose limits ask for them, and to no other one of the pod. "
    "The scheduler counts the GPU for as long as the pod lives, though the init container has long ended.",
    fix="Ask for the GPU in the container that computes.",
    source="kubernetes/kubernetes pkg/kubelet/cm/devicemanager/manager.go (Allocate, by container); "
    "staging/src/k8s.io/component-helpers/resource/helpers.go (PodRequests: the largest of the init containers)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  initContainers:
    - name: fetch
      image: alpine/git:2.45.2
      command: [git, clone, "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct", /models]
      resources:
        limits:
          nvidia.com/gpu: 1  # <- here
  containers:
    - {name: server, image: "vllm/vllm-openai:v0.18.0"}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  initContainers:
    - name: fetch
      image: alpine/git:2.45.2
      command: [git, clone, "https://huggingface.co/Qwen/Qwen2.5-0.5B-Instruct", /models]
  containers:
    - {name: server, image: "vllm/vllm-openai:v0.18.0", resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
