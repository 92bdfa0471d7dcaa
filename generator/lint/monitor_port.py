"""ServiceMonitors for dcgm-exporter that find no Service, or no port of it."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint._clusters import are_apart, are_moved
from generator.lint._references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_LABEL = ("app", "nvidia-dcgm-exporter")
_PORT = "gpu-metrics"
"""Of the operator's Service; source: NVIDIA/gpu-operator assets/state-dcgm-exporter/0400_service.yaml."""
_GROUP = "monitoring.coreos.com/"
_ABOUT = "dcgm"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    services: dict[tuple[str, str], list[KubeObject]] = {}
    for service in manifests.of_kind("Service"):
        if service.value.text("apiVersion") == "v1":
            for label in _labels(service.value, "metadata", "labels"):
                services.setdefault(label, []).append(service)
    for monitor in manifests.of_kind("ServiceMonitor", _GROUP):
        labels = dict(_labels(monitor.value, "spec", "selector", "matchLabels"))
        if labels and any(_ABOUT in one.lower() for one in (*labels.values(), monitor.name)):
            yield from _portless(monitor)
            rarest = min((services.get(label, []) for label in labels.items()), key=len)
            yield from _of(monitor, labels, rarest, manifests)


def _of(
    monitor: KubeObject, labels: dict[str, str], services: list[KubeObject], manifests: Manifests
) -> Iterator[ManifestFault]:
    if monitor.value.get("spec", "selector", "matchExpressions") is not None:
        return
    met = [one for one in services if labels.items() <= dict(_labels(one.value, "metadata", "labels")).items()]
    met = [one for one in met if not are_apart(one.value.place, monitor.value.place)]
    if met:
        if not any(_ABOUT in text.lower() for text in (*labels.values(), *(one.name for one in met))):
            return  # Labels of several exporters: the Service that is meant may be one of a chart.
        ports = {port.text("name") or "" for one in met for port in one.value.elements("spec", "ports")}
        yield from _of_ports(monitor, ports, f"the Service {listed({one.name for one in met})}")
    elif tuple(labels.items()) == (_LABEL,):
        yield from _of_ports(monitor, {_PORT}, "the operator's Service nvidia-dcgm-exporter")
        yield from _of_namespaces(monitor, manifests)


def _portless(monitor: KubeObject) -> Iterator[ManifestFault]:
    """Return an endpoint without a port beside one that has it: a hyphen too many."""
    endpoints = list(monitor.value.elements("spec", "endpoints"))
    ported = [one for one in endpoints if one.has("port") or one.has("targetPort")]
    for one in endpoints if ported else ():
        if one not in ported and isinstance(one.tree, dict) and one.tree:
            message = "this endpoint names no port: Prometheus scrapes every port of the Service by it, a second time"
            fix = "Leave out the hyphen, if it belongs to the endpoint before it."
            yield ManifestFault(one.place, message, fix, severity=Severity.WARNING)


def _of_ports(monitor: KubeObject, ports: set[str], what: str) -> Iterator[ManifestFault]:
    for endpoint in monitor.value.elements("spec", "endpoints"):
        port = endpoint.get("port")
        text = None if port is None else port.text()
        if port is None or not text or text in ports or any(map(is_filled_in_later, (text, *ports))):
            continue
        named = sorted(one for one in ports if one)
        message = f"{what} has no port named {text}: Prometheus drops it without a word, and there are no metrics"
        yield ManifestFault(
            port.place, message, f"Write {named[0]}." if named else "Give the Service's port that name."
        )


def _of_namespaces(monitor: KubeObject, manifests: Manifests) -> Iterator[ManifestFault]:
    """Return a monitor that does not look into the namespace of the only operator there is in the files."""
    operators = [use for use in manifests.charts if use.chart == GPU_OPERATOR]
    if any(are_apart(use.place, monitor.value.place) for use in operators) or are_moved(manifests):
        return
    homes = {use.namespace for use in operators}
    selector = monitor.value.get("spec", "namespaceSelector")
    if len(homes) != 1 or None in homes or (selector is not None and selector.get("any") is not None):
        return
    home = next(iter(homes))
    names = [one.text() for one in monitor.value.elements("spec", "namespaceSelector", "matchNames")]
    if any(one is None or is_filled_in_later(one) for one in names):
        return
    looked = [one for one in names if one] or [monitor.namespace or ""]
    if home is not None and "" not in looked and home not in looked:
        at = monitor.value.get("spec", "namespaceSelector", "matchNames") if names else None
        place = (at or monitor.value.get("spec", "selector") or monitor.value).place
        message = f"the operator's Service is in {home}, and this looks in {listed(looked)} alone"
        fix = f"Write `namespaceSelector: {{matchNames: [{home}]}}`."
        yield ManifestFault(place, message, fix, on_key=True)


def _labels(value: Value, *path: str) -> Iterator[tuple[str, str]]:
    for key, one in value.entries(*path):
        yield key, str(one.tree)


RULE = ManifestRule(
    "DCG203",
    "ServiceMonitor that finds no metrics of dcgm-exporter",
    Severity.WARNING,
    why="Prometheus takes those Services that have the labels, in the monitor's own namespace unless a "
    "namespaceSelector says otherwise, and of them the port of that name. What does not fit is dropped, and nothing "
    "is said of it.",
    fix="Write the name of the Service's port, and the namespace that it is in.",
    source="NVIDIA/gpu-operator assets/state-dcgm-exporter/0400_service.yaml and 0500_service_monitor.yaml; "
    "prometheus-operator/prometheus-operator pkg/apis/monitoring/v1/servicemonitor_types.go, "
    "pkg/prometheus/promcfg.go (generateServiceMonitorConfig)",
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
