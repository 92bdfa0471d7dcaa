"""Amounts of a GPU resource that the API server refuses."""

import re
from collections.abc import Iterator

from generator.ecosystem.controllers import MERGED
from generator.ecosystem.pod_words import OF_RUNNERS, WITH_TEMPLATES
from generator.lint.common.numbers import is_variable
from generator.lint.common.objects import OWN_VERSIONS
from generator.lint.common.resource_names import PREFIX
from generator.lint.common.resource_slips import VGPU_MEMORY
from generator.lint.common.workloads import GpuAsk, asks_for_gpus, device_asks, device_asks_in_part, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later
from generator.model.tree import Path

_SHARE = "Write a whole number. A part of a card is had by sharing it: with 2 replicas, 1 is half of its slots."
_IN_MIB = {"nvidia.com/gpumem": "HAMi", VGPU_MEMORY: "Volcano"}
"""Numbers of MiB, and who counts them."""
_WITH_SUFFIX = re.compile(r"\d{1,9}(?:\.\d{1,9})?(?:[KMGT]i|[MGT])")
"""From M on such a number of MiB is more than any card has; HAMi keeps 32 bits of it, at times nothing but zeros."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for ask in device_asks(manifests):
        yield from _of_ask(ask)
    for ask in device_asks_in_part(manifests):
        yield from _of_ask(ask, in_part=True)
    for workload in (*manifests.workloads, *manifests.pods_in_part):
        yield from _of_pod(workload)


def _of_pod(workload: Workload) -> Iterator[ManifestFault]:
    """Return what is asked for beside the containers, where that is the spec of a pod."""
    if workload.whole is None or workload.loose:
        return
    version = workload.whole.text("apiVersion") or "v1"
    way = workload.pod.place.way_from(workload.whole.place)
    severity = None
    if version in OWN_VERSIONS:
        effect = "the API server refuses it"
    elif version.rpartition("/")[0] in WITH_TEMPLATES and len(way) > 1:
        effect = "the API server refuses the pod, or drops this and the pod gets no GPU"
    elif _may_be_templates(version, way) and not any(map(asks_for_gpus, workload.containers)):
        effect = "unless this kind makes something else of it, the pod gets no GPU"
        severity = Severity.WARNING
    else:
        return
    for kind in ("limits", "requests"):
        for resource, amount in workload.pod.entries("resources", kind):
            if resource.startswith(PREFIX):
                message = f"{resource} cannot be asked for by a pod as a whole: {effect}"
                fix = "Write it below the resources of the container that computes on the GPU."
                yield ManifestFault(amount.place, message, fix, severity=severity, on_key=True)


def _may_be_templates(version: str, way: Path) -> bool:
    """Say whether this is the spec in a template of pods, of a kind of which nothing else is known."""
    above = way[-2] if len(way) > 1 and way[-1] == "spec" else None
    return isinstance(above, str) and above.lower().endswith("template") and version.partition("/")[0] not in OF_RUNNERS


def _of_ask(ask: GpuAsk, *, in_part: bool = False) -> Iterator[ManifestFault]:
    faulty = [fault for amount in (ask.limit, ask.request) if amount is not None for fault in _of_amount(amount)]
    yield from faulty
    if faulty or ask.request is None or (in_part and ask.limit is None):
        return
    requested = ask.request.quantity
    if ask.limit is None and ask.workload.in_part and ask.container.value.get("image") is None:
        # A patch in a file of its own: the limit may be in what is patched.
        return
    if ask.limit is None and ask.workload.kind in MERGED:
        return
    if ask.limit is None and ask.workload.loose and is_filled_in_later(str(requested.tree)):
        # What fills it in may add the limit as well.
        return
    if ask.limit is None:
        message = f"{ask.resource} is requested without a limit: the API server refuses the pod"
        fix = f"Write `limits: {{{ask.resource}: {requested.tree}}}`; the request follows from it."
        yield ManifestFault(requested.place, message, fix, on_key=True)
    elif thousandths(requested) != thousandths(ask.limit.quantity):
        message = (
            f"{requested.tree} of {ask.resource} are requested and the limit is {ask.limit.quantity.tree}: the API "
            "server refuses the pod"
        )
        yield ManifestFault(requested.place, message, "Write the limit alone; the request follows from it.")


def _of_amount(amount: Amount) -> Iterator[ManifestFault]:
    number = thousandths(amount.quantity)
    if number is None:
        text = str(amount.quantity.tree)
        if not is_filled_in_later(text) and amount.quantity.tree is not None and is_variable(text) is None:
            message = f"{amount.quantity.tree!r} of {amount.resource} is no quantity: the API server refuses it"
            yield ManifestFault(amount.quantity.place, message, "Write a whole number.")
        return
    whose = _IN_MIB.get(amount.resource)
    if whose is not None and _WITH_SUFFIX.fullmatch(str(amount.quantity.tree).strip()):
        message = (
            f"{amount.quantity.tree} of {amount.resource}, which {whose} counts in MiB: that is no amount of a card"
        )
        yield ManifestFault(amount.quantity.place, message, "Write the number of MiB alone, such as 3000 for 3 GB.")
        return
    if number < 0:
        yield ManifestFault(amount.quantity.place, f"{amount.quantity.tree} of {amount.resource}: less than nothing")
    elif number % 1000:
        yield ManifestFault(
            amount.quantity.place,
            f"{amount.quantity.tree} of {amount.resource}: the API server takes whole numbers of GPUs only",
            _SHARE if amount.resource.startswith(PREFIX) else None,
        )


RULE = ManifestRule(
    "WRK201",
    "Amount of GPUs that the API server refuses",
    Severity.ERROR,
    why="Extended resources are whole numbers and cannot be overcommitted: there must be a limit, and a request, if "
    "there is one, must be equal to it.",
    fix="Write a whole number under limits.",
    source="kubernetes/kubernetes pkg/apis/core/validation/validation.go, ValidateContainerResourceRequirements and "
    "validatePodResources (a pod as a whole has cpu, memory and huge pages: staging/src/k8s.io/component-helpers/"
    "resource/helpers.go, supportedPodLevelResources); it goes by the form of the name, so that other makers' cards "
    "(generator/ecosystem/device_makers.py) are no exception; "
    "Project-HAMi/HAMi pkg/device/nvidia/device.go, GenerateResourceRequests (gpumem is a number of MiB); "
    "volcano-sh/volcano pkg/scheduler/api/devices/util.go, ExtractResourceRequest (so is vgpu-memory)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: half}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 0.5  # <- here
---
apiVersion: v1
kind: Pod
metadata: {name: whole}
spec:
  resources:
    limits:
      nvidia.com/gpu: 1  # <- here
  containers:
    - name: main
      image: cuda
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: one}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1
""",
    check=_check,
)
