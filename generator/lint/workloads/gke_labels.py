"""A selector on GKE's labels that none of its nodes has, or a resource that its nodes do not advertise."""

import re
from collections.abc import Iterator

from generator.ecosystem.gke import (
    ACCELERATOR,
    ACCELERATORS,
    CLIENTS,
    FEWEST_CLIENTS,
    GPU_LABELS,
    MOST_CLIENTS,
    PARTITION,
    PARTITION_MEMORIES,
    PREFIX,
    STRATEGIES,
    STRATEGY,
    UNDIVIDED,
)
from generator.lint.common.near import nearest
from generator.lint.common.nodes import labelled_otherwise
from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.selectors import Condition, hopeless, selected, terms
from generator.lint.common.workloads import gpu_asks, plain_name, pod_annotations
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_find_card = re.compile(r"(?:nvidia-)?(?:tesla-)?(?P<card>[a-z]\d{1,3})(?:-\d+gb)?").fullmatch
_find_size = re.compile(r"[1-7]g\.(\d{1,3})gb(\+me)?").fullmatch
_ABOUT_GPUS = ("gpu", "accelerator")
_OF_TPUS = "tpu"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    others = labelled_otherwise(manifests)
    for workload in manifests.workloads:
        yield from hopeless(workload.pod, lambda one: tuple(_of_condition(one, others)))
        yield from _annotated(workload)
        yield from _partition_of_card(workload)
    # Who installs NVIDIA's plugin there may have its names.
    if not (manifests.charts or manifests.policies):
        yield from _other_names(manifests)


def _of_condition(condition: Condition, others: frozenset[str]) -> Iterator[ManifestFault]:
    key = condition.key
    if not key.startswith(PREFIX) or key in others or condition.is_open:
        return
    if key not in GPU_LABELS:
        near = nearest(key.removeprefix(PREFIX), [one.removeprefix(PREFIX) for one in GPU_LABELS])
        if near and any(word in key for word in _ABOUT_GPUS) and _OF_TPUS not in key:
            message = f"GKE gives its nodes no label {key}: the pod stays pending"
            at = condition.at.place
            fix = f"Did you mean {PREFIX}{near}?"
            yield ManifestFault(at, message, fix, on_key=condition.at.tree != key, severity=Severity.WARNING)
        return
    faults = [fault for value, text in condition.texts if (fault := _of_value(value, key, text))]
    if len(faults) == len(condition.texts):
        yield from faults


def _of_value(value: Value, key: str, text: str) -> ManifestFault | None:
    if key == STRATEGY and text not in STRATEGIES:
        return ManifestFault(value.place, _none(key, text), f"Write {' or '.join(STRATEGIES)}.")
    if key == CLIENTS and not (text.isdecimal() and FEWEST_CLIENTS <= int(text[:3]) <= MOST_CLIENTS):
        fix = f"Write a number from {FEWEST_CLIENTS} to {MOST_CLIENTS}, the one of the node pool."
        return ManifestFault(value.place, _none(key, text), fix)
    if key == PARTITION and _find_size(text) is None:
        return ManifestFault(value.place, _none(key, text), "Write the size alone, such as 1g.5gb.")
    found = _find_card(text.lower()) if key == ACCELERATOR else None
    right = ACCELERATORS.get(found["card"], ()) if found else ()
    if right and text not in right:
        return ManifestFault(value.place, _none(key, text), f"Write {' or '.join(right)}.", severity=Severity.WARNING)
    return None


def _annotated(workload: Workload) -> Iterator[ManifestFault]:
    """Return what a pod has as an annotation and is a label by which nodes are selected."""
    conditions = (*selected(workload.pod), *(one for term in terms(workload.pod) for one in term))
    chosen = {one.key for one in conditions}
    for key, value in pod_annotations(workload).items():
        if key in GPU_LABELS and key not in chosen:
            message = f"{key} is a label of GKE's nodes, and no part of GKE reads it as an annotation of a pod"
            fix = "Write it below `nodeSelector:` of the pod."
            yield ManifestFault(value.place, message, fix, on_key=True, severity=Severity.WARNING)


def _none(key: str, text: str) -> str:
    return f"no node of GKE has {key}={text}: the pod stays pending"


def _partition_of_card(workload: Workload) -> Iterator[ManifestFault]:
    """Return a partition of a size that the card which is selected beside it does not have."""
    conditions = (*selected(workload.pod), *(one for term in terms(workload.pod) for one in term))
    cards = [text for one in conditions if one.key == ACCELERATOR for _, text in one.texts]
    memories = {memory for card in cards for memory in PARTITION_MEMORIES.get(card, ())}
    if not cards or any(card not in PARTITION_MEMORIES and card not in UNDIVIDED for card in cards):
        return
    for one in conditions:
        for value, text in one.texts if one.key == PARTITION else ():
            found = _find_size(text)
            if found and int(found[1]) not in memories and not is_filled_in_later(text):
                shown = ", ".join(str(memory) for memory in sorted(memories))
                message = f"{' or '.join(cards)} has no partition {text}: the pod stays pending"
                fix = f"Its partitions have {shown} GB." if shown else "It has no MIG: leave the partition out."
                yield ManifestFault(value.place, message, fix)


def _other_names(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return resources of NVIDIA's naming beside a selector on what GKE shares itself."""
    for ask in gpu_asks(manifests):
        keys = {one.key for one in selected(ask.workload.pod)} & {PARTITION, STRATEGY}
        plain = plain_name(ask.resource)
        if keys and ask.resource != GPU and (plain == GPU or plain.startswith(MIG_PREFIX)):
            message = (
                f"GKE calls what it shares or cuts {GPU}, so that no node has {ask.resource}: the pod stays pending"
            )
            yield ManifestFault(ask.amount.quantity.place, message, f"Write {GPU}.", on_key=True)


RULE = ManifestRule(
    "WRK219",
    "Label or resource that no node of GKE has",
    Severity.ERROR,
    why="GKE labels the nodes of a GPU pool by how the pool was made: the accelerator's name, time-sharing or mps, the "
    "number of clients, the size of a partition. Pods select these letter by letter, and ask for nvidia.com/gpu "
    "whether the GPU is whole, shared or cut.",
    fix="Write what `kubectl get nodes --show-labels` shows.",
    source="https://cloud.google.com/kubernetes-engine/docs/how-to/timesharing-gpus, .../gpus-multi and .../gpus; "
    "generator/ecosystem/gke.py",
    bad="""\
apiVersion: v1
kind: Pod
metadata:
  name: shared
  annotations:
    cloud.google.com/gke-gpu-sharing-strategy: time-sharing  # <- here
spec:
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    cloud.google.com/gke-accelerator: nvidia-tesla-l4  # <- here
    cloud.google.com/gke-gpu-sharing-strategy: TIME_SHARING  # <- here
    cloud.google.com/gke-max-shared-clients-per-gpu: "64"  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: v1
kind: Pod
metadata: {name: cut}
spec:
  nodeSelector:
    cloud.google.com/gke-gpu-partition-size: 1g.5gb
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/mig-1g.5gb: 1  # <- here
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    cloud.google.com/gke-accelerator: nvidia-l4
    cloud.google.com/gke-gpu-sharing-strategy: time-sharing
    cloud.google.com/gke-max-shared-clients-per-gpu: "4"
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: v1
kind: Pod
metadata: {name: cut}
spec:
  nodeSelector:
    cloud.google.com/gke-gpu-partition-size: 1g.5gb
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
