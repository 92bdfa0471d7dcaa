"""A PriorityClass or RuntimeClass that a GPU pod names and the files lack."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.priority_classes import SYSTEM_PRIORITIES
from generator.lint.common.clusters import are_apart
from generator.lint.common.names import is_left_open, is_object_name
from generator.lint.common.near import nearest
from generator.lint.common.operator_setups import setups
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later

_no_name = re.compile(r"[^a-z0-9.-]+")
_ALWAYS_THERE = frozenset(SYSTEM_PRIORITIES)
_OF_NODES = "system-node-critical"
"""The one of them that is for what every node needs, as DaemonSets are."""
_SHIPPED = frozenset(
    {"nvidia", "nvidia-cdi", "nvidia-legacy", "nvidia-experimental", "kata-nvidia-gpu", "kata-qemu-nvidia-gpu"}
    | {"kata-qemu-nvidia-gpu-snp", "kata-qemu-nvidia-gpu-tdx"}
)
"""RuntimeClasses that gpu-operator, K3s, RKE2, Talos' guide and Kata make, or their users."""
_OF_OPERATOR = frozenset({"nvidia", "nvidia-cdi", "nvidia-legacy"})


class Named(NamedTuple):
    """A field of a pod, the kind that it names, and names of that kind that need no file."""

    field: str
    kind: str
    known: frozenset[str]


_ALIKE = 0.8
_NAMED = (
    Named("priorityClassName", "PriorityClass", _ALWAYS_THERE),
    Named("runtimeClassName", "RuntimeClass", _SHIPPED),
)
_RESERVED = "system-"
_IN_CHARTS = {
    DEVICE_PLUGIN: (("priorityClassName",),),
    GPU_OPERATOR: (("daemonsets", "priorityClassName"), ("operator", "priorityClassName")),
}
"""Where charts take the class of their own pods; source: their templates, and NVIDIA/gpu-operator
controllers/object_controls.go (Daemonsets.PriorityClassName)."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    by_nri = _hands_out_by_nri(manifests)
    for named in _NAMED:
        there = {one.name for one in manifests.of_kind(named.kind)}
        for workload in manifests.workloads:
            value = workload.pod.get(named.field)
            name = value.tree if value is not None else None
            if value is not None and isinstance(name, str) and name and name not in named.known | there:
                if _is_reserved(name, named):
                    yield _reserved(value, name)
                elif is_object_name(name) is not None or is_left_open(name):
                    yield _fault(value, name, named, there)
                elif not workload.loose:  # in values another rule tells it
                    yield _refused(value, name, named)
            elif value is not None and isinstance(name, str) and name in _OF_OPERATOR - there and not workload.loose:
                yield from _not_made(value, name, by_nri)

    classes = {one.name for one in manifests.of_kind(_NAMED[0].kind)}
    for value in _of_charts(manifests):
        if isinstance(value.tree, str) and value.tree not in classes and _is_reserved(value.tree, _NAMED[0]):
            yield _reserved(value, value.tree)


def _of_charts(manifests: Manifests) -> Iterator[Value]:
    """Return the priority classes that NVIDIA's charts and hand-made objects of the operator give their pods."""
    for use in manifests.charts:
        found = (use.value(*way) for way in _IN_CHARTS.get(use.chart, ()))
        yield from (one for one in found if one is not None)
    for policy in manifests.policies:
        found = (policy.spec.get(*way) for way in _IN_CHARTS[GPU_OPERATOR])
        yield from (one for one in found if one is not None)


def _is_reserved(name: str, named: Named) -> bool:
    is_priority = named.field == _NAMED[0].field and name.startswith(_RESERVED)
    return is_priority and name not in named.known and not is_left_open(name) and not is_filled_in_later(name)


def _reserved(value: Value, name: str) -> ManifestFault:
    message = f"no PriorityClass can be called {name}, since names that begin with {_RESERVED} are reserved"
    near = nearest(name, _ALWAYS_THERE)
    fix = f"Did you mean {near}?" if near else f"Write {_OF_NODES}, or the name of a class of your own."
    return ManifestFault(value.place, f"{message}: the API server refuses the pods", fix, severity=Severity.ERROR)


def _not_made(value: Value, name: str, by_nri: list[Place]) -> Iterator[ManifestFault]:
    if any(not are_apart(one, value.place) for one in by_nri):
        message = f"no RuntimeClass {name} was found in what was given, and under cdi.nriPluginEnabled"
        fix = "Leave it out: NRI hands out the GPUs. Where K3s or RKE2 brings the class it may stay."
        yield ManifestFault(value.place, f"{message} the operator makes none", fix)


def _hands_out_by_nri(manifests: Manifests) -> list[Place]:
    """Return where the operator is told to have a plugin for NRI hand out the GPUs: it makes no RuntimeClasses then.

    Source: NVIDIA/gpu-operator controllers/state_manager.go (isStateEnabled, pre-requisites: v26.3.0 to v26.7.0).
    """
    path = ("cdi", "nriPluginEnabled")
    return [setup.place(*path) for setup in setups(manifests) if setup.tree(*path) is True]


def _refused(value: Value, name: str, named: Named) -> ManifestFault:
    right = _no_name.sub("-", name.strip().lower()).strip("-.")
    message = f"{name!r} cannot be a {named.kind}'s name, which has small letters, digits, dots and hyphens: the API "
    fix = f"Write {right}." if right else None
    return ManifestFault(value.place, f"{message}server refuses the pod", fix, severity=Severity.ERROR)


def _fault(value: Value, name: str, named: Named, there: set[str]) -> ManifestFault:
    near = nearest(name, there | named.known, _ALIKE)
    message = f"no {named.kind} {name} was found in what was given"
    if near is not None:
        return ManifestFault(value.place, message, f"Did you mean {near}?", severity=Severity.WARNING)
    return ManifestFault(value.place, message)


RULE = ManifestRule(
    "WRK207",
    "Class that was not found",
    Severity.INFO,
    why="The API server refuses a pod whose PriorityClass or RuntimeClass does not exist; a Deployment then stands at "
    "0 pods without a word in `kubectl get pods`.",
    fix="Make it, or lint the file that holds it too.",
    source="kubernetes/kubernetes plugin/pkg/admission/priority/admission.go and plugin/pkg/admission/runtimeclass; "
    "pkg/apis/scheduling/validation/validation.go (system-); "
    "pkg/apis/core/validation/validation.go (ValidatePriorityClassName, ValidateRuntimeClassName)",
    bad="""\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: inference}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  priorityClassName: inferense  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: inference}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  priorityClassName: inference
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
