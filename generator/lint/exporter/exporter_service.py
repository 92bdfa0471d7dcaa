"""Services that select pods of dcgm-exporter and reach no port of theirs, or that miss the pods they stand beside."""

from collections.abc import Iterable, Iterator, Mapping

from generator.facts.program_settings import DCGM_EXPORTER
from generator.lint.common.clusters import ByCluster, are_moved, cluster_of
from generator.lint.common.command_line import Running, running
from generator.lint.common.exporter import exporter_told, port_of
from generator.lint.exporter._pod_monitors import port_names
from generator.lint.exporter._selected_pods import PodsByLabel
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later


class _Files:
    """The exporters among the files by their places and by namespace and name, and all pods by their labels."""

    def __init__(self, exporters: Iterable[Running], pods: Iterable[Workload]) -> None:
        self.exporters = {one.workload.place: one for one in exporters}
        named: dict[tuple[str | None, str], list[tuple[Place, Workload]]] = {}
        for place, one in self.exporters.items():
            named.setdefault((one.workload.namespace, one.workload.name), []).append((place, one.workload))
        self._by_name = {name: ByCluster(found) for name, found in named.items()}
        self.pods = PodsByLabel(pods)

    def named(self, one: KubeObject) -> tuple[Workload, ...]:
        """Return the exporters that are called as an object is and stand in its namespace."""
        found = self._by_name.get((one.namespace, one.name))
        return () if found is None else found.near(cluster_of(one.value.place))


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    exporters = [one for one in running(manifests) if one.program == DCGM_EXPORTER]
    if not exporters or are_moved(manifests):
        return
    files = _Files(exporters, (*manifests.workloads, *manifests.bound, *manifests.pods_in_part))
    for service in manifests.of_kind("Service"):
        selector = dict(service.value.entries("spec", "selector"))
        is_whole = not manifests.may_change(service.value) and not manifests.additions_to(service.value.place).labels
        external = service.value.text("spec", "type") == "ExternalName"
        if selector and is_whole and not external and service.value.text("apiVersion") == "v1":
            yield from _of(service, selector, files)


def _of(service: KubeObject, selector: Mapping[str, Value], files: _Files) -> Iterator[ManifestFault]:
    selected = files.pods.selected({key: str(one.tree) for key, one in selector.items()}, service.value.place)
    met = [files.exporters[one.place] for one in selected if one.place in files.exporters and _may_meet(service, one)]
    if selected and len(met) == len(selected):
        for port in service.value.elements("spec", "ports"):
            yield from _of_port(port, met)
    elif not selected and service.namespace:
        beside = [one for one in files.named(service) if not one.in_part]
        if len(beside) == 1:
            yield from _missed(selector, beside[0])


def _may_meet(service: KubeObject, workload: Workload) -> bool:
    known = service.namespace and workload.namespace
    return not workload.in_part and (not known or service.namespace == workload.namespace)


def _of_port(port: Value, met: list[Running]) -> Iterator[ManifestFault]:
    target = port.get("targetPort") or port.get("port")
    if target is None or port.text("protocol") == "UDP":
        return
    if isinstance(target.tree, str):
        if target.tree.isdecimal():
            return  # A name has a letter: the API server refuses such a text.
        names = {name for one in met for name in port_names(one.workload)}
        if target.tree in names or any(map(is_filled_in_later, (target.tree, *names))):
            return
        named = sorted(filter(None, names))
        message = f"no container of {met[0].workload.kind} {met[0].workload.name} has a port named {target.tree}"
        fix = f"Write {named[0]}." if len(named) == 1 else "Write the name of a port of the container."
        yield ManifestFault(target.place, f"{message}: the Service has no endpoint", fix)
        return
    number, heard = target.whole_number(), [_listens(one) for one in met]
    if number is None or None in heard or number in heard:
        return
    message = f"{DCGM_EXPORTER} listens on {heard[0]}, and the Service sends to {number}: connections are refused"
    yield ManifestFault(target.place, message, f"Write `targetPort: {heard[0]}`.")


def _listens(one: Running) -> int | None:
    """Return the port on which all that the pod has listens; None where that is not known."""
    alone = len(list(one.workload.pod.elements("containers"))) == 1
    told = exporter_told(one.arguments(), one.container.value)
    if not alone or one.container.value.has("envFrom") or "web-systemd-socket" in told:
        return None
    return port_of(told)


def _missed(selector: Mapping[str, Value], beside: Workload) -> Iterator[ManifestFault]:
    """Return a selector that the pods of the same name beside the Service do not fulfil."""
    labels = {key: str(value.tree) for key, value in beside.labels}
    said = (*labels.values(), *(value.tree for value in selector.values()))
    if beside.gets_labels or any(map(is_filled_in_later, said)):
        return
    differing = next(((key, one) for key, one in selector.items() if labels.get(key) != str(one.tree)), None)
    if differing is None:
        return
    key, value = differing
    has = f"have {key}: {labels[key]}" if key in labels else f"have no label {key}"
    message = f"the pods of {beside.kind} {beside.name} {has}, so the Service finds none of them"
    fix = f"Write `{key}: {labels[key]}`." if key in labels else "Select by a label that they have."
    yield ManifestFault(value.place, message, fix)


RULE = ManifestRule(
    "DCG207",
    "Service that reaches no port of dcgm-exporter",
    Severity.WARNING,
    why="A Service sends to the port of that number, or to the one that a container calls so, of the pods that have "
    "all of its labels. Where nobody listens there, or no pod is found, nothing is refused: Prometheus has no target, "
    "or one that is down.",
    fix="Select by labels of the pod's template, and write the port on which the exporter listens, 9400 by default.",
    source="kubernetes/kubernetes pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/pod/util.go (FindPort); "
    "NVIDIA/dcgm-exporter pkg/cmd/app.go (DCGM_EXPORTER_LISTEN)",
    bad="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  selector: {matchLabels: {app: dcgm-exporter}}
  template:
    metadata: {labels: {app: dcgm-exporter}}
    spec:
      containers:
        - name: exporter
          image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
          ports: [{name: metrics, containerPort: 9400}]
---
apiVersion: v1
kind: Service
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  selector: {app: dcgm-exporter}
  ports:
    - {name: metrics, port: 9400, targetPort: http-metrics}  # <- here
    - {name: other, port: 9401}  # <- here
""",
    good="""\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  selector: {matchLabels: {app: dcgm-exporter}}
  template:
    metadata: {labels: {app: dcgm-exporter}}
    spec:
      containers:
        - name: exporter
          image: nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04
          ports: [{name: metrics, containerPort: 9400}]
---
apiVersion: v1
kind: Service
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  selector: {app: dcgm-exporter}
  ports:
    - {name: metrics, port: 9400, targetPort: metrics}
    - {name: other, port: 9401, targetPort: 9400}
""",
    check=_check,
)
