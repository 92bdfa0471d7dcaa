"""A device plugin that is told to take the machine for a Tegra, such as a Jetson, where another card is known."""

import re
from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.releases import exact_numbers
from generator.lint.common.command_line import told_to
from generator.lint.common.images import image_tag
from generator.lint.common.known_gpus import known_gpus
from generator.lint.common.plugin_daemons import PluginDaemon, daemons_of, plugin_daemons, runs_plugin
from generator.lint.common.plugin_files import PluginFile, field, plugin_files
from generator.lint.common.plugin_use import users
from generator.lint.common.selectors import placing, selected, terms
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.tree import words

_FLAG, _VARIABLE, _KEY = "device-discovery-strategy", "DEVICE_DISCOVERY_STRATEGY", "deviceDiscoveryStrategy"
_TEGRA = "tegra"
_READS = (0, 16, 0)
_of_tegra = re.compile(r"(?i)tegra|jetson|orin|xavier|thor\b|\bagx|l4t|arm64|aarch64").search
_OF_EVERY_CARD = ("nvidia.com/", "feature.node.kubernetes.io/pci-", "kubernetes.io/os")
"""Labels by which a plugin is kept to nodes with any GPU: by others it may be kept to the Jetsons among them."""
_PLACING = ("nodeSelector", "affinity")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    gpus = known_gpus(manifests)
    if gpus is None:
        return
    for value in _tegras(manifests):
        message = (
            f"the plugin is told to look for no GPU and to announce one that is called {_TEGRA}, and the nodes have "
            f"{gpus.names}: pods that get it do not start"
        )
        yield ManifestFault(value.place, message, "Write nvml, or leave it out.", severity=_below(gpus.severity))


def _below(severity: Severity) -> Severity | None:
    return None if severity is Severity.ERROR else severity


def _tegras(manifests: Manifests) -> Iterator[Value]:
    """Return every place that says so to a plugin which is not kept to nodes of one's own choice."""
    for daemon in plugin_daemons(manifests):
        told = told_to(daemon.container, _FLAG, _VARIABLE)
        if told is not None and told.text == _TEGRA and runs_plugin(daemon) and _reads(daemon) and _is_anywhere(daemon):
            yield told.at
    sources: list[ChartUse | ClusterPolicy] = [*manifests.charts, *manifests.policies]
    for source in sources:
        yield from _of_values(source)
    for file in plugin_files(manifests, in_part=False):
        flags = field(file.content, "flags")
        value = None if flags is None else field(flags, _KEY)
        if value is not None and value.tree == _TEGRA and _is_for_all(file, manifests):
            yield value


def _reads(daemon: PluginDaemon) -> bool:
    """Say whether the release knows the setting, or is not known."""
    numbers = exact_numbers(image_tag(daemon.container))
    return numbers is None or numbers >= _READS


def _is_anywhere(daemon: PluginDaemon) -> bool:
    pod = daemon.workload.pod
    conditions = [*selected(pod), *(one for term in terms(pod) for one in term)]
    if not all(one.key.startswith(_OF_EVERY_CARD) for one in conditions) or _of_tegra(daemon.workload.name):
        return False
    said = (text for key in _PLACING if (part := pod.get(key)) is not None for text in words(part.tree))
    return not any(map(_of_tegra, said))


def _of_values(source: ChartUse | ClusterPolicy) -> Iterator[Value]:
    if isinstance(source, ChartUse) and any(any(placing(one, _PLACING)) for one in source.values):
        return
    if source.chart == DEVICE_PLUGIN:
        value = source.value(_KEY)
        if value is not None and value.tree == _TEGRA:
            yield value
    elif source.chart == GPU_OPERATOR:
        env = source.value("devicePlugin", "env")
        for one in () if env is None else env.elements():
            value = one.get("value")
            if one.text("name") == _VARIABLE and value is not None and value.tree == _TEGRA:
                yield value


def _is_for_all(file: PluginFile, manifests: Manifests) -> bool:
    """Say whether a file is the only one of its ConfigMap, so that every node gets it, and nothing is said over it."""
    config = file.config_map
    if len(config.entries) != 1 or any(map(_of_tegra, (file.key, config.name or ""))):
        return False
    if any(told_to(one.container, _FLAG, _VARIABLE) or not _is_anywhere(one) for one in daemons_of(config, manifests)):
        return False
    runs = users(config, manifests)
    charts = [one for one in runs if isinstance(one, ChartUse)]
    if any(any(placing(values, _PLACING)) for one in charts for values in one.values):
        return False
    return not any(_says_other(one) for one in runs)


def _says_other(source: ChartUse | ClusterPolicy) -> bool:
    """Say whether whoever runs the plugin tells it a strategy too, which counts more than the file."""
    env = source.value("devicePlugin", "env")
    names = () if env is None else [one.text("name") for one in env.elements()]
    return source.value(_KEY) is not None or _VARIABLE in names


RULE = ManifestRule(
    "PLG225",
    "Discovery for a Jetson where there is another card",
    Severity.ERROR,
    why="By the strategy tegra the plugin asks for no card at all. It announces a single device, whose name, tegra, "
    "the container runtime has to make something of: on a machine with a card it knows no such device, and the "
    "containers fail. Without the setting the plugin finds out by itself.",
    fix="Write nvml, or leave it out.",
    source="NVIDIA/k8s-device-plugin internal/rm/tegra_devices.go (buildTegraDeviceMap), internal/plugin/factory.go, "
    "cmd/nvidia-device-plugin/main.go since v0.16.0",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          env:
            - name: DEVICE_DISCOVERY_STRATEGY
              value: tegra  # <- here
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  selector: {matchLabels: {app: plugin}}
  template:
    metadata: {labels: {app: plugin}}
    spec:
      containers:
        - name: plugin
          image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
          env:
            - name: DEVICE_DISCOVERY_STRATEGY
              value: nvml
          volumeMounts:
            - {name: sockets, mountPath: /var/lib/kubelet/device-plugins}
      volumes:
        - {name: sockets, hostPath: {path: /var/lib/kubelet/device-plugins}}
""",
    check=_check,
    options=("--gpu", "RTX-4090"),
)
