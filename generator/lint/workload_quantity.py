"""Amounts of a GPU resource that the API server refuses."""

import re
from collections.abc import Iterator

from generator.lint._numbers import is_variable
from generator.lint._objects import OWN_VERSIONS
from generator.lint._resource_names import PREFIX
from generator.lint._workloads import GpuAsk, device_asks, device_asks_in_part, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later

_SHARE = "Write a whole number. A part of a card is had by sharing it: with 2 replicas, 1 is half of its slots."
_HAMI_MEMORY = "nvidia.com/gpumem"
_WITH_SUFFIX = re.compile(r"\d{1,9}(?:\.\d{1,9})?(?:[KMGT]i|[MGT])")
"""From M on such a number of MiB is more than any card has; HAMi keeps 32 bits of it, at times nothing but zeros."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for ask in device_asks(manifests):
        yield from _of_ask(ask)
    for ask in device_asks_in_part(manifests):
        yield from _of_ask(ask, in_part=True)
    for workload in (*manifests.workloads, *manifests.pods_in_part):
        own = workload.whole is not None and (workload.whole.text("apiVersion") or "v1") in OWN_VERSIONS
        for kind in ("limits", "requests") if own else ():
            for resource, amount in workload.pod.entries("resources", kind):
                if resource.startswith(PREFIX):
                    message = f"{resource} cannot be asked for by a pod as a whole: the API server refuses it"
                    fix = "Write it below the resources of the container that computes on the GPU."
                    yield ManifestFault(amount.place, message, fix, on_key=True)


def _of_ask(ask: GpuAsk, *, in_part: bool = False) -> Iterator[ManifestFault]:
    faulty = [fault for amount in (ask.limit, ask.request) if amount is not None for fault in _of_amount(amount)]
    yield from faulty
    if faulty or ask.request is None or (in_part and ask.limit is None):
        return
    requested = ask.request.quantity
    if ask.limit is None and ask.workload.in_part and ask.container.value.get("image") is None:
        # A patch in a file of its own: the limit may be in what is patched.
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
    if amount.resource == _HAMI_MEMORY and _WITH_SUFFIX.fullmatch(str(amount.quantity.tree).strip()):
        message = f"{amount.quantity.tree} of {amount.resource}, which HAMi counts in MiB: that is no amount of a card"
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
    "Project-HAMi/HAMi pkg/device/nvidia/device.go, GenerateResourceRequests (gpumem is a number of MiB)",
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
