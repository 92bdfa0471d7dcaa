"""Monitors for dcgm-exporter that find no Service or pod, or no port of it."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.clusters import ByCluster, Cluster, cluster_of
from generator.lint.common.references import listed
from generator.lint.exporter._monitored import Operators, beside_operator, operators_of, outside
from generator.lint.exporter._operator_exporter import EXPORTER, EXPORTER_KEY, EXPORTER_PORT, ports_without
from generator.lint.exporter._pod_monitors import of_pod_monitors
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value

_GROUP = "monitoring.coreos.com/"
_ABOUT = "dcgm"


_Labels = tuple[tuple[str, str], ...]


class _Met(NamedTuple):
    """The Services that labels find: the names of their ports, their own, and their namespaces."""

    ports: frozenset[str]
    names: frozenset[str]
    homes: frozenset[str | None]


class _Services:
    """The Services, by each of their labels."""

    def __init__(self, manifests: Manifests) -> None:
        found: dict[tuple[str, str], list[tuple[Place, KubeObject]]] = {}
        for one in manifests.of_kind("Service"):
            if one.value.text("apiVersion") == "v1":
                for label in _labels(one.value, "metadata", "labels"):
                    found.setdefault(label, []).append((one.value.place, one))
        self._number = {label: len(places) for label, places in found.items()}
        self._by_label = {label: ByCluster(places) for label, places in found.items()}
        self._met: dict[tuple[_Labels, Cluster], _Met | None] = {}

    def met(self, labels: _Labels, cluster: Cluster) -> _Met | None:
        """Return what labels find in a cluster; None where they find nothing. Monitors of one look alike mostly."""
        if (labels, cluster) not in self._met:
            self._met[labels, cluster] = self._found(labels, cluster)
        return self._met[labels, cluster]

    def _found(self, labels: _Labels, cluster: Cluster) -> _Met | None:
        rarest = min(labels, key=lambda label: self._number.get(label, 0))
        near = self._by_label[rarest].near(cluster) if rarest in self._by_label else ()
        met = [one for one in near if set(labels) <= set(_labels(one.value, "metadata", "labels"))]
        ports = frozenset(port.text("name") or "" for one in met for port in one.value.elements("spec", "ports"))
        homes = frozenset(one.namespace for one in met)
        return _Met(ports, frozenset(one.name for one in met), homes) if met else None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    services = _Services(manifests)
    operators = operators_of(manifests)
    for monitor in manifests.of_kind("ServiceMonitor", _GROUP):
        labels = tuple(_labels(monitor.value, "spec", "selector", "matchLabels"))
        if labels and any(_ABOUT in one.lower() for one in (*(text for _, text in labels), monitor.name)):
            yield from _portless(monitor)
            yield from _of(monitor, labels, services, operators)
    yield from of_pod_monitors(manifests, operators)


def _of(monitor: KubeObject, labels: _Labels, services: _Services, operators: Operators) -> Iterator[ManifestFault]:
    if monitor.value.get("spec", "selector", "matchExpressions") is not None:
        return
    met = services.met(labels, cluster_of(monitor.value.place))
    if met is not None:
        if not any(_ABOUT in text.lower() for text in (*(text for _, text in labels), *met.names)):
            return  # Labels of several exporters: the Service that is meant may be one of a chart.
        yield from _of_ports(monitor, met.ports, f"the Service {listed(met.names)}")
        if len(met.homes) == 1 and not operators.moved:
            yield from outside(monitor, next(iter(met.homes)), f"the Service {listed(met.names)}")
    elif labels == ((EXPORTER_KEY, EXPORTER),):
        yield from _of_ports(monitor, frozenset({EXPORTER_PORT}), f"the operator's Service {EXPORTER}")
        yield from beside_operator(monitor, operators, "Service")


def _portless(monitor: KubeObject) -> Iterator[ManifestFault]:
    """Return an endpoint without a port beside one that has it: a hyphen too many."""
    endpoints = list(monitor.value.elements("spec", "endpoints"))
    ported = [one for one in endpoints if one.has("port") or one.has("targetPort")]
    for one in endpoints if ported else ():
        if one not in ported and isinstance(one.tree, dict) and one.tree:
            message = "this endpoint names no port: Prometheus scrapes every port of the Service by it, a second time"
            fix = "Leave out the hyphen, if it belongs to the endpoint before it."
            yield ManifestFault(one.place, message, fix, severity=Severity.WARNING)


def _of_ports(monitor: KubeObject, ports: frozenset[str], what: str) -> Iterator[ManifestFault]:
    named = sorted(one for one in ports if one)
    for place, text in ports_without(monitor.value, ports):
        message = f"{what} has no port named {text}: Prometheus drops it without a word, and there are no metrics"
        yield ManifestFault(place, message, f"Write {named[0]}." if named else "Give the Service's port that name.")


def _labels(value: Value, *path: str) -> Iterator[tuple[str, str]]:
    for key, one in value.entries(*path):
        yield key, str(one.tree)


RULE = ManifestRule(
    "DCG203",
    "Monitor that finds no metrics of dcgm-exporter",
    Severity.WARNING,
    why="Prometheus takes those Services, or pods for a PodMonitor, that have the labels, in the monitor's own "
    "namespace unless a namespaceSelector says otherwise, and of them the port of that name. What does not fit is "
    "dropped, and nothing is said of it.",
    fix="Write the name of the port that the Service or the pod has, and the namespace that it is in.",
    source="NVIDIA/gpu-operator assets/state-dcgm-exporter/0400_service.yaml, 0500_service_monitor.yaml and "
    "0800_daemonset.yaml; prometheus-operator/prometheus-operator pkg/apis/monitoring/v1/servicemonitor_types.go and "
    "podmonitor_types.go, pkg/prometheus/promcfg.go (generateServiceMonitorConfig, generatePodMonitorConfig)",
    bad="""\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  namespaceSelector: {matchNames: [gpu-operator]}
  selector: {matchLabels: {app: nvidia-dcgm-exporter}}
  endpoints:
    - port: metrics  # <- here
      interval: 30s
""",
    good="""\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  namespaceSelector: {matchNames: [gpu-operator]}
  selector: {matchLabels: {app: nvidia-dcgm-exporter}}
  endpoints:
    - port: gpu-metrics
      interval: 30s
""",
    check=_check,
)
