"""A source that Flux does not take for a chart."""

import re
from collections.abc import Iterator

from generator.lint.common.chart_orders import REPOSITORY
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import ChartOrder, Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ALIKE = 0.8
_KINDS = (REPOSITORY, "GitRepository", "Bucket")
_BY_REFERENCE = ("OCIRepository", "HelmChart")
_REFERRED = ("OCIRepository", "HelmChart", "ExternalArtifact")
"""What a chartRef takes; those of `_BY_REFERENCE` have a chart's place in people's sourceRef too."""
_OCI = "oci://"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    repositories = manifests.of_kind(REPOSITORY)
    names = frozenset(one.name for one in repositories)
    meant: set[str] = set()
    for order in manifests.orders:
        if order.source is None or order.chart is None:
            continue
        kind, name = order.source.get("kind"), order.source.get("name")
        if kind is not None and kind.tree not in _KINDS:
            yield _of_kind(order, kind)
        elif name is not None and isinstance(name.tree, str) and kind is not None and kind.tree == REPOSITORY:
            meant.add(name.tree)
            yield from _of_name(name, name.tree, names)
    for release in manifests.of_kind("HelmRelease"):
        yield from _of_reference(release.value)
    for one in manifests.of_kind("OCIRepository"):
        yield from _of_registry(one)
    for one in repositories:
        if one.name in meant or "nvidia" in (one.value.text("spec", "url") or ""):
            yield from _of_repository(one)


def _of_kind(order: ChartOrder, kind: Value) -> ManifestFault:
    fix = f"Write one of {', '.join(_KINDS)}."
    if kind.tree in _BY_REFERENCE:
        name = None if order.source is None else order.source.text("name")
        fix = f"Write `chartRef: {{kind: {kind.tree}, name: {name}}}` below spec, instead of `chart`."
    return ManifestFault(kind.place, f"a chart's sourceRef takes no {kind.tree}: the API server refuses it", fix)


def _of_reference(release: Value) -> Iterator[ManifestFault]:
    reference, chart = release.get("spec", "chartRef"), release.get("spec", "chart")
    if reference is None or reference.tree is None:
        return
    if chart is not None and chart.tree is not None:
        message = "a HelmRelease takes either chart or chartRef: the API server refuses both"
        yield ManifestFault(reference.place, message, "Leave out one of them.", on_key=True)
    kind = reference.get("kind")
    if kind is not None and isinstance(kind.tree, str) and kind.tree not in _REFERRED:
        fix = f"Write one of {', '.join(_REFERRED)}."
        if kind.tree in _KINDS:
            fix = f"{fix[:-1]}, or name the chart below `chart.spec`, with this {kind.tree} as its sourceRef."
        yield ManifestFault(kind.place, f"a chartRef takes no {kind.tree}: the API server refuses it", fix)


def _of_registry(one: KubeObject) -> Iterator[ManifestFault]:
    """Find an OCIRepository whose address is none of a registry, or has the tag in it."""
    url = one.value.get("spec", "url")
    if url is None or not isinstance(url.tree, str) or is_filled_in_later(url.tree):
        return
    if not any(word in (one.name + url.tree).lower() for word in ("nvidia", "gpu")):
        return
    bare = url.tree.rpartition("://")[2]
    last = bare.rpartition("/")[2]
    if not url.tree.startswith(_OCI):
        message = f"the address of an OCIRepository begins with {_OCI}: the API server refuses {url.tree}"
        yield ManifestFault(url.place, message, f"Write {_OCI}{bare}.")
    elif "/" in bare and (":" in last or "@" in last):
        name, tag = re.split(r"[:@]", last, maxsplit=1)
        message = f"the address of an OCIRepository has no tag: Flux refuses {url.tree}"
        field = "digest" if "@" in last else "tag"
        yield ManifestFault(
            url.place, message, f"Write `{field}: {tag}` below `ref:`, and end the address with {name}."
        )


def _of_name(place: Value, name: str, names: frozenset[str]) -> Iterator[ManifestFault]:
    if name in names or not names:
        return
    near = nearest(name, names, _ALIKE)
    message = f"no HelmRepository {name} was found in what was given"
    hint = f"Did you mean {near}?" if near else None
    yield ManifestFault(place.place, message, hint, severity=Severity.WARNING if near else Severity.INFO)


def _of_repository(one: KubeObject) -> Iterator[ManifestFault]:
    url, kind = one.value.get("spec", "url"), one.value.text("spec", "type")
    if url is None or not isinstance(url.tree, str):
        return
    if kind == "oci" and not url.tree.startswith(_OCI):
        message = f"the HelmRepository {one.name} is of the type oci, and {url.tree} does not begin with {_OCI}"
        yield ManifestFault(url.place, message, "Leave out `type: oci`.")
    elif kind in (None, "default") and url.tree.startswith(_OCI):
        message = f"Flux looks for an index at {url.tree}, where a registry is: the HelmRepository lacks `type: oci`"
        yield ManifestFault(url.place, message, "Add `type: oci`.")


RULE = ManifestRule(
    "REF212",
    "Source that Flux does not take",
    Severity.ERROR,
    why="A HelmRelease's chart comes from a HelmRepository, a GitRepository or a Bucket; an OCIRepository is named by "
    "chartRef instead. Whether a HelmRepository is an index or a registry is said by its type alone.",
    fix="Lint the file with the source too.",
    source="fluxcd/helm-controller api/v2 (CrossNamespaceObjectReference and "
    "CrossNamespaceSourceReference: the kinds; HelmReleaseSpec: either chart or chartRef), issue 602; fluxcd/source-"
    "controller internal/controller/helmchart_controller.go, buildFromHelmRepository, "
    "and ocirepository_controller.go, parseRepository (the address has no tag)",
    bad="""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: mirror, namespace: flux-system}
spec:
  url: oci://ghcr.io/example/nvidia  # <- here
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
        kind: OCIRepository  # <- here
        name: gpu-operator
""",
    good="""\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: mirror, namespace: flux-system}
spec:
  type: oci
  url: oci://ghcr.io/example/nvidia
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
        name: mirror
        namespace: flux-system
""",
    check=_check,
)
