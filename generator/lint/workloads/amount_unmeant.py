"""An amount of GPUs that is a number and that nobody means: with a unit of memory, or with no value."""

import re
from collections.abc import Iterator

from generator.lint.common.objects import OWN_VERSIONS, embeds_pods
from generator.lint.common.pod_checks import is_patch
from generator.lint.common.resource_names import GPU, mig_resources
from generator.lint.common.workloads import GpuAsk, gpu_asks, plain_name
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule

_with_unit = re.compile(r"\d{1,9}(?:\.\d{1,9})?(?:[KMGTPE]i|[kMGTPE])").fullmatch


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for ask in gpu_asks(manifests):
        if plain_name(ask.resource) not in (GPU, *mig_resources()):
            continue
        amount = ask.amount
        text = amount.quantity.tree
        if isinstance(text, str) and _with_unit(text.strip()):
            message = f"{text} of {ask.resource} is a number of devices, and no memory: the pod stays pending"
            yield ManifestFault(amount.quantity.place, message)
        elif _is_empty(ask) and _is_made_as_written(ask.workload, manifests):
            message = f"{ask.resource} has no value, which counts as 0: the container gets no GPU"
            fix = "Write a whole number, such as 1, or leave it out."
            yield ManifestFault(amount.quantity.place, message, fix, on_key=True, severity=Severity.WARNING)


def _is_empty(ask: GpuAsk) -> bool:
    return all(one.quantity.tree is None for one in (ask.limit, ask.request) if one is not None)


def _is_made_as_written(workload: Workload, manifests: Manifests) -> bool:
    """Say whether a null is nothing but a value that is missing: in patches and values it takes something away."""
    whole = workload.whole
    if whole is None or workload.loose or is_patch(workload) or manifests.may_change(whole):
        return False
    return (whole.text("apiVersion") or "v1") in OWN_VERSIONS or embeds_pods(workload)


RULE = ManifestRule(
    "WRK252",
    "Amount of GPUs that nobody means",
    Severity.ERROR,
    why="The amount is how many GPUs, shares or MIG devices a container gets. With a unit such as Gi it is still a "
    "whole number, which no node has; without a value it is 0, and the container runs without a GPU.",
    fix="Write how many are wanted, such as 1. How much memory there is follows from the card or the MIG profile.",
    source="kubernetes/apimachinery pkg/api/resource/quantity.go (UnmarshalJSON takes null as 0, units go with any "
    "resource); kubernetes/kubernetes pkg/apis/core/validation/validation.go, ValidateResourceQuantityValue",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: large}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 8Gi  # <- here
---
apiVersion: v1
kind: Pod
metadata: {name: empty}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          # the next line
          nvidia.com/gpu:
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: large}
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
