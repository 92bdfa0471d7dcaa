"""Flags of the device plugin's file that the environment beats."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.plugin_files import PluginFile, plugin_files
from generator.lint.common.plugin_keys import Seen, keys_of
from generator.lint.common.plugin_overrides import DEFAULTS, Override, Overrides, as_text, by_operator
from generator.lint.common.plugin_use import is_of_operator, users
from generator.lint.common.resource_names import MIG_PREFIX, full_name
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    overrides = Overrides(manifests)
    for file in plugin_files(manifests, in_part=False):
        found = overrides.of(file.config_map)
        if not users(file.config_map, manifests) and is_of_operator(file.config_map, manifests):
            found = by_operator()
        if not found:
            continue
        for seen in keys_of(file.content):
            path = seen.key.path if seen.key else ""
            if seen.value.tree is not None and path in found:
                yield from _of_flag(file, path, seen, found[path])


def _of_flag(file: PluginFile, path: str, seen: Seen, override: Override) -> Iterator[ManifestFault]:
    written = as_text(seen.value.tree)
    if override.value is not None and override.value == written:
        return
    instead = "" if override.value is None else f", which is {override.value}"
    message = f"{path} has no effect: {override.said_by} beats it{instead}"
    yield ManifestFault(seen.value.place, message, _fix(path, override), severity=_severity(file, path, seen, override))


def _severity(file: PluginFile, path: str, seen: Seen, override: Override) -> Severity:
    written = as_text(seen.value.tree)
    if override.value is None or written == DEFAULTS.get(path):
        return Severity.INFO
    if path == "flags.migStrategy" and written == "mixed" and _shares_mig(file):
        return Severity.ERROR
    return Severity.WARNING


def _shares_mig(file: PluginFile) -> bool:
    named = (seen.value.tree for seen in keys_of(file.content) if seen.key is not None and seen.key.name == "name")
    return any(isinstance(name, str) and full_name(name).startswith(MIG_PREFIX) for name in named)


def _fix(path: str, override: Override) -> str:
    if path == "flags.migStrategy" and "mig.strategy" in override.said_by:
        return "Say it once for the cluster in `mig.strategy`, and delete it here."
    if path == "flags.mpsRoot":
        of_chart = "of the chart" in override.said_by or "the chart's" in override.said_by
        return f"Delete it, or set {'mps.root' if of_chart else 'devicePlugin.mps.root in the ClusterPolicy'}."
    if GPU_OPERATOR in override.said_by:
        return f"Delete it here; for the whole cluster set {override.said_by.rpartition(' ')[2]} in devicePlugin.env."
    value = override.said_by.partition(" ")[0]
    return f"Say it in one place: delete it here, or take {value} out of the chart's values."


RULE = ManifestRule(
    "SHR202",
    "Flag that the environment beats",
    Severity.WARNING,
    why="The plugin takes what stands in its environment before what stands in its file, and the chart or gpu-operator "
    "sets this variable on every node: what the entry says is read and then overridden.",
    fix="Delete it here, and set it where it counts.",
    source="NVIDIA/k8s-device-plugin api/config/v1/config.go, NewConfig; NVIDIA/gpu-operator "
    "assets/state-device-plugin/0500_daemonset.yaml and controllers/object_controls.go, applyMIGConfiguration",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    mig: {strategy: single}
    devicePlugin:
      config:
        create: true
        name: sharing
        default: any
        data:
          any: |
            version: v1
            flags:
              migStrategy: mixed  # <- here
              plugin:
                deviceIDStrategy: index  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    mig: {strategy: mixed}
    devicePlugin:
      config:
        create: true
        name: sharing
        default: any
        data:
          any: |
            version: v1
            flags:
              migStrategy: mixed
              plugin:
                deviceIDStrategy: uuid
""",
    check=_check,
)
