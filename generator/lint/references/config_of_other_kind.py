"""A MIG layout given to the device plugin, or a plugin configuration given to the MIG manager."""

from collections.abc import Iterator

from generator.lint.common.references import Reference, mig_references, plugin_references, text_of
from generator.model.config_kinds import is_mig_entry, is_plugin_entry
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    both = (*manifests.plugin_configs, *manifests.mig_configs)
    layouts = {one.name for one in both if one.name and any(map(is_mig_entry, one.entries))}
    sharing = {one.name for one in both if one.name and any(map(is_plugin_entry, one.entries))}
    for reference in plugin_references(manifests):
        yield from _of_reference(reference, layouts - sharing, "MIG layouts", "devicePlugin", "migManager.config.name")
    for reference in mig_references(manifests):
        yield from _of_reference(
            reference, sharing - layouts, "the device plugin's configuration", "migManager", "devicePlugin.config.name"
        )


def _of_reference(
    reference: Reference, others: set[str], what: str, reader: str, right: str
) -> Iterator[ManifestFault]:
    name = text_of(reference.name)
    if reference.made is None and name in others:
        message = f"the ConfigMap {name} holds {what}, of which {reader} reads nothing"
        yield ManifestFault(reference.name.place, message, f"Name it in {right} instead.")


RULE = ManifestRule(
    "REF207",
    "Configuration of another program",
    Severity.ERROR,
    why="MIG layouts are read by the MIG manager, from migManager.config; how devices are shared is read by the device "
    "plugin, from devicePlugin.config. The one passes over what is the other's.",
    fix="Name it where it is read.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go; NVIDIA/mig-parted api/spec/v1/spec.go; "
    "NVIDIA/gpu-operator controllers/object_controls.go",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager:
    config:
      name: layouts
  devicePlugin:
    config:
      name: layouts  # <- here
---
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager:
    config:
      name: layouts
---
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
""",
    check=_check,
)
