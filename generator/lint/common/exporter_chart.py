"""The container that the chart of dcgm-exporter makes of its values, each part at the place of the value.

Source: NVIDIA/dcgm-exporter deployment/templates/daemonset.yaml and deployment/values.yaml, 2.2.9-2.4.1 to 4.5.3-4.8.2.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.facts.exporter_chart import (
    EXPORTER_CHART,
    IMAGE,
    KUBELET,
    METRICS_MAP,
    METRICS_VOLUME,
    MOUNTS_SINCE,
    OWN_VOLUMES,
    SOCKETS,
    list_read,
)
from generator.facts.lone_charts import THE_EXPORTERS
from generator.facts.program_settings import DCGM_EXPORTER
from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.clusters import are_apart
from generator.lint.common.command_line import Running
from generator.lint.common.exporter import values_of_exporter
from generator.lint.common.lone_charts import values_for
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_value import Grafts, Place, Value
from generator.model.tree import Tree

_NEWEST = (4, 5, 0)
"""Stands for the release that Helm takes where none is said."""
_FEW = 6
"""Of a release with more values those behind the first are most likely of a fleet's others of that name."""
_LISTEN = "DCGM_EXPORTER_LISTEN"
_SOCKETS_MOUNT: Tree = {"name": SOCKETS, "mountPath": KUBELET, "readOnly": True}
_KUBERNETES: Tree = {"name": "DCGM_EXPORTER_KUBERNETES", "value": "true"}


class ExporterValues(NamedTuple):
    """Values for the chart, the later win; `whole` says that there are no others.

    `release` is None where it is said and no exact one.
    """

    sources: tuple[Value, ...]
    whole: bool
    release: Numbers | None

    def value(self, *path: str) -> Value | None:
        """Return what the values say at a path."""
        return next((found for one in reversed(self.sources) if (found := one.get(*path)) is not None), None)

    @property
    def place(self) -> Place:
        """Where the values stand that win."""
        return self.sources[-1].place

    def elements(self, key: str) -> list[Value]:
        """Return the elements of a list, of which Helm takes the last one whole."""
        found = self.value(key)
        return [] if found is None else list(found.elements())


def exporter_values(manifests: Manifests) -> Iterator[ExporterValues]:
    """Return the values for every installation of the chart among the files."""
    every = {one.place: one for one in values_for(THE_EXPORTERS, manifests)}
    if not any(EXPORTER_CHART in one.name for one in manifests.orders):
        every |= {one.place: one for one in values_of_exporter(manifests)}
    taken: set[Place] = set()
    for order in manifests.orders:
        given = order.values if len(order.values) <= _FEW else order.values[:1]
        near = {one.place: one for one in given if not are_apart(one.place, order.named.place)}
        # Patches are values of no chart by themselves.
        if order.name.rpartition("/")[2] == EXPORTER_CHART and any(place in every for place in near):
            taken.update(near)
            stated = "" if order.version is None else str(order.version.tree)
            release = exact_numbers(stated) if stated else _NEWEST
            yield ExporterValues(tuple(near.values()), order.whole, release)
    rest = [one for place, one in every.items() if place not in taken]
    for one in rest:
        yield ExporterValues((one,), len(every) == 1 and not manifests.orders, None)


def charted(manifests: Manifests) -> Iterator[Running]:
    """Return the exporter's container as every installation of its chart makes it."""
    for values in exporter_values(manifests):
        yield container_of(values)


