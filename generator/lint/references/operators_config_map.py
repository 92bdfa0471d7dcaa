"""A ConfigMap under a name that the operator keeps for its own."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, ConfigMapKeys, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value


class _Own(NamedTuple):
    """What the operator makes where `part` is switched on; `field` names another, and is empty where none can."""

    part: str
    field: tuple[str, ...]


_OWN = {
    "default-mig-parted-config": _Own("migManager", ("migManager", "config", "name")),
    "default-gpu-clients": _Own("migManager", ("migManager", "gpuClientsConfig", "name")),
    "nvidia-mig-manager-entrypoint": _Own("migManager", ()),
    "nvidia-device-plugin-entrypoint": _Own("devicePlugin", ()),
    "nvidia-container-toolkit-entrypoint": _Own("toolkit", ()),
}
"""The operator's ConfigMaps by name; source: NVIDIA/gpu-operator assets/*/*configmap*.yaml, v23.3.2 to v26.7.0."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    operators: list[ChartUse | ClusterPolicy] = [one for one in manifests.charts if one.chart == GPU_OPERATOR]
    operators += manifests.policies
    for config_map in manifests.config_maps:
        own = _OWN.get(config_map.name)
        if own is None or not _is_meant(config_map, operators) or _is_mounted(config_map.name, manifests):
            continue
        if not any(_lets_be(one, config_map.name, own) for one in operators):
            known = bool(operators or config_map.namespace)
            yield _fault(config_map.place.below("metadata", "name"), config_map.name, own, known=known)
    for use in manifests.charts:
        yield from _of_values(use)


def _of_values(use: ChartUse) -> Iterator[ManifestFault]:
    """Find a ConfigMap of that name which the chart makes from its values."""
    for name, own in _OWN.items():
        said = use.value(*own.field) if own.field and use.chart == GPU_OPERATOR else None
        if said is not None and said.tree == name and _is_made(use, own) and not _lets_be(use, name, own):
            yield _fault(said.place, name, own, known=True)


def _is_made(use: ChartUse, own: _Own) -> bool:
    """Say whether the chart makes a ConfigMap: with `create` and something in it (templates/mig_config.yaml)."""
    create, data = (use.value(*own.field[:-1], key) for key in ("create", "data"))
    return create is not None and create.tree is True and data is not None and bool(data.tree)


def _fault(place: Place, name: str, own: _Own, *, known: bool) -> ManifestFault:
    message = f"{name} is a ConfigMap that gpu-operator makes: it puts its own content in place of this one"
    field = ".".join(own.field)
    fix = f"Give yours another name, and write that in {field}." if field else "Give yours another name."
    return ManifestFault(place, message, fix, severity=None if known else Severity.INFO)


def _is_meant(config_map: ConfigMapKeys, operators: list[ChartUse | ClusterPolicy]) -> bool:
    """Say whether somebody wrote this for the operator's namespace; its own manifests say the namespace in words."""
    namespace = config_map.namespace or ""
    if " " in namespace or config_map.hashed or config_map.of_cluster:
        return False
    spaces = {one.namespace for one in operators if isinstance(one, ChartUse) and one.namespace}
    # Where neither says it, kubectl or Helm is told.
    return config_map.moved is None and (not namespace or not spaces or namespace in spaces)


def _lets_be(operator: ChartUse | ClusterPolicy, name: str, own: _Own) -> bool:
    """Say whether an operator leaves the name alone, or may do so: its part is off, or it is told another name."""
    if _enabled(operator, own.part) is False:
        return True
    said = _said(operator, own.field)
    if said is not None:
        return said.tree not in ("", name)
    return bool(own.field) and isinstance(operator, ChartUse) and not operator.whole


def _enabled(operator: ChartUse | ClusterPolicy, part: str) -> object:
    if isinstance(operator, ChartUse):
        return ends_up_with(operator, part, "enabled")
    enabled = operator.spec.get(part, "enabled")
    return None if enabled is None else enabled.tree


def _said(operator: ChartUse | ClusterPolicy, field: tuple[str, ...]) -> Value | None:
    if not field:
        return None
    return operator.value(*field)


def _is_mounted(name: str, manifests: Manifests) -> bool:
    """Say whether a pod among the files reads the ConfigMap: mig-parted runs without the operator too."""
    return any(
        volume.text("configMap", "name") == name
        for workload in manifests.workloads
        for volume in workload.pod.elements("volumes")
    )


RULE = ManifestRule(
    "REF213",
    "ConfigMap under a name of the operator's",
    Severity.WARNING,
    why="The operator creates its own ConfigMap of this name, or updates the one that is there, whenever it "
    "reconciles: what was written into it is lost. It leaves that alone once it is told the name of another one.",
    fix="Give the ConfigMap another name, and name that one to the operator.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (createConfigMap); "
    "https://github.com/NVIDIA/gpu-operator/issues/384",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: default-mig-parted-config  # <- here
  namespace: gpu-operator
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: mig-layouts
  namespace: gpu-operator
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
""",
    check=_check,
)
