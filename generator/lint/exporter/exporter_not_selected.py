"""Services and monitors for the operator's dcgm-exporter that select by a label which its pods do not have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.exporter_chart import EXPORTER_CHART
from generator.lint.common.clusters import ByCluster, Cluster, are_moved, cluster_of
from generator.lint.common.images import image_name
from generator.lint.common.olm import subscriptions
from generator.lint.common.operator_setups import Setup, setups
from generator.lint.exporter._operator_exporter import EXPORTER, EXPORTER_KEY, EXPORTER_PORT, ports_without
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ENGINE = "nvidia-dcgm"
"""What the pods of DCGM itself say by the label that the exporter's have too."""
_USUAL = (GPU_OPERATOR, "nvidia-gpu-operator", "gpu-operator-resources")
"""Namespaces that NVIDIA's guides put the operator into, or its operands until v1.8."""
_GROUP = "monitoring.coreos.com/"
_ABOUT, _PORT = "dcgm", 9400
_SERVICE, _OF_SERVICES = "Service", "ServiceMonitor"


class _Operator(NamedTuple):
    """What is known of the operator: whether it surely runs its exporter, its namespaces, and labels of its pods."""

    is_certain: bool
    homes: frozenset[str]
    labels: frozenset[str]


class _Files:
    """What the files hold that may be selected: each label of the Services and of the pods, and the operators."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests = manifests
        self._services = frozenset(
            (key, str(value.tree))
            for one in manifests.of_kind(_SERVICE)
            for key, value in one.value.entries("metadata", "labels")
        )
        self._pods = frozenset((key, str(value.tree)) for one in _pods(manifests) for key, value in one.labels)
        self._setups = ByCluster((one.place("dcgmExporter"), one) for one in setups(manifests) if not one.is_driver)
        self._subscribed = [one.namespace for one in subscriptions(manifests)]
        self._operators: dict[Cluster, _Operator | None] = {}

    def have(self, one: KubeObject, key: str, text: str) -> bool:
        """Say whether anything that an object may select has a label."""
        return (key, text) in (self._services if one.kind == _OF_SERVICES else self._pods)

    def operator_of(self, one: KubeObject) -> _Operator | None:
        """Return what is known of the operator of an object's cluster; None where its exporter is off."""
        cluster = cluster_of(one.value.place)
        if cluster not in self._operators:
            self._operators[cluster] = self._operator(self._setups.near(cluster))
        return self._operators[cluster]

    def _operator(self, near: Sequence[Setup]) -> _Operator | None:
        if any(setup.tree("dcgmExporter", "enabled") is False for setup in near):
            return None
        said = self._manifests.context
        is_there = near or self._subscribed or (said.chart is not None and said.chart[0] == GPU_OPERATOR)
        namespaces = (*(setup.namespace for setup in near), *self._subscribed, said.namespace)
        homes = frozenset(one for one in namespaces if one) or frozenset(_USUAL)
        labels = frozenset(key for setup in near for key in _labels_of(setup))
        return _Operator(bool(is_there) and not any(setup.is_part for setup in near), homes, labels)


def _labels_of(setup: Setup) -> Iterator[str]:
    labels = setup.said("daemonsets", "labels")
    yield from () if labels is None else (key for key, _ in labels.entries())


def _pods(manifests: Manifests) -> Iterator[Workload]:
    yield from (*manifests.workloads, *manifests.bound, *manifests.pods_in_part)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if are_moved(manifests) or _has_own(manifests):
        return
    files = _Files(manifests)
    monitors = (one for kind in ("PodMonitor", _OF_SERVICES) for one in manifests.of_kind(kind, _GROUP))
    for one in (*manifests.of_kind(_SERVICE), *monitors):
        path = ("spec", "selector") if one.kind == _SERVICE else ("spec", "selector", "matchLabels")
        selector = {key: value for key, value in one.value.entries(*path) if isinstance(value.tree, str)}
        if not _is_for_exporter(one, selector) or not _is_whole(one, manifests):
            continue
        operator = files.operator_of(one)
        if operator is not None and _looked_in(one) in operator.homes:
            yield from _of(one, selector, operator, files)


