"""What kustomizations may add to the objects that they hold, and to no others.

Sources: kubernetes-sigs/kustomize api/internal/target/kusttarget.go (AccumulateTarget: resources, then components, then
the transformers of the kustomization itself), api/types/kustomization.go, api/types/labels.go.
"""

import re
from collections.abc import Iterable, Iterator

from generator.ecosystem.kustomize import COMPONENTS
from generator.manifests.built import overlaid
from generator.manifests.collector import Collector, folder_of, path_in
from generator.manifests.holders import holders, holders_from_afar
from generator.manifests.inner import MAX_BYTES, opened
from generator.manifests.named import kind_of, name_of
from generator.model.manifest_built import Additions, Overlaid
from generator.model.manifest_value import Place, Value
from generator.yamltext.reader import read_documents

_UNKNOWN = ("replacements", "transformers", "vars")
"""What changes objects in ways that stand elsewhere."""
_READ_BY_OTHERS = ("kueue.x-k8s.io/", "pod-security.kubernetes.io/")
"""Labels by which something else changes a pod, or refuses it."""
_IN_PODS = ("includeSelectors", "includeTemplates")
_RENDERED = "postRenderers"
_COMPONENT = "Component"
_MAX_DEPTH = 50
_NOTHING = Additions()
_ANYTHING = Additions(to_all=True)
_is_kind = re.compile(r"\w+").fullmatch


def additions(out: Collector) -> dict[str, Additions]:
    """Return by file what may be added to its objects, for those to which anything may."""
    if not out.kustomization_values and not out.overlaid:
        return {}
    adding = _Adding(out)
    found = {file: adding.to(file) for file in sorted(out.held)}
    for folder, value in out.kustomization_values.items():
        if value.get("helmCharts") is not None and adding.to_charts_of(folder).reaches_any:
            found |= dict.fromkeys(_files_of_charts(folder, value), _ANYTHING)
    return {file: one for file, one in found.items() if one != _NOTHING}


def _files_of_charts(folder: str, kustomization: Value) -> Iterator[str]:
    """Return the files that say what charts of a kustomization render: which objects these are is not known."""
    yield kustomization.place.file
    for chart in kustomization.elements("helmCharts"):
        for one in (chart.get("valuesFile"), *chart.elements("additionalValuesFiles")):
            if one is not None:
                yield path_in(folder, str(one.tree))


class _Adding:
    """Finds what may be added to the objects of a file, each kustomization being read once."""

    def __init__(self, out: Collector) -> None:
        """Look at which kustomization lists what."""
        self._out = out
        self._holders = holders(out)
        for path, folders in holders_from_afar(out).items():
            self._holders.setdefault(path, []).extend(folders)
        self._own: dict[str, Additions] = {}
        self._above: dict[tuple[str, ...], Additions] = {}
        overlaid = (one for one in out.overlaid if _RENDERED not in one.entry.place.steps[0])
        self._everywhere = _together((*(_of_patch(one, out) for one in overlaid), *self._of_loose_components()))

    def to(self, file: str) -> Additions:
        """Return what may be added to the objects of a file, by kustomizations or by Flux and Argo CD.

        To a patch anything may be added: it is itself a part of something.
        """
        return _ANYTHING if file in self._out.patch_files else _together((self._everywhere, self._around(file, 0)))

    def to_charts_of(self, folder: str) -> Additions:
        """Return what may be added to what the charts of a kustomization render."""
        return _together((self._everywhere, self._by(folder, 0), self._around(folder, 0)))

    def _of_loose_components(self) -> Iterator[Additions]:
        """Return what components add that no kustomization lists: Flux and Argo CD put them over some by themselves."""
        for folder, value in self._out.kustomization_values.items():
            if kind_of(value) == _COMPONENT and folder not in self._holders:
                yield self._by(folder, 0)

    def _around(self, path: str, depth: int) -> Additions:
        folders = tuple(self._holders.get(path, ()))
        if not folders:
            return _NOTHING
        if depth > _MAX_DEPTH:
            return _ANYTHING
        if folders not in self._above:
            self._above[folders] = _NOTHING  # Of kustomizations that hold one another.
            self._above[folders] = _together(one for folder in folders for one in self._over(folder, depth))
        return self._above[folders]

    def _over(self, folder: str, depth: int) -> Iterator[Additions]:
        """Return what a kustomization adds, and what those around it do, which may use the names that it gives."""
        yield self._by(folder, 0)
        yield _by_first_names(self._around(folder, depth + 1), self._out.kustomization_values[folder])

    def _by(self, folder: str, depth: int) -> Additions:
        """Return what a kustomization adds, together with its components."""
        value = self._out.kustomization_values.get(folder)
        if value is None or depth > _MAX_DEPTH:
            return _ANYTHING
        if folder not in self._own:
            self._own[folder] = _NOTHING
            components = [path_in(folder, str(one.tree)) for one in value.elements(COMPONENTS)]
            found = _together((_of(value, self._out), *(self._by(one, depth + 1) for one in components)))
            for one in components:
                found = _by_first_names(found, self._out.kustomization_values.get(one))
            self._own[folder] = found
        return self._own[folder]


