"""Upstream chart releases that we compile for: one fact sheet each, made by ``python -m generator.factsheet``."""

import json
import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

from generator.facts.data import data_dir
from generator.model.chart import (
    ChartDependency,
    ChartImage,
    ChartObject,
    ChartSheet,
    Crd,
    CrdField,
    CrdVersion,
)
from generator.model.tree import Tree

GPU_OPERATOR = "gpu-operator"
DEVICE_PLUGIN = "nvidia-device-plugin"

CHART_RELEASES: tuple[tuple[str, str], ...] = (
    (GPU_OPERATOR, "v25.3.4"),
    (GPU_OPERATOR, "v25.10.1"),
    (GPU_OPERATOR, "v26.3.3"),
    (GPU_OPERATOR, "v26.7.0"),
    (DEVICE_PLUGIN, "v0.17.4"),
    (DEVICE_PLUGIN, "v0.18.2"),
    (DEVICE_PLUGIN, "v0.19.3"),
    (DEVICE_PLUGIN, "v0.20.0"),
)
"""Chart and release tag, oldest first within a chart."""

CHARTS: tuple[str, ...] = (GPU_OPERATOR, DEVICE_PLUGIN)

PLUGIN_CONFIG: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {GPU_OPERATOR: ("devicePlugin", "config"), DEVICE_PLUGIN: ("config",)}
)
"""By chart where its values speak of the device plugin's ConfigMap: `name`, `default` and its entries."""
CONFIG_ENTRIES: Mapping[str, str] = MappingProxyType({GPU_OPERATOR: "data", DEVICE_PLUGIN: "map"})
"""By chart the key below that, which holds the entries."""

ReleaseNumbers: TypeAlias = tuple[int, int, int]
_NEWEST: ReleaseNumbers = (999, 0, 0)


def release_numbers(tag: str) -> ReleaseNumbers:
    """Return the numbers of a release tag: ``v0.19.3-ubi9`` is (0, 19, 3); one that says none is taken to be new."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", tag)
    return _NEWEST if found is None else (int(found[1]), int(found[2]), int(found[3]))


def chart_versions(chart: str) -> tuple[str, ...]:
    """Return the releases of a chart that we know, oldest first; empty for an unknown chart."""
    return tuple(version for name, version in CHART_RELEASES if name == chart)


@cache
def load_chart(chart: str, version: str) -> ChartSheet:
    """Return the fact sheet of a release; a KeyError if `chart_versions` does not list it."""
    raw = _read(chart, version, ".json")
    return ChartSheet(
        chart=_text(raw["chart"]),
        release=_text(raw["release"]),
        version=_text(raw["version"]),
        app_version=_text(raw["appVersion"]),
        repository=_text(raw["repository"]),
        kube_version=_text(raw["kubeVersion"]),
        crd_bytes=int(_text(raw["crdBytes"])),
        dependencies=tuple(_dependency(_map(entry)) for entry in _list(raw["dependencies"])),
        components={key: _text(value) for key, value in _map(raw["components"]).items()},
        images=tuple(_image(path, _map(entry)) for path, entry in _map(raw["images"]).items()),
        objects=tuple(_object(_map(entry)) for entry in _list(raw["objects"])),
        dead={key: _text(value) for key, value in _map(raw["dead"]).items()},
        values={key: _map(value) for key, value in _map(raw["values"]).items()},
    )


@cache
def load_crds(chart: str, version: str) -> tuple[Crd, ...]:
    """Return the custom resource definitions of a release, its sub-charts' included, sorted by group and kind."""
    return tuple(_crd(_map(entry)) for entry in _list(_read(chart, version, ".crds.json")["crds"]))


def _read(chart: str, version: str, suffix: str) -> dict[str, Tree]:
    if (chart, version) not in CHART_RELEASES:
        raise KeyError(f"{chart} {version}")
    tree: Tree = json.loads((data_dir("charts") / chart / f"{version}{suffix}").read_text(encoding="utf-8"))
    return _map(tree)


def _dependency(raw: dict[str, Tree]) -> ChartDependency:
    return ChartDependency(
        name=_text(raw["name"]),
        key=_text(raw["key"]),
        version=_text(raw["version"]),
        repository=_text(raw["repository"]),
        condition=_text(raw["condition"]),
    )


def _image(path: str, raw: dict[str, Tree]) -> ChartImage:
    return ChartImage(path, _text(raw["repository"]), _text(raw["image"]), _text(raw["version"]))


def _object(raw: dict[str, Tree]) -> ChartObject:
    return ChartObject(
        kind=_text(raw["kind"]),
        name=_text(raw["name"]),
        chart=_text(raw.get("chart", "")),
        when=_texts(raw.get("when", [])),
        namespaced=bool(raw.get("namespaced", False)),
        hooks=_texts(raw.get("hooks", [])),
        delete_policy=_texts(raw.get("deletePolicy", [])),
    )


def _crd(raw: dict[str, Tree]) -> Crd:
    return Crd(
        group=_text(raw["group"]),
        kind=_text(raw["kind"]),
        plural=_text(raw["plural"]),
        scope=_text(raw["scope"]),
        chart=_text(raw["chart"]),
        names=_map(raw["names"]),
        versions=tuple(_crd_version(_map(entry)) for entry in _list(raw["versions"])),
    )


def _crd_version(raw: dict[str, Tree]) -> CrdVersion:
    return CrdVersion(
        name=_text(raw["name"]),
        served=bool(raw["served"]),
        storage=bool(raw["storage"]),
        status=bool(raw["status"]),
        fields=tuple(_crd_field(path, _map(entry)) for path, entry in _map(raw["fields"]).items()),
    )


def _crd_field(path: str, raw: dict[str, Tree]) -> CrdField:
    rules = {key: value for key, value in raw.items() if key not in ("type", "required")}
    return CrdField(path, _text(raw["type"]), bool(raw.get("required", False)), rules)


def _map(value: Tree) -> dict[str, Tree]:
    if not isinstance(value, dict):
        raise TypeError(f"fact sheet: a map was expected, not {value!r}")
    return value


def _list(value: Tree) -> list[Tree]:
    if not isinstance(value, list):
        raise TypeError(f"fact sheet: a list was expected, not {value!r}")
    return value


def _text(value: Tree) -> str:
    return str(value)


def _texts(value: Tree) -> tuple[str, ...]:
    return tuple(_text(item) for item in _list(value))
