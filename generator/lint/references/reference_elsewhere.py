"""A source, ConfigMap or release that Flux or K3s looks for in another namespace, or under another key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.facts.charts import CHARTS
from generator.lint.common.near import slip
from generator.model.finding import Severity
from generator.model.manifest import ConfigMapKeys, Manifests
from generator.model.manifest_objects import KubeObject, may_be_one
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_SOURCES = ("HelmRepository", "OCIRepository")
_KEY = "values.yaml"
"""The key of a ConfigMap that Flux reads where none is said."""
_Spaces = Mapping[tuple[str, str], set[str | None]]
"""The namespaces in which an object is, by its kind and name."""


class _Asked(NamedTuple):
    """A reference: its name, the kind and the namespace that it means; `own` says that it names no namespace."""

    name: Value
    kind: str
    namespace: str
    own: bool


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    there, maps = _spaces(manifests), _by_name(manifests.config_maps)
    for release in manifests.of_kind("HelmRelease"):
        if release.namespace:
            yield from _of_release(release, release.namespace, there)
        for entry in release.value.elements("spec", "valuesFrom"):
            yield from _of_key(entry, release.namespace, maps)
    yield from _of_k3s(manifests)


def _spaces(manifests: Manifests) -> _Spaces:
    found: dict[tuple[str, str], set[str | None]] = {}
    named = [(one.kind, one.name, one.namespace) for kind in _SOURCES for one in manifests.of_kind(kind)]
    named += [("HelmRelease", one.name, one.namespace) for one in manifests.releases]
    named += [("ConfigMap", one.name, one.namespace) for one in manifests.config_maps if not one.hashed]
    for kind, name, space in named:
        found.setdefault((kind, name), set()).add(space)
    return found


def _by_name(config_maps: Iterable[ConfigMapKeys]) -> Mapping[str, Sequence[ConfigMapKeys]]:
    found: dict[str, list[ConfigMapKeys]] = {}
    for one in config_maps:
        found.setdefault(one.name, []).append(one)
    return found


def _of_release(release: KubeObject, namespace: str, there: _Spaces) -> Iterator[ManifestFault]:
    for asked in _asked_for(release.value, namespace):
        spaces = there.get((asked.kind, asked.name.text() or ""), set())
        if spaces and None not in spaces and asked.namespace not in spaces:
            yield _fault(asked, sorted(filter(None, spaces)))


def _asked_for(release: Value, namespace: str) -> Iterator[_Asked]:
    """Return what a HelmRelease names: a source or release of another namespace too, ConfigMaps of its own alone."""
    references = [release.get("spec", "chart", "spec", "sourceRef"), release.get("spec", "chartRef")]
    found = [(one, one.text("kind") or "") for one in references if one is not None]
    found += [(one, "HelmRelease") for one in release.elements("spec", "dependsOn")]
    found += [(one, one.text("kind") or "") for one in release.elements("spec", "valuesFrom")]
    for one, kind in found:
        name, said = one.get("name"), one.text("namespace") if kind != "ConfigMap" else None
        if name is not None and not is_filled_in_later(name.tree) and not is_filled_in_later(said):
            yield _Asked(name, kind, said or namespace, not said)


def _fault(asked: _Asked, spaces: list[str]) -> ManifestFault:
    there = " and ".join(spaces)
    message = f"Flux looks for the {asked.kind} {asked.name.tree} in the namespace {asked.namespace}, it is in {there}"
    choice = " or ".join(f"`namespace: {one}`" for one in spaces)
    fix = f"Write {choice} beside the name." if asked.own else f"Write {choice}."
    if asked.kind == "ConfigMap":
        fix = f"Move the ConfigMap to the namespace {asked.namespace}."
    return ManifestFault(asked.name.place, message, fix)


def _of_key(
    entry: Value, namespace: str | None, config_maps: Mapping[str, Sequence[ConfigMapKeys]]
) -> Iterator[ManifestFault]:
    name, said = entry.get("name"), entry.get("valuesKey")
    optional = entry.get("optional")
    if name is None or entry.text("kind") != "ConfigMap" or (optional is not None and optional.tree is not False):
        return
    key = _KEY if said is None else said.tree
    maps = [one for one in config_maps.get(name.text() or "", ()) if may_be_one(one.namespace, namespace)]
    keys = {key for one in maps for key in one.keys}
    if maps and all(one.keys for one in maps) and isinstance(key, str) and key not in keys:
        if is_filled_in_later(key):
            return
        message = f"the ConfigMap {name.tree} has no key {key}, it has {' and '.join(sorted(keys))}"
        fix = f"Write `valuesKey: {min(keys)}`." if len(keys) == 1 else "Write the key with the values as `valuesKey`."
        yield ManifestFault((said or name).place, message, fix)


def _of_k3s(manifests: Manifests) -> Iterator[ManifestFault]:
    by_name: dict[str, list[KubeObject]] = {}
    by_chart: dict[str, list[KubeObject]] = {}
    for one in manifests.of_kind("HelmChart"):
        by_name.setdefault(one.name, []).append(one)
        by_chart.setdefault((one.value.text("spec", "chart") or "").rpartition("/")[2], []).append(one)
    ours = sorted(one.name for name in CHARTS for one in by_chart.get(name, ()))
    for config in manifests.of_kind("HelmChartConfig"):
        named, alike = by_name.get(config.name, []), by_chart.get(config.name, [])
        at = config.value.place.below("metadata", "namespace" if named else "name")
        if not named and alike and config.name in CHARTS:
            message = f"no HelmChart is called {config.name}: that of this chart is {_listed(alike, 'name')}"
            yield ManifestFault(at, message, f"Write `name: {alike[0].name}`.", severity=Severity.WARNING)
        elif not named and (near := slip(config.name, ours)) is not None:
            message = f"no HelmChart is called {config.name}: nobody reads these values"
            yield ManifestFault(at, message, f"Did you mean {near}?", severity=Severity.WARNING)
        elif named and config.namespace and all(one.namespace not in (None, config.namespace) for one in named):
            message = f"the HelmChart {config.name} is in the namespace {_listed(named, 'namespace')}"
            yield ManifestFault(at, message, f"Write `namespace: {named[0].namespace}`.", severity=Severity.WARNING)


def _listed(objects: Iterable[KubeObject], field: str) -> str:
    return " or ".join(sorted({str(one.name if field == "name" else one.namespace) for one in objects}))


RULE = ManifestRule(
    "REF220",
    "Reference into another namespace, or to a missing key",
    Severity.ERROR,
    why="Where a HelmRelease names no namespace for its source or for what it depends on, Flux looks in the release's "
    "own; ConfigMaps with values it takes from there alone, and of those the key values.yaml unless another is said. A "
    "HelmChartConfig adds its values to the HelmChart of the same name and namespace.",
    fix="Name the namespace or the key in which it is.",
    source="fluxcd/helm-controller internal/controller/helmrelease_controller.go (checkDependencies), "
    "api/v2/helmrelease_types.go (GetNamespace of references); fluxcd/pkg chartutil/values.go "
    "(ChartValuesFromReferences); k3s-io/helm-controller pkg/controllers/chart/chart.go (job)",
    bad="""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: nvidia, namespace: flux-system}
spec: {url: "https://helm.ngc.nvidia.com/nvidia"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: gpu-values, namespace: gpu-operator}
data:
  gpu.yaml: |
    driver: {enabled: false}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
      sourceRef:
        kind: HelmRepository
        name: nvidia  # <- here
  valuesFrom:
    - kind: ConfigMap
      name: gpu-values  # <- here
""",
    good="""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: nvidia, namespace: flux-system}
spec: {url: "https://helm.ngc.nvidia.com/nvidia"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: gpu-values, namespace: gpu-operator}
data:
  gpu.yaml: |
    driver: {enabled: false}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
      sourceRef:
        kind: HelmRepository
        name: nvidia
        namespace: flux-system
  valuesFrom:
    - kind: ConfigMap
      name: gpu-values
      valuesKey: gpu.yaml
""",
    check=_check,
)
