"""A DaemonSet of the device plugin that somebody wrote, read as what the standalone chart would be told instead."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.plugin_flags import CHART_VALUES, SWITCHES
from generator.importing.codes import ANOTHER, INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.lint._command_line import flags_given
from generator.lint._images import reference_of
from generator.lint._plugin_daemons import PluginDaemon, arguments, plugin_daemons, runs_plugin
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path

_FILE = "config-file"
_BOOLS: Mapping[str, bool] = MappingProxyType({"true": True, "false": False})
_BY_CHART = frozenset(
    {"NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_MIG_MONITOR_DEVICES", "MPS_ROOT"}
)
"""Variables that the chart's templates set."""
_READ = frozenset(
    {
        *("runtimeClassName", "priorityClassName", "nodeSelector", "tolerations", "affinity", "imagePullSecrets"),
        *("containers", "initContainers", "restartPolicy", "volumes", "serviceAccountName", "serviceAccount"),
    }
)
_READ_OF_CONTAINER = frozenset(
    {"name", "image", "imagePullPolicy", "command", "args", "env", "resources", "volumeMounts", "securityContext"}
)
"""What is read of the pod and of the container, and what the chart makes itself from what it is told."""


class Daemon(NamedTuple):
    """The installation that a DaemonSet is: its image's tag, and values of the standalone chart by their path."""

    tag: str
    namespace: str | None
    place: Place
    values: Mapping[Path, Value]


def find_daemon(manifests: Manifests, draft: Draft, *, beside: bool) -> Daemon | None:
    """Return the DaemonSet that installs the plugin; `beside` says that a chart does, so that each is told.

    Of several each has nodes of its own, so that what one says is not for all, its configuration aside.
    """
    found = [one for one in plugin_daemons(manifests) if one.is_installed and runs_plugin(one)]
    for one in found if beside or len(found) > 1 else ():
        message = f"the {one.workload.kind} {one.workload.name} of the device plugin is not imported"
        draft.tell(ANOTHER, message, one.workload.place)
    if beside or not found:
        return None
    values = dict(_values(found[0], draft if len(found) == 1 else Draft()))
    image = found[0].container.value.text("image") or ""
    return Daemon(
        tag=reference_of(image).tag,
        namespace=found[0].workload.namespace,
        place=found[0].workload.place,
        values={path: one for path, one in values.items() if len(found) == 1 or path[0] == "config"},
    )


def _values(daemon: PluginDaemon, draft: Draft) -> Iterator[tuple[Path, Value]]:
    pod, container = daemon.workload.pod, daemon.container.value
    for key in ("runtimeClassName", "priorityClassName", "imagePullSecrets"):
        value = pod.get(key)
        if value is not None:
            yield (key,), value
    # Without the word a pod has none of the chart's own.
    tolerations = pod.get("tolerations")
    yield ("tolerations",), Value([], pod.place) if tolerations is None else tolerations
    for key, value in pod.entries("nodeSelector"):
        yield ("nodeSelector", key), value
    affinity = pod.get("affinity")
    yield from _leaves(Value(None, pod.place) if affinity is None else affinity, ("affinity",))
    resources = container.get("resources")
    if resources is not None:
        yield from _leaves(resources, ("resources",))
    yield from _image(container)
    yield from _settings(daemon, draft)
    _tell_rest(daemon, draft)


def _leaves(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    if isinstance(value.tree, dict) and value.tree:
        for key, below in value.entries():
            yield from _leaves(below, (*path, key))
    else:
        yield path, value


def _image(container: Value) -> Iterator[tuple[Path, Value]]:
    image, policy = container.get("image"), container.get("imagePullPolicy")
    reference = reference_of("" if image is None else str(image.tree))
    if image is not None and "/" in reference.repository:
        yield ("image", "repository"), Value(reference.repository, image.place)
    if image is not None and reference.tag:
        yield ("image", "tag"), Value(reference.tag, image.place)
    if policy is not None:
        yield ("image", "pullPolicy"), policy


def _settings(daemon: PluginDaemon, draft: Draft) -> Iterator[tuple[Path, Value]]:
    """Return what variables and flags say, of which flags win."""
    found: dict[str, Value] = {}
    for name, entry in daemon.container.env:
        flag, value = name.lower().replace("_", "-"), entry.get("value")
        if value is not None and (flag in CHART_VALUES or flag == _FILE):
            found[flag] = value
        elif name not in _BY_CHART:
            _tell(daemon, f"the variable {name}", entry.place, draft)
    for flag, value in _given(daemon):
        if flag in CHART_VALUES or flag == _FILE:
            found[flag] = value
        else:
            _tell(daemon, f"the flag --{flag}", value.place, draft)
    file = found.pop(_FILE, None)
    for flag, value in found.items():
        yield (CHART_VALUES[flag],), Value(_BOOLS.get(str(value.tree).lower(), value.tree), value.place)
    if file is not None:
        config = _config(daemon, str(file.tree))
        if config is None:
            _tell(daemon, f"the file {file.tree}", file.place, draft)
        else:
            yield ("config", "name"), config[0]
            yield ("config", "default"), Value(config[1], file.place)


def _given(daemon: PluginDaemon) -> Iterator[tuple[str, Value]]:
    """Return the flags with their values, true for a switch alone."""
    for one in flags_given(arguments(daemon), SWITCHES.__contains__):
        yield one.flag, Value("true" if one.value is None else one.value, one.word.place)


def _config(daemon: PluginDaemon, file: str) -> tuple[Value, str] | None:
    """Return the name of the ConfigMap that a file comes from, and its key."""
    for mount in daemon.container.value.elements("volumeMounts"):
        folder, key = mount.text("mountPath") or "", mount.text("subPath")
        if file != folder and not file.startswith(f"{folder.rstrip('/')}/"):
            continue
        for volume in daemon.workload.pod.elements("volumes"):
            name = volume.get("configMap", "name")
            if name is not None and volume.text("name") == mount.text("name"):
                last = key or file.rpartition("/")[2]
                items = volume.elements("configMap", "items")
                return name, next((one.text("key") or last for one in items if one.text("path") == last), last)
    return None


def _tell_rest(daemon: PluginDaemon, draft: Draft) -> None:
    """Name what the chart's own DaemonSet has no value for, or has in its own way."""
    for key, value in daemon.workload.pod.entries():
        if key not in _READ:
            _tell(daemon, key, value.place, draft)
    for key, value in daemon.container.value.entries():
        if key not in _READ_OF_CONTAINER:
            _tell(daemon, f"{key} of the container {daemon.container.name}", value.place, draft)
    for one in daemon.workload.containers:
        if one is not daemon.container:
            _tell(daemon, f"the container {one.name}", one.value.place, draft)


def _tell(daemon: PluginDaemon, what: str, place: Place, draft: Draft) -> None:
    message = f"{what} of the {daemon.workload.kind} {daemon.workload.name}"
    draft.tell(INEXPRESSIBLE, message, place, severity=Severity.INFO)