def container_of(values: ExporterValues) -> Running:
    """Return the container, its variables and mounts, and the pod around it."""
    at = values.place
    address = values.value("service", "address")
    listens = [] if address is None else [_variable(_LISTEN, address)]
    parts = {
        "name": Value("exporter", at),
        "image": values.value("image", "repository") or Value(IMAGE, at),
        "args": _together(at, values.elements("arguments")),
        "env": _together(at, [Value(_KUBERNETES, at), *listens, *values.elements("extraEnv")]),
        "volumeMounts": _together(at, [Value(_SOCKETS_MOUNT, at), *mounts_of(values)]),
    }
    container = _mapping(at, parts)
    pod = _mapping(at, {"volumes": _together(at, _volumes(values))})
    env = tuple((one.text("name") or "", one) for one in container.elements("env"))
    own = Container("exporter", container, (), (), env, init=False)
    in_part = not values.whole
    workload = Workload("DaemonSet", EXPORTER_CHART, None, pod, (), None, (own,), False, at, None, in_part)
    return Running(DCGM_EXPORTER, own, workload)


def _variable(name: str, value: Value) -> Value:
    """Return a variable of which only the value is written somewhere."""
    return Value({"name": name, "value": value.tree}, _all_at(value.place, "name", "value"))


def mounts_of(values: ExporterValues) -> list[Value]:
    """Return the mounts beside the kubelet's: the given ones, or the chart's own where it has one."""
    if values.value("extraVolumeMounts") is not None or not _has_own_list(values):
        return values.elements("extraVolumeMounts")
    path = list_read(values.release or _NEWEST)
    mount: Tree = {"name": METRICS_VOLUME, "mountPath": path, "subPath": path.rpartition("/")[2]}
    at = values.value("extraConfigMapVolumes")
    return [Value(mount, values.place if at is None else _all_at(at.place, "name", "mountPath"))]


def metrics_volumes(values: ExporterValues) -> frozenset[str]:
    """Return the names of the volumes that hold the ConfigMap which the chart makes of customMetrics."""
    return frozenset(
        one.text("name") or "" for one in _config_maps(values) if one.text("configMap", "name") == METRICS_MAP
    )


def _config_maps(values: ExporterValues) -> list[Value]:
    if values.value("extraConfigMapVolumes") is not None or not _has_own_list(values):
        return values.elements("extraConfigMapVolumes")
    path = list_read(values.release or _NEWEST).rpartition("/")[2]
    items: Tree = [{"key": "metrics", "path": path}]
    volume: Tree = {"name": METRICS_VOLUME, "configMap": {"name": METRICS_MAP, "items": items}}
    return [Value(volume, values.place)]


def _has_own_list(values: ExporterValues) -> bool:
    return values.release is None or values.release >= MOUNTS_SINCE


def _volumes(values: ExporterValues) -> list[Value]:
    at = values.place
    path = values.value("kubeletPath") or Value(KUBELET, at)
    sockets = _mapping(at, {"name": Value(SOCKETS, at), "hostPath": _mapping(at, {"path": path})})
    own: list[Tree] = [{"name": name} for name in OWN_VOLUMES]
    return [sockets, *_hosts(values), *_config_maps(values), *(Value(one, at) for one in own)]


def _hosts(values: ExporterValues) -> Iterator[Value]:
    for one in values.elements("extraHostVolumes"):
        name, path = one.get("name"), one.get("hostPath")
        parts = {} if name is None else {"name": name}
        yield _mapping(one.place, parts if path is None else {**parts, "hostPath": _mapping(one.place, {"path": path})})


def _all_at(place: Place, *keys: str) -> Place:
    """Return the place of what stands nowhere, and whose fields are told where something else stands."""
    return place._replace(grafts=Grafts(dict.fromkeys(keys, place)))


def _together(at: Place, elements: list[Value]) -> Value:
    """Return a list of what stands at several places."""
    places: dict[str | int, Place] = {number: one.place for number, one in enumerate(elements)}
    return Value([one.tree for one in elements], at._replace(grafts=Grafts(places)))


def _mapping(at: Place, parts: Mapping[str, Value]) -> Value:
    """Return a mapping of what stands at several places."""
    places: dict[str | int, Place] = {key: one.place for key, one in parts.items()}
    return Value({key: one.tree for key, one in parts.items()}, at._replace(grafts=Grafts(places)))
