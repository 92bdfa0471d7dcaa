"""What somebody most likely meant who wrote a value that the chart does not know."""

from collections.abc import Iterator

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR
from generator.lint.common.chart_values import all_sheets
from generator.model.chart import ChartSheet
from generator.model.tree import Path, path_text

_SHARING = frozenset({"timeSlicing", "timeslicing", "time-slicing", "timeSlice", "mps", "sharing", "replicas"})
_PLACEMENT = {
    "tolerations": "Write it once for all components: `daemonsets: {tolerations: [...]}`.",
    "priorityClassName": "Write it once for all components: `daemonsets: {priorityClassName: ...}`.",
    "updateStrategy": "Write it once for all components: `daemonsets: {updateStrategy: ...}`.",
    "podSecurityContext": "Write it once for all components: `daemonsets: {podSecurityContext: ...}`.",
    "podAnnotations": "Write it once for all components: `daemonsets: {annotations: ...}`.",
    "podLabels": "Write it once for all components: `daemonsets: {labels: ...}`.",
    "labels": "Write it once for all components: `daemonsets: {labels: ...}`.",
    "annotations": "Write it once for all components: `daemonsets: {annotations: ...}`.",
    "nodeSelector": "The operator's components go to every node that it finds a GPU on; to keep them off a node, label "
    "it: `kubectl label node NODE nvidia.com/gpu.deploy.operands=false`.",
    "affinity": "The operator's components go to every node that it finds a GPU on; to keep them off a node, label "
    "it: `kubectl label node NODE nvidia.com/gpu.deploy.operands=false`.",
}
_SAME_ELSEWHERE: dict[str, dict[str, str]] = {
    GPU_OPERATOR: {
        "config": "devicePlugin.config",
        "config.map": "devicePlugin.config.data, with create: true and a name",
        "config.name": "devicePlugin.config.name",
        "config.default": "devicePlugin.config.default",
        "devicePlugin.config.map": "devicePlugin.config.data, with create: true and a name",
        "devicePlugin.config.fallbackStrategies": "devicePlugin.config.default",
        "migStrategy": "mig.strategy",
        "devicePlugin.migStrategy": "mig.strategy",
        "mig.enabled": "mig.strategy",
        "runtimeClassName": "operator.runtimeClass",
        "runtimeClass": "operator.runtimeClass",
        "defaultRuntime": "operator.runtimeClass",
        "devicePlugin.runtimeClassName": "operator.runtimeClass",
        "image.tag": "devicePlugin.version",
        "devicePlugin.image.tag": "devicePlugin.version",
        "nodeSelector": "daemonsets.tolerations and node labels such as nvidia.com/gpu.deploy.operands",
        "tolerations": "daemonsets.tolerations",
        "priorityClassName": "daemonsets.priorityClassName",
        "mps": "devicePlugin.config.data, as sharing.mps in one of its texts",
        "nvidiaDriverRoot": "hostPaths.driverInstallDir",
        "failOnInitError": "devicePlugin.env, as FAIL_ON_INIT_ERROR",
        "deviceListStrategy": "devicePlugin.env, as DEVICE_LIST_STRATEGY",
        "deviceIDStrategy": "devicePlugin.env, as DEVICE_ID_STRATEGY",
        "compatWithCPUManager": "devicePlugin.env, as PASS_DEVICE_SPECS",
        "dcgm-exporter": "dcgmExporter",
        "dcgmexporter": "dcgmExporter",
        "device-plugin": "devicePlugin",
        DEVICE_PLUGIN: "devicePlugin",
        "gpuFeatureDiscovery": "gfd",
        "gpu-feature-discovery": "gfd",
        "nodeFeatureDiscovery": "node-feature-discovery",
        "containerToolkit": "toolkit",
        "serviceMonitor": "dcgmExporter.serviceMonitor",
        "mig-manager": "migManager",
    },
    DEVICE_PLUGIN: {
        "devicePlugin.config": "config",
        "devicePlugin.config.data": "config.map",
        "config.data": "config.map",
        "config.create": "config.map, which always makes a ConfigMap",
        "devicePlugin.config.name": "config.name",
        "devicePlugin.config.default": "config.default",
        "mig": "migStrategy",
        "mig.strategy": "migStrategy",
        "devicePlugin.version": "image.tag",
        "devicePlugin.image": "image",
        "devicePlugin.resources": "resources",
        "devicePlugin.tolerations": "tolerations",
        "devicePlugin.nodeSelector": "nodeSelector",
        "devicePlugin.migStrategy": "migStrategy",
        "gfd.tolerations": "tolerations",
        "gfd.nodeSelector": "nodeSelector",
        "daemonsets": "tolerations, nodeSelector and priorityClassName at the top level",
        "daemonsets.tolerations": "tolerations",
        "operator.runtimeClass": "runtimeClassName",
        "runtimeClass": "runtimeClassName",
        "node-feature-discovery": "nfd",
        "gpu-feature-discovery": "gfd",
        "gpuFeatureDiscovery": "gfd",
    },
}
"""What one chart calls a value of the other, or of an image that people have in mind."""
_OPERATORS_OWN = frozenset({"toolkit", "driver", "operator", "dcgm", "dcgmExporter", "migManager", "validator"})