def _of(one: KubeObject, selector: Mapping[str, Value], operator: _Operator, files: _Files) -> Iterator[ManifestFault]:
    by_app = selector.get(EXPORTER_KEY)
    if by_app is not None and by_app.tree in (EXPORTER, _ENGINE):
        return
    others = (key for key, value in selector.items() if _ABOUT in str(value.tree) and key not in operator.labels)
    key = EXPORTER_KEY if by_app is not None else next(others, None)
    text = "" if key is None else str(selector[key].tree)
    if key is None or files.have(one, key, text) or any(map(is_filled_in_later, (key, text))):
        return
    what = "Services" if one.kind == _OF_SERVICES else "pods"
    message = (
        f"the {what} of the operator's exporter have {EXPORTER_KEY}: {EXPORTER} and no {key}: {text}, "
        f"so this {one.kind} finds none"
    )
    # By another label there may be an exporter of the chart of its own, which the files do not show.
    certain = operator.is_certain and key == EXPORTER_KEY and (_ABOUT in text or _has_port(one))
    fix = f"Write `{EXPORTER_KEY}: {EXPORTER}`."
    if one.kind == _SERVICE:
        fix = f"Write `{EXPORTER_KEY}: {EXPORTER}`, or use the operator's own Service {EXPORTER}."
    yield ManifestFault(selector[key].place, message, fix, severity=None if certain else Severity.INFO)
    if certain and one.kind == _OF_SERVICES:
        for place, said in ports_without(one.value, frozenset({EXPORTER_PORT})):
            message = f"the port of the operator's Service is called {EXPORTER_PORT}, none is called {said}"
            yield ManifestFault(place, message, f"Write `port: {EXPORTER_PORT}`.")


def _is_whole(one: KubeObject, manifests: Manifests) -> bool:
    """Say whether an object is applied as it is, and finds what it finds by its labels alone."""
    if manifests.may_change(one.value) or manifests.additions_to(one.value.place).labels:
        return False
    if one.kind == _SERVICE:
        return one.value.text("spec", "type") != "ExternalName"
    return not one.value.get("spec", "selector", "matchExpressions")


def _is_for_exporter(one: KubeObject, selector: Mapping[str, Value]) -> bool:
    """Say whether something is plainly for dcgm-exporter, by its words or by them and the exporter's port."""
    said = [one.name, *(str(value.tree) for value in selector.values())]
    if not selector or not any(_ABOUT in text for text in said):
        return False
    return any(EXPORTER_CHART in text for text in said) or _has_port(one)


def _has_port(one: KubeObject) -> bool:
    ports = (port.get(key) for port in one.value.elements("spec", "ports") for key in ("port", "targetPort"))
    return any(port is not None and port.tree == _PORT for port in ports)


def _looked_in(one: KubeObject) -> str | None:
    """Return the one namespace that a Service or a monitor looks into; None where there are several."""
    around = one.value.get("spec", "namespaceSelector")
    if one.kind == _SERVICE or around is None or around.tree in (None, {}):
        return one.namespace
    names = [each.text() for each in around.elements("matchNames")]
    return names[0] if len(names) == 1 and not around.has("any") else None


def _has_own(manifests: Manifests) -> bool:
    """Say whether another exporter is installed than the operator's."""
    if any(one.name.rpartition("/")[2] == EXPORTER_CHART for one in manifests.orders):
        return True
    if any((one.chart or "").rpartition("/")[2] == EXPORTER_CHART for one in manifests.others):
        return True
    images = (each.value.text("image") or "" for one in _pods(manifests) for each in one.containers)
    return any(image_name(image) == EXPORTER_CHART for image in images)


RULE = ManifestRule(
    "DCG205",
    "Service that finds no pod of the operator's dcgm-exporter",
    Severity.WARNING,
    why="The pods and the Service of the exporter that gpu-operator installs have the label app: nvidia-dcgm-exporter, "
    "which no value changes. What selects them by another finds nothing, and Prometheus says nothing of it.",
    fix="Select by `app: nvidia-dcgm-exporter`.",
    source="NVIDIA/gpu-operator assets/state-dcgm-exporter/0400_service.yaml and 0800_daemonset.yaml, "
    "controllers/object_controls.go (applyCommonDaemonsetMetadata)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
---
apiVersion: v1
kind: Service
metadata: {name: dcgm-exporter, namespace: gpu-operator}
spec:
  selector:
    app: dcgm-exporter  # <- here
  ports:
    - {name: metrics, port: 9400}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
---
apiVersion: v1
kind: Service
metadata: {name: dcgm-exporter, namespace: gpu-operator}
spec:
  selector:
    app: nvidia-dcgm-exporter
  ports:
    - {name: metrics, port: 9400}
""",
    check=_check,
)
