"""PodMonitors for dcgm-exporter that name a port which its pods do not have, or look into another namespace.

Source: NVIDIA/gpu-operator assets/state-dcgm-exporter/0800_daemonset.yaml, 0900_daemonset.yaml up to v25.3.4.
"""

from collections.abc import Iterator

from generator.facts.program_settings import DCGM_EXPORTER
from generator.lint.common.command_line import running
from generator.lint.exporter._monitored import Operators, beside_operator, outside
from generator.lint.exporter._operator_exporter import EXPORTER, EXPORTER_KEY
from generator.lint.exporter._selected_pods import PodsByLabel
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import is_filled_in_later

_GROUP = "monitoring.coreos.com/"
_ABOUT = "dcgm"
POD_PORT = "metrics"
"""What the port of the operator's exporter is called; that of its Service has another name."""


class _Exporters:
    """The pods of exporters among the files; `may_have_more` says that a kustomization may label some of them."""

    def __init__(self, pods: list[Workload]) -> None:
        self.pods = PodsByLabel(pods)
        self.may_have_more = any(one.gets_labels for one in pods)


def of_pod_monitors(manifests: Manifests, operators: Operators) -> Iterator[ManifestFault]:
    """Return what keeps PodMonitors from finding the exporter's metrics."""
    own = _Exporters([one.workload for one in running(manifests) if one.program == DCGM_EXPORTER])
    for monitor in manifests.of_kind("PodMonitor", _GROUP):
        labels = {key: str(one.tree) for key, one in monitor.value.entries("spec", "selector", "matchLabels")}
        expressions = monitor.value.get("spec", "selector", "matchExpressions")
        if labels and expressions is None and not manifests.may_change(monitor.value):
            yield from _of(monitor, labels, own, operators)


def _of(monitor: KubeObject, labels: dict[str, str], own: _Exporters, operators: Operators) -> Iterator[ManifestFault]:
    met = own.pods.selected(labels, monitor.value.place)
    if met:
        # Labels of several programs: the pod that is meant may be another's.
        if any(one.in_part for one in met) or not any(_ABOUT in text.lower() for text in labels.values()):
            return
        ports = frozenset(name for one in met for name in port_names(one))
        yield from _of_ports(monitor, ports, f"the pod of {met[0].kind} {met[0].name}")
        homes = {one.namespace for one in met}
        if len(homes) == 1 and not operators.moved:
            yield from outside(monitor, next(iter(homes)), f"{met[0].kind} {met[0].name}")
    elif labels == {EXPORTER_KEY: EXPORTER} and not own.may_have_more:
        yield from _of_ports(monitor, frozenset({POD_PORT}), "the pod of the operator's exporter")
        yield from beside_operator(monitor, operators, "exporter")


def port_names(workload: Workload) -> Iterator[str]:
    """Return the names of all ports of a pod."""
    for key in ("containers", "initContainers"):
        for container in workload.pod.elements(key):
            yield from (port.text("name") or "" for port in container.elements("ports"))


def _of_ports(monitor: KubeObject, ports: frozenset[str], what: str) -> Iterator[ManifestFault]:
    named = sorted(one for one in ports if one)
    for endpoint in monitor.value.elements("spec", "podMetricsEndpoints"):
        port = endpoint.get("port")
        text = None if port is None else port.text()
        if port is None or not text or text in ports or any(map(is_filled_in_later, (text, *ports))):
            continue
        message = f"{what} has no port named {text}: Prometheus drops it without a word, and there are no metrics"
        yield ManifestFault(port.place, message, f"Write {named[0]}." if named else "Give the pod's port that name.")