def _by_first_names(added: Additions, renaming: Value | None) -> Additions:
    """Return additions with the names that objects had before a kustomization put something before or behind them.

    A patch may use any name that an object has had; source: kustomize api/resmap (GetMatchingResourcesByAnyId).
    """
    prefix = "" if renaming is None else renaming.text("namePrefix") or ""
    suffix = "" if renaming is None else renaming.text("nameSuffix") or ""
    if not prefix and not suffix:
        return added
    first = frozenset((kind, name.removeprefix(prefix).removesuffix(suffix)) for kind, name in added.objects)
    return added._replace(objects=added.objects | first)


def _of(value: Value, out: Collector) -> Additions:
    """Return what a kustomization says itself that it adds."""
    if any(value.get(key) is not None for key in _UNKNOWN):
        return _ANYTHING
    entries = [one for key in ("patches", "patchesJson6902") for one in value.elements(key)]
    return _together(
        (
            _of_labels(value),
            *(_of_patch(overlaid(one, out, value), out) for one in entries),
            *(_of_merged(one, value, out) for one in value.elements("patchesStrategicMerge")),
        )
    )


def _of_labels(value: Value) -> Additions:
    common = [key for key, _ in value.entries("commonLabels")]
    more = [key for one in value.elements("labels") for key, _ in one.entries("pairs")]
    if any(key.startswith(_READ_BY_OTHERS) for key in (*common, *more)):
        return _ANYTHING
    inside = any(one.get(key) is not None for one in value.elements("labels") for key in _IN_PODS)
    return Additions(labels=bool(common) or inside)


def _of_patch(patch: Overlaid, out: Collector) -> Additions:
    if patch.target is not None:
        kind = patch.target.text("kind") or ""
        return Additions(kinds=frozenset({kind})) if _is_kind(kind) else _ANYTHING
    if patch.objects:
        return Additions(objects=frozenset(patch.objects))
    path = patch.entry.text("path")
    return _ANYTHING if path is None else _of_file(path_in(folder_of(patch.entry), path), out)


def _of_merged(entry: Value, kustomization: Value, out: Collector) -> Additions:
    """Return what a strategic merge patch adds: a text, or the name of a file."""
    text = entry.text() or ""
    if "\n" not in text:
        return _of_file(path_in(folder_of(kustomization), text), out)
    content = opened(entry)
    return _ANYTHING if content is None else _of_objects((content,))


def _of_file(file: str, out: Collector) -> Additions:
    """Return what the objects of a file add to those of the same names; a file without a word of GPUs was not read."""
    if file in out.held:
        return Additions(objects=frozenset(out.held[file]))
    documents, _ = read_documents(out.load(file) or b"", file, MAX_BYTES, lenient=True)
    return _of_objects(tuple(Value(one.data, Place(file, at)) for at, one in enumerate(documents)))


def _of_objects(documents: tuple[Value, ...]) -> Additions:
    names = frozenset((kind_of(one), name_of(one)) for one in documents)
    return Additions(objects=names) if names and all(kind and name for kind, name in names) else _ANYTHING


def _together(every: Iterable[Additions]) -> Additions:
    found = [one for one in every if one != _NOTHING]
    if len(found) < 2:
        return found[0] if found else _NOTHING
    return Additions(
        any(one.to_all for one in found),
        frozenset[str]().union(*(one.kinds for one in found)),
        frozenset[tuple[str, str]]().union(*(one.objects for one in found)),
        any(one.labels for one in found),
    )
