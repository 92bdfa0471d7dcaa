"""A node label that names an entry which the device plugin's configuration lacks."""

from collections.abc import Iterator

from generator.lint.common.near import nearest
from generator.lint.common.references import NodeLabel, listed, node_labels, plugin_links, plugin_references, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import CONFIG_LABEL


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    links = plugin_links(manifests)
    if len(links) < len(tuple(plugin_references(manifests))):
        return  # a label may be for the cluster whose configuration is elsewhere
    if not links:
        yield from _of_maps(manifests)
    keys = frozenset(key for link in links for key in link.keys)
    for label in node_labels(manifests, CONFIG_LABEL) if keys else ():
        entry = text_of(label.value)
        if entry and entry not in keys:
            yield ManifestFault(
                label.value.place,
                f"{_whom(label)} asks for the entry {entry}, but the device plugin's configuration has {listed(keys)}",
                f"Did you mean {near}?"
                if (near := nearest(entry, keys))
                else f"Write one of its entries, or add {entry}.",
            )


def _whom(label: NodeLabel) -> str:
    return f"node {label.node}" if label.node else f"a {label.what}"


def _of_maps(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return labels that name a ConfigMap in the place of an entry, where no file says which one is read."""
    maps = {one.name: one for one in manifests.plugin_configs if one.name and one.entries}
    keys = {entry.key for one in manifests.plugin_configs for entry in one.entries}
    for label in node_labels(manifests, CONFIG_LABEL):
        found = maps.get(text_of(label.value))
        if found is not None and found.name not in keys:
            entries = [entry.key for entry in found.entries]
            message = (
                f"{_whom(label)} asks for an entry by the name of the ConfigMap {found.name}, whose entries are "
                f"{listed(entries)}"
            )
            yield ManifestFault(label.value.place, message, f"Write {entries[0]}.", severity=Severity.WARNING)


RULE = ManifestRule(
    "REF201",
    "Node label that names no entry",
    Severity.ERROR,
    why="The config manager beside the plugin looks the label up and ends with an error where there is no such entry. "
    "Before plugin v0.18.2 nothing starts on that node. Since then the plugin begins with the default entry, mostly "
    "before the label is seen, and keeps to it: the node shares otherwise than its label says.",
    fix="Write an entry that the ConfigMap has.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go, updateConfigName and SyncableConfig.Get; run at "
    "v0.19.3",
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
metadata: {name: sharing, namespace: gpu-operator}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/device-plugin.config: rtx-3090  # <- here
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
metadata: {name: sharing, namespace: gpu-operator}
data:
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/device-plugin.config: any
""",
    check=_check,
)
