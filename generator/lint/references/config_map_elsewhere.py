"""A ConfigMap that is named but cannot be found under that name, or not in that namespace."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.near import nearest
from generator.lint.common.references import (
    METRICS_KEY,
    Reference,
    metrics_references,
    mig_references,
    plugin_references,
    text_of,
)
from generator.lint.references._driver_maps import MIG_MANAGER, VGPU_MANAGER, driver_maps
from generator.lint.references._vgpu_files import vgpu_maps
from generator.model.finding import Severity
from generator.model.manifest import ConfigMapKeys, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_ALIKE = 0.7
_OF_OPERATOR = frozenset({"default-mig-parted-config", "default-gpu-clients", "default-vgpu-devices-config"})
"""ConfigMaps that the operator makes; source: NVIDIA/gpu-operator assets/state-mig-manager, -vgpu-device-manager."""
_OLD_NAMESPACE = "gpu-operator-resources"
"""Up to v1.8 the operands ran there; source: NVIDIA/gpu-operator release notes of v1.9.0."""


class _There(NamedTuple):
    """The ConfigMaps of one name: the first, and the namespaces of all."""

    first: ConfigMapKeys
    namespaces: frozenset[str | None]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    of_driver = [one for one in driver_maps(manifests) if not one.is_secret]
    clients = [one.reference for one in of_driver if one.reader == MIG_MANAGER]
    configurations: dict[str, tuple[Iterator[Reference], list[str | None]]] = {
        "device plugin": (plugin_references(manifests), [one.name for one in manifests.plugin_configs]),
        "MIG manager": (chain(mig_references(manifests), clients), [one.name for one in manifests.mig_configs]),
        "metrics exporter": (
            metrics_references(manifests),
            [*(one.name for one in manifests.config_maps if METRICS_KEY in one.keys)],
        ),
    }
    configurations["driver"] = (iter([one.reference for one in of_driver if not one.reader]), [])
    devices = [one.reference for one in of_driver if one.reader == VGPU_MANAGER]
    configurations["vGPU device manager"] = (iter(devices), [one.name for one in vgpu_maps(manifests)])
    by_name: dict[str, list[ConfigMapKeys]] = {}
    for one in manifests.config_maps:
        by_name.setdefault(one.name, []).append(one)
    there = {name: _There(found[0], frozenset(one.namespace for one in found)) for name, found in by_name.items()}
    is_moved = any(use.value("namespaceOverride") for use in manifests.charts)
    for reader, (references, names) in configurations.items():
        others, near = [name for name in names if name], dict[str, str | None]()
        for reference in references:
            if reference.made is None:
                found = there.get(text_of(reference.name))
                if found is None:
                    yield from _of_missing(reference, reader, others, near)
                elif not is_moved:
                    yield from _of_reference(reference, found)
    yield from _of_old_namespace(manifests)


def _of_old_namespace(manifests: Manifests) -> Iterator[ManifestFault]:
    names = {one.name for one in manifests.plugin_configs} | {one.name for one in manifests.mig_configs}
    if all(use.namespace is None for use in manifests.charts):
        for found in manifests.config_maps:
            if found.namespace == _OLD_NAMESPACE and found.name in names:
                yield ManifestFault(
                    found.place.below("metadata", "namespace"),
                    f"{_OLD_NAMESPACE} is where gpu-operator ran its parts up to v1.8, and where MicroK8s installs it",
                    "Elsewhere write the namespace that it is installed in, mostly gpu-operator.",
                )


def _of_missing(
    reference: Reference, reader: str, others: list[str], known: dict[str, str | None]
) -> Iterator[ManifestFault]:
    name = text_of(reference.name)
    if name not in _OF_OPERATOR:
        # A fleet names one ConfigMap everywhere, and each search goes through all names.
        if name not in known:
            known[name] = nearest(name, others, _ALIKE)
        near = known[name]
        message = f"the ConfigMap {name} that the {reader} is to read was not found in what was given"
        hint = f"Did you mean {near}?" if near else None
        yield ManifestFault(reference.name.place, message, hint, severity=Severity.WARNING if near else Severity.INFO)


def _of_reference(reference: Reference, found: _There) -> Iterator[ManifestFault]:
    name, namespaces = text_of(reference.name), found.namespaces
    if name in _OF_OPERATOR or not reference.namespace or None in namespaces or reference.namespace in namespaces:
        return
    stands = ", ".join(sorted(namespace for namespace in namespaces if namespace))
    moved = found.first.moved
    installed = GPU_OPERATOR if reference.maker == "ClusterPolicy" else reference.maker
    yield ManifestFault(
        found.first.place.below("metadata", "namespace") if moved is None else moved.place,
        f"the ConfigMap {name} is in namespace {stands}, but {installed} is installed in {reference.namespace}",
        f"Write `namespace: {reference.namespace}`.",
        severity=Severity.ERROR,
    )


RULE = ManifestRule(
    "REF203",
    "Configuration that is not where it is looked for",
    Severity.INFO,
    why="The DaemonSets mount the ConfigMap by its name from their own namespace. Where there is none their pods wait "
    "in ContainerCreating, and the nodes advertise no GPU.",
    fix="Give the ConfigMap this name, or lint the file that holds it too.",
    source="NVIDIA/gpu-operator controllers/object_controls.go, handleDevicePluginConfig; NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/templates/daemonset-device-plugin.yml",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    devicePlugin: {config: {name: sharing, default: any}}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: sharing
  namespace: kube-system  # <- here
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    devicePlugin: {config: {name: sharing, default: any}}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: sharing
  namespace: gpu-operator
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
