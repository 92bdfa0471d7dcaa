"""Pods of the device plugin that people wrote themselves, such as the static DaemonSet, and their command lines."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.command_line import arguments_of, told_to
from generator.lint.common.images import image_name
from generator.model.manifest import Configuration, Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_value import Value

_IMAGE = "k8s-device-plugin"
_PROGRAM = DEVICE_PLUGIN
"""The program that the image starts has the chart's name; source: deployments/container/Dockerfile."""
_INSTALLING = ("DaemonSet", "Deployment", "StatefulSet")
_FILE_FLAG, _FILE_VARIABLE = "config-file", "CONFIG_FILE"


class PluginDaemon(NamedTuple):
    """A container of the device plugin and the pod template that it stands in."""

    container: Container
    workload: Workload

    @property
    def is_installed(self) -> bool:
        """Say whether this is the object that installs it: what patches one has no selector, which that must have."""
        whole = self.workload.whole
        return (
            self.workload.kind in _INSTALLING
            and not self.container.init
            and whole is not None
            and whole.get("spec", "selector") is not None
        )


def plugin_daemons(manifests: Manifests) -> Iterator[PluginDaemon]:
    """Return every container that runs the device plugin, by the name of its image."""
    for workload in manifests.workloads:
        yield from _within(workload)


def daemons_of(config_map: Configuration, manifests: Manifests) -> tuple[PluginDaemon, ...]:
    """Return those that mount a ConfigMap."""
    return tuple(one for workload in manifests.mounting.get(config_map.name or "", ()) for one in _within(workload))


def _within(workload: Workload) -> Iterator[PluginDaemon]:
    for container in () if workload.loose else workload.containers:
        image = container.value.text("image")
        if image is not None and _IMAGE in image and image_name(image) == _IMAGE:
            yield PluginDaemon(container, workload)


def said_to(daemon: PluginDaemon, flag: str, variable: str) -> str | None:
    """Return what a flag of the command line or else a variable says; empty where it is said elsewhere (valueFrom)."""
    told = told_to(daemon.container, flag, variable)
    return None if told is None else told.text


def runs_plugin(daemon: PluginDaemon) -> bool:
    """Say whether a container starts the plugin: its image has feature discovery, MPS and the config manager too."""
    return program_of(daemon) == _PROGRAM


def program_of(daemon: PluginDaemon) -> str:
    """Return the program that a container starts, without its folder; a shell is what its name says."""
    command = next(iter(daemon.container.value.elements("command")), None)
    return _PROGRAM if command is None else (command.text() or "").rpartition("/")[2]


def arguments(daemon: PluginDaemon) -> tuple[Value, ...]:
    """Return the words that the program is given."""
    return arguments_of(daemon.container)


def reads_entry(daemon: PluginDaemon, key: str) -> bool:
    """Say whether a pod reads an entry, as far as it says so: its file's name is the key that is mounted."""
    return key_read(daemon) in (None, key)


def key_read(daemon: PluginDaemon) -> str | None:
    """Return the key that a pod reads as a file; None where it does not say so."""
    file = said_to(daemon, _FILE_FLAG, _FILE_VARIABLE)
    return file.rpartition("/")[2] if file else None


def changes_image(manifests: Manifests) -> bool:
    """Say whether a kustomization may put another image in the place of the plugin's."""
    return any(image_name(one.text("name") or "") == _IMAGE for one in manifests.images)


def environment_from(daemon: PluginDaemon) -> Iterator[tuple[str, Value]]:
    """Return the ConfigMaps that become variables of the container, with the place that names each."""
    for source in daemon.container.value.elements("envFrom"):
        name = source.text("configMapRef", "name")
        if name:
            yield name, source
