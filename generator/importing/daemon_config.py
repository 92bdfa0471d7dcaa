"""The configuration that a DaemonSet of the device plugin reads: a file of its own, or by the nodes' label.

Source: NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go (config-file), cmd/config-manager/main.go, and how the
chart's templates start both.
"""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.program_settings import CONFIG_MANAGER
from generator.lint.common.command_line import Told, told_to
from generator.lint.common.plugin_daemons import PluginDaemon, program_of
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_value import Value
from generator.model.plan import CONFIG_LABEL
from generator.model.tree import Path

FILE_FLAG, _FILE_VARIABLE = "config-file", "CONFIG_FILE"


class DaemonConfig(NamedTuple):
    """A configuration: the ConfigMap's name, None where the file comes from elsewhere, and the file's word.

    `key` is the one entry that all nodes have; `manager` is the container that chooses by the nodes' label.
    """

    file: Told
    name: Value | None = None
    key: str = ""
    manager: Container | None = None

    @property
    def by_label(self) -> bool:
        """Say whether nodes choose their entry by a label."""
        return self.manager is not None

    def values(self) -> Iterator[tuple[Path, Value]]:
        """Return the configuration as the chart's values."""
        if self.name is not None:
            yield ("config", "name"), self.name
            if self.manager is None:
                yield ("config", "default"), Value(self.key, self.file.at.place)
        default, fallbacks = self._said("default-config"), self._said("fallback-strategies")
        if default is not None and default.text:
            yield ("config", "default"), Value(default.text, default.at.place)
        if fallbacks is not None:
            words: list[str | None] = [one for one in fallbacks.text.split(",") if one]
            yield ("config", "fallbackStrategies"), Value(list(words), fallbacks.at.place)

    def other_label(self) -> Value | None:
        """Return where another label is named than the chart's."""
        label = self._said("node-label")
        return label.at if label is not None and label.text not in ("", CONFIG_LABEL) else None

    def _said(self, flag: str) -> Told | None:
        return None if self.manager is None else _said(self.manager, flag)


def config_of(daemon: PluginDaemon) -> DaemonConfig | None:
    """Return the configuration that the plugin reads; None where it reads no file."""
    file = told_to(daemon.container, FILE_FLAG, _FILE_VARIABLE)
    if file is None or not file.text:
        return None
    manager = _manager(daemon.workload, file.text)
    if manager is not None:
        folder = _said(manager, "config-file-srcdir")
        mounted = None if folder is None else _mounted(daemon.workload, manager.value, f"{folder.text}/*")
        return DaemonConfig(file, None if mounted is None else mounted[0], manager=manager)
    mounted = _mounted(daemon.workload, daemon.container.value, file.text)
    return DaemonConfig(file) if mounted is None else DaemonConfig(file, *mounted)


def is_manager(container: Container, workload: Workload) -> bool:
    """Say whether a container starts the config manager."""
    return program_of(PluginDaemon(container, workload)) == CONFIG_MANAGER


def _manager(workload: Workload, file: str) -> Container | None:
    """Return the config manager that writes a file; the one that goes on doing so, where there are two."""
    writers = [one for one in workload.containers if is_manager(one, workload) and _writes(one) == file]
    return next((one for one in writers if not one.init), next(iter(writers), None))


def _writes(container: Container) -> str | None:
    said = _said(container, "config-file-dst")
    return None if said is None else said.text


def _said(container: Container, flag: str) -> Told | None:
    return told_to(container, flag, flag.upper().replace("-", "_"))


def _mounted(workload: Workload, container: Value, file: str) -> tuple[Value, str] | None:
    """Return the name of the ConfigMap that a file comes from, and its key."""
    for mount in container.elements("volumeMounts"):
        folder, key = mount.text("mountPath") or "", mount.text("subPath")
        if file != folder and not file.startswith(f"{folder.rstrip('/')}/"):
            continue
        for volume in workload.pod.elements("volumes"):
            name = volume.get("configMap", "name")
            if name is not None and volume.text("name") == mount.text("name"):
                last = key or file.rpartition("/")[2]
                items = volume.elements("configMap", "items")
                return name, next((one.text("key") or last for one in items if one.text("path") == last), last)
    return None
