"""A node label that names a MIG layout which is not there."""

from collections.abc import Iterator

from generator.facts.mig import all_mig_families
from generator.lint._mig_use import named_elsewhere, own_layouts
from generator.lint._references import listed, node_labels, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.mig import mig_config_name
from generator.model.plan import MIG_LABEL

_ALWAYS = frozenset({"all-disabled", "all-enabled", "all-balanced"})


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    own = own_layouts(manifests)
    for label in node_labels(manifests, MIG_LABEL):
        name = text_of(label.value)
        if own is not None and name and name not in own:
            message = f"the MIG layout {name} is not in the configuration, which has {listed(own)}"
            yield ManifestFault(label.value.place, message, f"Write one of its layouts, or add {name} to it.")
        elif own is None and not named_elsewhere(manifests) and name and name not in _defaults():
            message = f"{name} is no layout of NVIDIA's own configuration, and none of yours is among the files"
            severity = Severity.WARNING if name.startswith("all-") else Severity.INFO
            yield ManifestFault(label.value.place, message, severity=severity)


def _defaults() -> frozenset[str]:
    """Return the names that the operator's own configuration has for any card."""
    profiles = {mig_config_name(profile.name) for family in all_mig_families() for profile in family.profiles}
    return _ALWAYS | profiles


RULE = ManifestRule(
    "REF205",
    "Node label that names no MIG layout",
    Severity.ERROR,
    why="The MIG manager looks the name up before it does anything; for an unknown one it sets "
    "nvidia.com/mig.config.state to failed and leaves the GPUs as they are.",
    fix="Write the name of a layout under mig-configs.",
    source="NVIDIA/mig-parted deployments/container/reconfigure-mig.sh (assert --valid-config)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      inference:
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
---
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager: {config: {name: layouts, default: all-disabled}}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/mig.config: inferense  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: layouts, namespace: gpu-operator}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      inference:
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
---
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  migManager: {config: {name: layouts, default: all-disabled}}
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/mig.config: inference
""",
    check=_check,
)
