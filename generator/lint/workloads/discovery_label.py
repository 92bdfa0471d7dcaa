"""A selector on a label of GPU feature discovery with a value that no node can have."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.discovery_labels import (
    FAMILY,
    FAMILY_BEFORE,
    MAJOR,
    MEMORY,
    MIG_STRATEGY,
    MINOR,
    NUMBERS,
    WORDS,
)
from generator.facts.gpus import find_gpu
from generator.lint.common.known_gpus import Age, KnownGpus, age_of_discovery, known_gpus
from generator.lint.common.near import slip
from generator.lint.common.nodes import labelled_otherwise
from generator.lint.common.selectors import Condition, hopeless, none_holds, preferences, selected, terms
from generator.lint.workloads._label_bounds import MOST_DIGITS, fix_of_capability, is_beyond, no_bound
from generator.lint.workloads._node_choices import node_choices
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_CAPABILITY = re.compile(r"(\d{1,2})\.(\d)")
_SHORTEST = 3
_SIGNS = {"In": "=", "Gt": ">", "Lt": "<"}
_YES_AND_NO = {"1": "true", "yes": "true", "on": "true", "0": "false", "no": "false", "off": "false"}


class _Known(NamedTuple):
    """What is known of the nodes: labels that the files give to them, GPUs, and the release of feature discovery."""

    given: frozenset[tuple[str, str]]
    given_keys: frozenset[str]
    gpus: KnownGpus | None
    age: Age


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    choices = list(node_choices(manifests))
    if not manifests.workloads and not choices:
        return
    labels = ((key, value.tree) for one in manifests.labelled for key, value in one.labels)
    given = frozenset((key, tree) for key, tree in labels if isinstance(tree, str))
    known = _Known(given, labelled_otherwise(manifests), known_gpus(manifests), age_of_discovery(manifests))
    for workload in manifests.workloads:
        yield from _of_workload(workload, known)
    for choice in choices:
        yield from none_holds(choice, lambda one: tuple(_never_at_all(one, known)))


def _of_workload(workload: Workload, known: _Known) -> Iterator[ManifestFault]:
    faults = list(hopeless(workload.pod, lambda one: tuple(_judge(one, known))))
    yield from faults
    told = {fault.place for fault in faults}
    every = (
        *selected(workload.pod),
        *(one for term in terms(workload.pod) for one in term),
        *preferences(workload.pod),
    )
    for condition in every:
        for fault in _never(condition, known):
            if fault.place not in told:
                yield fault._replace(severity=Severity.WARNING)


def _judge(condition: Condition, known: _Known) -> Iterator[ManifestFault]:
    """Return the faults of a condition that no node satisfies."""
    never = list(_never_at_all(condition, known))
    yield from never
    if not never and not condition.is_open and not any(_never(condition, known)):
        yield from _of_other_gpus(condition, known)


def _never_at_all(condition: Condition, known: _Known) -> Iterator[ManifestFault]:
    """Return a fault for each wanted value if the label takes none of them."""
    found = () if condition.is_open else _never(condition, known)
    # A bound that keeps no node away is a fault of another kind.
    never = tuple(fault for fault in found if fault.severity is None)
    if condition.values and len(never) == len(condition.values):
        yield from never


def _never(condition: Condition, known: _Known) -> Iterator[ManifestFault]:
    """Return a fault for each wanted value that the label never takes."""
    key = condition.key
    words = WORDS.get(key)
    for value, text in condition.texts:
        if (key, text) in known.given or is_filled_in_later(text):
            continue
        if words is not None and text not in words:
            yield _no_word(value, key, text, words)
        elif key in NUMBERS and not (text.isascii() and text.isdecimal()):
            yield _no_number(value, key, text)
        elif key == MAJOR and is_beyond(text):
            message = f"no node has {key}={text}: the label is the number before the point"
            yield ManifestFault(value.place, message, fix_of_capability(text))
    if condition.operator in ("Gt", "Lt") and len(condition.values) == 1:
        yield from no_bound(condition, condition.values[0])


def _no_word(value: Value, key: str, text: str, words: tuple[str, ...]) -> ManifestFault:
    shown = ", ".join(word for word in words if word)
    if key == MIG_STRATEGY and text == "none":
        fix = "Write `operator: DoesNotExist` for this key in a node affinity, or leave the line out."
        return ManifestFault(value.place, f"no node has {key}=none: without a strategy it has no such label", fix)
    meant = _meant(text, words)
    fix = f"Did you mean {meant}?" if meant else f"Write one of {shown}."
    return ManifestFault(value.place, f"no node has {key}={text}: the label is one of {shown}", fix)


def _no_number(value: Value, key: str, text: str) -> ManifestFault:
    message = f"no node has {key}={text}: the label is a whole number{' of MiB' if key == MEMORY else ''}"
    found = _CAPABILITY.fullmatch(text)
    if key in (MAJOR, MINOR) and found:
        fix = f'Select {MAJOR}: "{found[1]}" and {MINOR}: "{found[2]}".'
        return ManifestFault(value.place, message, fix)
    return ManifestFault(value.place, message, f"Write it as nodes have it: `kubectl get nodes -L {key}`.")


def _meant(text: str, words: tuple[str, ...]) -> str | None:
    """Return the word that somebody may have meant."""
    plain = _letters(text)
    same = next((word for word in words if _letters(word) == plain), None)
    part = next((word for word in words if plain in word.split("-")), None) if len(plain) >= _SHORTEST else None
    found = same or slip(text, [word for word in words if word]) or part or None
    if found is None and words == WORDS[FAMILY]:
        gpu = find_gpu(text)
        return gpu.gfd_family if isinstance(gpu, Gpu) else None
    if found is None and "true" in words:
        return _YES_AND_NO.get(text.lower())
    return found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _of_other_gpus(condition: Condition, known: _Known) -> Iterator[ManifestFault]:
    """Return a fault where the GPUs of the cluster are known, and none of them has what is wanted."""
    key = condition.key
    values = None if known.gpus is None or key in known.given_keys else known.gpus.values(key)
    if known.gpus is None or values is None or not condition.values:
        return
    if any((key, text) in known.given for _, text in condition.texts):
        return
    before = known.gpus.families_before() if key == FAMILY and known.age is not Age.NEW else frozenset[str]()
    if known.age is Age.OLD:
        values, before = values | before, frozenset[str]()
    if any(_holds(condition, value) for value in values):
        return
    value = condition.values[0]
    have = " or ".join(sorted(values))
    wanted = f"{key}{_SIGNS[condition.operator]}{' or '.join(str(one.tree) for one in condition.values)}"
    message = f"no node has {wanted}: with {known.gpus.names} it is {have}"
    severity = known.gpus.severity
    once = next((one for one in sorted(before) if _holds(condition, one)), None)
    if once is not None:
        message += f", unless GPU feature discovery is older than {FAMILY_BEFORE[once]}"
        severity = Severity.WARNING if severity is Severity.ERROR else severity
    yield ManifestFault(
        value.place, message, f"Write {have}." if condition.operator == "In" else None, severity=severity
    )


def _holds(condition: Condition, there: str) -> bool:
    """Say whether a label's value will do; what cannot be told will do."""
    texts = [one.tree for one in condition.values]
    if condition.operator == "In" and all(isinstance(one, str) for one in texts):
        return there in texts
    bound = str(texts[0]) if texts else ""
    numbers = bound.isascii() and bound.isdecimal() and there.isdecimal() and len(bound) <= MOST_DIGITS
    if condition.operator not in ("Gt", "Lt") or not numbers:
        return True
    return int(there) > int(bound) if condition.operator == "Gt" else int(there) < int(bound)


RULE = ManifestRule(
    "WRK218",
    "Value that a label of feature discovery does not have",
    Severity.ERROR,
    why="GPU feature discovery and the operator give their labels words of a fixed set, and whole numbers without a "
    "unit. The scheduler compares them letter by letter, by Gt and Lt as whole numbers, so the pod stays pending.",
    fix="Write a value that nodes have: `kubectl get nodes --show-labels`.",
    source="NVIDIA/k8s-device-plugin internal/lm/resource.go (getArchFamily), nvml.go, mig-strategy.go, vgpu.go, "
    "api/config/v1/sharing.go (v0.15.0 to v0.20.0); NVIDIA/gpu-operator controllers/nodelabeling_controller.go; "
    "kubernetes/apimachinery pkg/labels/selector.go (NewRequirement: of Gt and Lt the value must be an integer)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.family: ada  # <- here
    nvidia.com/gpu.memory: 24Gi  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec:
  nodeSelector:
    nvidia.com/gpu.compute.major: "9"  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.family: ada-lovelace
    nvidia.com/gpu.memory: "24564"
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec:
  nodeSelector:
    nvidia.com/gpu.compute.major: "8"
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
    options=("--gpu", "NVIDIA-GeForce-RTX-4090"),
)
