"""A node label that names a MIG layout which is not there."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.facts.mig_defaults import default_layouts, layout_since
from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.mig_names import profiles_by_layout
from generator.lint.common.mig_use import named_elsewhere, own_layouts
from generator.lint.common.references import listed, node_labels, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.plan import MIG_LABEL

_ALWAYS = frozenset({"all-disabled", "all-enabled", "all-balanced"})


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    own = own_layouts(manifests)
    for label in node_labels(manifests, MIG_LABEL):
        name = text_of(label.value)
        if own is not None and name and name not in own:
            message = f"the MIG layout {name} is not in the configuration, which has {listed(own)}"
            yield ManifestFault(label.value.place, message, f"Write one of its layouts, or add {name} to it.")
        elif own is None and not named_elsewhere(manifests) and name:
            yield from _of_operators_own(label.value, name, manifests)


def _of_operators_own(label: Value, name: str, manifests: Manifests) -> Iterator[ManifestFault]:
    """Look a layout up in the operator's own configuration: that of its release where this is known."""
    releases = _releases(manifests)
    layouts = [default_layouts(release) for release in releases]
    if releases and all(one is not None and name not in one for one in layouts):
        since = layout_since(name)
        later = "" if since is None else f": it came with {since}"
        message = f"the operator's own configuration has no MIG layout {name} in {_listed(releases)}{later}"
        fix = "Name a configuration of yours that has it in migManager.config.name"
        yield ManifestFault(label.place, message, f"{fix}." if since is None else f"{fix}, or take {since} or newer.")
    elif name not in _defaults():
        message = f"{name} is no layout of NVIDIA's own configuration, and none of yours is among the files"
        severity = Severity.WARNING if name.startswith("all-") else Severity.INFO
        yield ManifestFault(label.place, message, severity=severity)


def _releases(manifests: Manifests) -> tuple[Numbers, ...]:
    """Return the operator's releases, oldest first; none where one is not known, or may be told a configuration."""
    uses = [use for use in manifests.charts if use.chart == GPU_OPERATOR]
    found = {exact_numbers(use.stated or "") if use.whole else None for use in uses}
    known = sorted(one for one in found if one is not None)
    return () if manifests.policies or len(known) != len(found) else tuple(known)


def _listed(releases: tuple[Numbers, ...]) -> str:
    return listed("v" + ".".join(map(str, release)) for release in releases)


def _defaults() -> frozenset[str]:
    """Return the names that the operator's own configuration has for any card."""
    return _ALWAYS | profiles_by_layout().keys()


RULE = ManifestRule(
    "REF205",
    "Node label that names no MIG layout",
    Severity.ERROR,
    why="The MIG manager looks the name up before it does anything; for an unknown one it sets "
    "nvidia.com/mig.config.state to failed and leaves the GPUs as they are.",
    fix="Write the name of a layout under mig-configs.",
    source="NVIDIA/mig-parted deployments/container/reconfigure-mig.sh (assert --valid-config); NVIDIA/gpu-operator "
    "assets/state-mig-manager/0400_configmap.yaml at each release",
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
