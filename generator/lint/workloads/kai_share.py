"""A share of a GPU that KAI Scheduler refuses, or does not see."""

import re
from collections.abc import Iterator

from generator.ecosystem.kai import DEVICES, FRACTION, MEMORY, MPS, QUEUE_LABEL, SCHEDULER, SHARING, WHOLE, meant_by
from generator.lint.common.workloads import asks_for_gpus, pod_annotations, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_NUMBER = re.compile(r"[+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?")
"""What Go's ParseFloat takes and Kubernetes' ParseQuantity as well."""
_COUNT = re.compile(r"\d++")
_ALONE = "Write the share alone: KAI gives the pod its card without a limit."

_HOW = {FRACTION: " with a number below 1", MEMORY: " with a whole number of MiB", DEVICES: " with a whole number"}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for workload in manifests.workloads:
        if workload.loose:
            continue
        scheduler = workload.pod.text("schedulerName")
        if scheduler == SCHEDULER:
            yield from _of(workload)
        if scheduler == SCHEDULER or any(key == QUEUE_LABEL for key, _ in workload.labels):
            yield from _look_alikes(workload)


def _of(workload: Workload) -> Iterator[ManifestFault]:
    own = pod_annotations(workload)
    said = {key: value for key, value in own.items() if key in SHARING}
    yield from _of_amounts(said)
    share = said.get(FRACTION) or said.get(MEMORY)
    if share is None:
        yield from _without_share(workload, own, said)
        return
    if FRACTION in said and MEMORY in said:
        message = f"{MEMORY} beside {FRACTION}: KAI's webhook refuses a pod that says both"
        yield ManifestFault(said[MEMORY].place, message, "Write one of the two.", on_key=True)
    for container in workload.containers:
        for one in container.limits:
            number = thousandths(one.quantity)
            if one.resource == WHOLE and number is not None:
                key = str(share.place.steps[-1][-1])
                message = f"a limit of {WHOLE} beside the annotation {key}: KAI's webhook refuses the pod"
                yield ManifestFault(one.quantity.place, message, _ALONE, on_key=True)
                return


def _without_share(workload: Workload, own: dict[str, Value], said: dict[str, Value]) -> Iterator[ManifestFault]:
    if DEVICES in said:
        message = f"{DEVICES} without {FRACTION} or {MEMORY}: KAI's webhook refuses the pod"
        yield ManifestFault(said[DEVICES].place, message, f"Say how large each share is, by {FRACTION}.", on_key=True)
    elif MPS in own and own[MPS].tree == "true":
        message = f"{MPS} without {FRACTION} or {MEMORY}: KAI's webhook refuses the pod"
        yield ManifestFault(own[MPS].place, message, f"Write {FRACTION} beside it, or leave it out.", on_key=True)
    whole = workload.whole
    if whole is None or (workload.is_pod and workload.kind == "Pod") or said:
        return
    for key, value in whole.entries("metadata", "annotations"):
        if key in (FRACTION, MEMORY):
            message = f"{key} stands on the {workload.kind} itself: KAI reads the annotations of pods alone"
            yield ManifestFault(value.place, message, "Write it below `metadata` of the pod's template.", on_key=True)


def _look_alikes(workload: Workload) -> Iterator[ManifestFault]:
    """Return what is plainly meant for a share of a pod that asks for no GPU in any way that KAI reads."""
    own = pod_annotations(workload)
    asks = any(map(asks_for_gpus, workload.containers)) or workload.pod.get("resourceClaims") is not None
    if asks or workload.in_part or any(key in SHARING for key in own):
        return
    for key, value in own.items():
        meant = meant_by(key)
        if meant is not None:
            message = f"{key} is no annotation of KAI's, so that the pod is scheduled as one without a GPU"
            yield ManifestFault(value.place, message, f"Write `{meant}:`{_HOW[meant]}.", on_key=True)
    for key, value in workload.labels:
        if key in SHARING:
            message = f"{key} stands among the labels, so that KAI schedules the pod as one without a GPU"
            yield ManifestFault(value.place, message, "Write it among the annotations.", on_key=True)


def _of_amounts(said: dict[str, Value]) -> Iterator[ManifestFault]:
    for key, value in said.items():
        text = value.tree
        if not isinstance(text, str) or is_filled_in_later(text):
            continue
        if key == FRACTION and not _is_fraction(text):
            message = f"{key} is {text!r}: KAI's webhook takes a number above 0 and below 1"
            yield ManifestFault(value.place, message, 'Write such as "0.5"; a whole card is a limit of nvidia.com/gpu.')
        elif key == MEMORY and not _is_count(text):
            message = f"{key} is {text!r}: KAI's webhook takes a whole number of MiB, without a unit"
            yield ManifestFault(value.place, message, 'Write such as "8000".')
        elif key == DEVICES and not _is_count(text):
            yield ManifestFault(value.place, f"{key} is {text!r}: KAI's webhook takes a whole number above 0")


def _is_fraction(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and 0 < float(text) < 1


def _is_count(text: str) -> bool:
    return _COUNT.fullmatch(text) is not None and int(text[:30]) > 0


RULE = ManifestRule(
    "WRK224",
    "Share of a GPU that KAI Scheduler does not give",
    Severity.ERROR,
    why="KAI shares a card among pods that say in an annotation how much of it they want. Its webhook refuses a pod "
    "that asks for a whole card as well, or for an amount that is none; annotations of a Deployment reach no pod, and "
    "others than its own are not read.",
    fix='Write `gpu-fraction: "0.5"` or `gpu-memory: "8000"` among the annotations of the pod, and no nvidia.com/gpu.',
    source="kai-scheduler/KAI-Scheduler pkg/binder/plugins/gpusharing/gpu-request/gpu_request_validator.go, "
    "ValidateGpuRequests, called for its pods by pkg/admission/webhook/v1alpha2/podhooks/pod_validator.go; "
    "pkg/common/constants/constants.go (the annotations) and pkg/common/resources/gpu_sharing.go",
    bad="""\
apiVersion: v1
kind: Pod
metadata:
  name: half
  annotations:
    gpu-fraction: "0.5"
spec:
  schedulerName: kai-scheduler
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1  # <- here
---
apiVersion: v1
kind: Pod
metadata:
  name: some
  annotations:
    gpu-memory: 8000Mi  # <- here
spec:
  schedulerName: kai-scheduler
  containers:
    - name: main
      image: cuda
""",
    good="""\
apiVersion: v1
kind: Pod
metadata:
  name: half
  annotations:
    gpu-fraction: "0.5"
spec:
  schedulerName: kai-scheduler
  containers:
    - name: main
      image: cuda
---
apiVersion: v1
kind: Pod
metadata:
  name: some
  annotations:
    gpu-memory: "8000"
spec:
  schedulerName: kai-scheduler
  containers:
    - name: main
      image: cuda
""",
    check=_check,
)
