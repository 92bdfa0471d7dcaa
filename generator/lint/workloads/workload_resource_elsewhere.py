"""A GPU resource that the configuration among the files gives another name."""

from collections.abc import Iterator

from generator.lint.common.advertised import Advertised, advertised_or_meant
from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.workloads import gpu_asks, may_be_advertised
from generator.lint.workloads._mig_strategy import InForce, strategy_in_force
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import SHARED_SUFFIX

_WITHOUT_NAMES = ("none", "single")
"""Strategies under which MIG devices have no names of their own."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = advertised_or_meant(manifests)
    yield from _by_strategy(manifests, known)
    if known is not None:
        yield from _by_configuration(manifests, known)


def _by_configuration(manifests: Manifests, known: Advertised) -> Iterator[ManifestFault]:
    for ask in gpu_asks(manifests):
        if may_be_advertised(ask.resource) and not known.may_have(ask.resource):
            message = f"the configuration makes no node advertise {ask.resource}: the pod stays pending"
            fix = _fix(ask.resource, known)
            yield ManifestFault(ask.amount.quantity.place, message, fix, on_key=True, severity=known.severity)


def _by_strategy(manifests: Manifests, known: Advertised | None) -> Iterator[ManifestFault]:
    """Judge MIG devices of which the strategy alone says that they are not there."""
    strategy = strategy_in_force(manifests)
    if strategy is None or strategy.value not in _WITHOUT_NAMES:
        return
    seen = {amount.resource for node in manifests.nodes for amount in node.advertised}
    for ask in gpu_asks(manifests):
        if not ask.resource.startswith(MIG_PREFIX) or ask.resource in seen or not may_be_advertised(ask.resource):
            continue
        if known is not None and not known.may_have(ask.resource):
            continue  # The configuration says so by itself.
        yield ManifestFault(
            ask.amount.quantity.place,
            f"no node advertises {ask.resource} under MIG strategy {strategy.value} ({strategy.said_by}): the pod "
            "stays pending",
            _strategy_fix(strategy),
            on_key=True,
            severity=None if strategy.is_said else Severity.WARNING,
        )


def _strategy_fix(strategy: InForce) -> str:
    if strategy.value == "single":
        return f"Set the strategy to mixed, or write {GPU}, as single calls every MIG device."
    return "Set the strategy to mixed: under none the plugin does not see MIG devices."


def _fix(resource: str, known: Advertised) -> str:
    plain = resource.removesuffix(SHARED_SUFFIX)
    if any(plain in entry.renamed for entry in known.entries):
        return f"Write {plain}{SHARED_SUFFIX}: renameByDefault gives the shared resource that name."
    if plain.startswith(MIG_PREFIX) and not known.may_have(plain):
        device = GPU if known.may_have(GPU) else GPU + SHARED_SUFFIX
        return f"Write {device}, as the MIG strategy in force calls MIG devices, or set the strategy to mixed."
    if resource != plain:
        shared = any(plain in entry.shared for entry in known.entries)
        rename = "set `renameByDefault: true`" if shared else f"share {plain} with `renameByDefault: true`"
        return f"Write {plain}, or {rename}."
    return "Write a name that the configuration shares or leaves as it is."


RULE = ManifestRule(
    "WRK203",
    "Resource under another name",
    Severity.ERROR,
    why="With renameByDefault a shared resource is advertised with .shared and no longer under its own name; MIG "
    "devices have names of their own only under the strategy mixed.",
    fix="Write the name that the nodes advertise.",
    source="NVIDIA/k8s-device-plugin api/config/v1/sharing.go, internal/rm/device_map.go and nvml_devices.go",
    bad="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {renameByDefault: true, resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1  # <- here
""",
    good="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {renameByDefault: true, resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu.shared: 1
""",
    check=_check,
)