def value_hint(chart: str, sheet: ChartSheet, path: Path) -> str | None:
    """Return what to write instead, None where nothing comes near; asked only once something is wrong."""
    return next(_hints(chart, sheet, path), None)


def _hints(chart: str, sheet: ChartSheet, path: Path) -> Iterator[str]:
    keys = tuple(str(part) for part in path if isinstance(part, str))
    if not keys:
        return
    yield from _dotted(sheet, path)
    if keys[0] in CHARTS and len(keys) == 1:
        yield _too_deep(chart, keys[0])
    yield from _of_the_other(chart, keys)
    if _SHARING & {keys[-1]} and not (chart == DEVICE_PLUGIN and keys[0] == "mps"):
        yield _sharing(chart)
    if chart == GPU_OPERATOR and keys[-1] in _PLACEMENT and len(keys) <= _COMPONENT:
        yield _PLACEMENT[keys[-1]]
    moved = _moved(sheet, keys)
    if moved:
        yield f"Did you mean {' or '.join(moved)}?"
    nearest = sheet.nearest(path)
    if nearest is not None:
        yield f"Did you mean {nearest}?"


_COMPONENT = 2
_FEW = 2


def _dotted(sheet: ChartSheet, path: Path) -> Iterator[str]:
    """Tell of a key with dots, which opens no mapping."""
    last = path[-1]
    if not isinstance(last, str) or "." not in last:
        return
    if sheet.lookup((*path[:-1], *last.split("."))) is not None:
        yield nested_hint(last)


def nested_hint(key: str) -> str:
    """Return how a key with dots is written as mappings."""
    keys = key.split(".")
    return f"A dot in a key opens no mapping; write `{': {'.join(keys)}: ...{'}' * (len(keys) - 1)}`."


def _too_deep(chart: str, key: str) -> str:
    if key == chart:
        return f"Move what is below `{key}:` up to the top: only a chart that has {chart} as a dependency wraps it so."
    return f"These are values of another chart: give them to {key}, not to {chart}."


def _of_the_other(chart: str, keys: tuple[str, ...]) -> Iterator[str]:
    known = _SAME_ELSEWHERE.get(chart, {}).get(".".join(keys))
    if known is not None:
        yield f"Here it is {known}."
    elif chart == DEVICE_PLUGIN and keys[0] in _OPERATORS_OWN:
        yield (
            f"{DEVICE_PLUGIN} installs the device plugin and GPU Feature Discovery alone; {keys[0]} is part of "
            f"{GPU_OPERATOR}."
        )
    elif chart == GPU_OPERATOR and keys[0] == "nfd" and len(keys) > 1:
        yield from _subchart("node-feature-discovery", keys)


def _subchart(key: str, keys: tuple[str, ...]) -> Iterator[str]:
    below = ".".join((key, *keys[1:]))
    if all_sheets(GPU_OPERATOR)[-1].lookup(tuple(below.split("."))) is not None:
        yield f"Here it is {below}: nfd switches the sub-chart on and off, its values stand below its name."


def _sharing(chart: str) -> str:
    where = "devicePlugin.config.data" if chart == GPU_OPERATOR else "config.map"
    return (
        f"Sharing stands in a text of the device plugin's own configuration: put it below `sharing:` in an entry of "
        f"{where}."
    )


def _moved(sheet: ChartSheet, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the known paths that have the same keys less deep, or else deeper down, where they are few."""
    for start in range(1, len(keys)):
        if ".".join(keys[start:]) in sheet.values:
            return (".".join(keys[start:]),)
    for start in range(len(keys)):
        tail = "." + ".".join(keys[start:])
        deeper = tuple(known for known in sheet.values if known.endswith(tail) and "[]" not in known)
        if deeper:
            return deeper if len(deeper) <= _FEW else ()
    return ()


def known_elsewhere(chart: str, path: Path) -> tuple[str, ...]:
    """Return the releases with a fact sheet that know a path, oldest first."""
    return tuple(sheet.release for sheet in all_sheets(chart) if sheet.lookup(path) is not None)


def value_name(path: Path) -> str:
    """Return a path as messages name it, with keys that hold dots in quotes."""
    parts = [f'"{part}"' if isinstance(part, str) and "." in part else part for part in path]
    return path_text(tuple(parts))
