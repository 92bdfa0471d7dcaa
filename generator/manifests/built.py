"""What kustomizations put together, as far as all of it is among the files: for patches that may find nothing.

Sources: kubernetes-sigs/kustomize api/internal/target/kusttarget.go (accumulateResources, accumulateComponents),
api/internal/builtins/PatchTransformer.go.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import relpath

from generator.ecosystem.argo_cd import sources_of
from generator.ecosystem.kustomize import COMPONENTS, FLUX_GROUP, LISTS
from generator.manifests.collector import Collector, folder_of, normal_path, path_in
from generator.manifests.inner import opened
from generator.manifests.named import group_of, kind_of, name_of
from generator.model.manifest_built import Built, Outer, Overlaid
from generator.model.manifest_value import Value, is_filled_in_later

_MAKES_MORE = ("generators", "helmCharts", "helmChartInflationGenerator", "transformers")
_MAX_DEPTH = 20
_ENOUGH = 3
"""Entries of which all but one lead somewhere, so that the files given are taken for all there are."""
_COMPONENT = "Component"
_OF_FLUX = ("patches", "patchesJson6902")


def collect_overlaid(value: Value, out: Collector) -> None:
    """Take the patches that are written in an object of Flux or Argo CD, and the images that Argo CD puts in."""
    for image in (one for source in sources_of(value) for one in source.elements("kustomize", "images")):
        name, sign, _ = (image.text() or "").partition("=")
        if name:
            # Without a new name it is the name and a tag, by a colon behind the last folder.
            folder, slash, last = name.rpartition("/")
            plain = name if sign else f"{folder}{slash}{last.partition(':')[0].partition('@')[0]}"
            out.images.append(Value({"name": plain}, image.place))
    out.outers.extend(_outers(value))
    entries = [one for key in _OF_FLUX for one in value.elements("spec", key)]
    for source in sources_of(value):
        entries += source.elements("kustomize", "patches")
    for renderer in value.elements("spec", "postRenderers"):
        entries += renderer.elements("kustomize", "patches")
        entries += renderer.elements("kustomize", "patchesJson6902")
    out.overlaid.extend(overlaid(entry, out) for entry in entries)
    # Flux had these until v1beta2, as trees.
    merged = value.elements("spec", "patchesStrategicMerge")
    out.overlaid.extend(Overlaid(one, None, None, tuple(_named(one))) for one in merged)


def _outers(value: Value) -> Iterator[Outer]:
    """Return what Flux or Argo CD is told to make of folders."""
    found = [(source.text("path"), source.get("kustomize")) for source in sources_of(value)]
    if group_of(value) == FLUX_GROUP:
        found.append((value.text("spec", "path"), value.get("spec")))
    for path, holder in found:
        parts = normal_path(PurePosixPath(path or "")).parts
        if parts and holder is not None:
            yield Outer(value, parts, holder)


class _Held:
    """What kustomizations hold by kind and name, each found once however often others list it."""

    def __init__(self, out: Collector) -> None:
        self._out = out
        self._known: dict[str, frozenset[tuple[str, str]] | None] = {}

    def by(self, value: Value, depth: int = 0) -> frozenset[tuple[str, str]] | None:
        """Return all objects of one, by any name they have on the way; None if they are not known."""
        if depth > _MAX_DEPTH or any(value.get(key) is not None for key in _MAKES_MORE):
            return None
        found: set[tuple[str, str]] = set()
        for key, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            found |= {(kind, one.text("name") or "") for one in value.elements(key)}
        for file in dict.fromkeys(_path(value, entry) for key in LISTS for entry in value.elements(key)):
            if file not in self._known:
                inner = self._out.kustomization_values.get(file)
                self._known[file] = (
                    frozenset(self._out.held.get(file, ())) if inner is None else self.by(inner, depth + 1)
                )
            below = self._known[file]
            if not below:
                return None
            found |= below
        prefix, suffix = value.text("namePrefix") or "", value.text("nameSuffix") or ""
        return frozenset(found | {(kind, f"{prefix}{name}{suffix}") for kind, name in found})


def built(out: Collector) -> tuple[Built, ...]:
    """Return what each kustomization puts together."""
    held = _Held(out)
    around = _names_by_folder(out)
    return tuple(
        _built(one, out, held)._replace(absent=_absent(one, around), astray=_astray(one, around))
        for one in out.kustomization_values.values()
    )


def _names_by_folder(out: Collector) -> dict[str, dict[str, bool]]:
    """Return what each folder has, files and folders, each with whether it is known to hold objects."""
    found: dict[str, dict[str, bool]] = {}
    for name in out.names:
        path = normal_path(PurePosixPath(name))
        found.setdefault(str(path.parent), {})[path.name] = name in out.held
        for folder in list(path.parents)[:-1]:
            has = str(folder) in out.kustomization_values
            found.setdefault(str(folder.parent), {})[folder.name] = has
    return found


def _absent(value: Value, around: dict[str, dict[str, bool]]) -> tuple[tuple[Value, tuple[str, ...]], ...]:
    """Return the entries of no file that was given, each with what its folder has that is not listed."""
    entries = {_path(value, entry): entry for key in LISTS for entry in value.elements(key)}
    found = []
    for file, entry in entries.items():
        path = PurePosixPath(file)
        beside = around.get(str(path.parent), {})
        if path.name not in beside and isinstance(entry.tree, str):
            unlisted = [name for name, has in beside.items() if has and str(path.parent / name) not in entries]
            found += [(entry, tuple(sorted(unlisted)))] if unlisted else []
    return tuple(found)


def _astray(value: Value, around: dict[str, dict[str, bool]]) -> tuple[Value, str] | None:
    """Return the one entry that leads nowhere, and the way to what stands nearby under its name.

    Where more entries lead nowhere, or few lead anywhere, most likely not all files were given.
    """
    entries = {_path(value, entry): entry for key in LISTS for entry in value.elements(key) if _is_local(entry)}
    paths = {PurePosixPath(file): entry for file, entry in entries.items()}
    lacking = [path for path in paths if path.name not in around.get(str(path.parent), {})]
    if len(lacking) != 1 or len(paths) < _ENOUGH:
        return None
    folder, entry = PurePosixPath(folder_of(value)), paths[lacking[0]]
    found = {
        one
        for one in _namesakes(lacking[0], str(entry.tree), folder, around)
        if around.get(str(one.parent), {}).get(one.name) and not paths.keys() & {one, *one.parents}
    }
    return (entry, relpath(found.pop(), folder)) if len(found) == 1 else None


def _is_local(entry: Value) -> bool:
    text = entry.tree
    is_remote = not isinstance(text, str) or any(sign in text for sign in ("://", "?", "git@", "github.com"))
    return not is_remote and not is_filled_in_later(text)


def _namesakes(
    path: PurePosixPath, text: str, folder: PurePosixPath, around: dict[str, dict[str, bool]]
) -> Iterator[PurePosixPath]:
    """Return where an entry might lead with a folder more on its way, or with more or fewer steps upwards."""
    for name in around.get(str(path.parent), {}):
        yield path.parent / name / path.name
    tail = [part for part in PurePosixPath(text).parts if part != ".."]
    if len(tail) > 1:
        yield from (above.joinpath(*tail) for above in (folder, *folder.parents))


def _built(value: Value, out: Collector, held: _Held) -> Built:
    strays, others, again, above = [], [], [], []
    own = normal_path(PurePosixPath(folder_of(value)))
    listed: set[str] = set()
    for key in LISTS:
        for entry in value.elements(key):
            file = _path(value, entry)
            if _is_local(entry) and entry.tree and _is_at_or_above(PurePosixPath(file), own):
                above.append(entry)
            if file in listed and (out.held.get(file) or file in out.kustomization_values):
                again.append(entry)
            listed.add(file)
            inner = out.kustomization_values.get(file)
            if file in out.bare and file not in out.held and key != COMPONENTS:
                strays.append(entry)
            elif inner is not None and (inner.text("kind") == _COMPONENT) != (key == COMPONENTS):
                others.append(entry)
    patches = [overlaid(entry, out, value) for entry in value.elements("patches")]
    patches += [overlaid(entry, out, value) for entry in value.elements("patchesJson6902")]
    is_component = value.text("kind") == _COMPONENT
    objects = None if is_component else held.by(value)
    return Built(value, objects, tuple(strays), tuple(others), tuple(patches), tuple(again), above=tuple(above))


def _is_at_or_above(path: PurePosixPath, folder: PurePosixPath) -> bool:
    """Say whether a path is a folder or one around it, which may lie above all that was given."""
    ways_out = sum(part == ".." for part in folder.parts)
    leads_out = set(path.parts) == {".."} and len(path.parts) > ways_out
    return leads_out or path == folder or path in folder.parents


def _path(value: Value, entry: Value) -> str:
    return path_in(folder_of(value), str(entry.tree))


def overlaid(entry: Value, out: Collector, kustomization: Value | None = None) -> Overlaid:
    """Return a patch with what it holds, be it in a file of its own."""
    text, path = entry.get("patch"), entry.get("path")
    content = None if text is None else (opened(text) or (text if isinstance(text.tree, list) else None))
    if path is not None and kustomization is not None:
        file = _path(kustomization, path)
        content = next(iter(out.lists.get(file, ())), None)
        objects = tuple(out.held.get(file, ()))
    else:
        objects = tuple(_named(content))
    is_operations = content is not None and isinstance(content.tree, list)
    return Overlaid(entry, entry.get("target"), content if is_operations else None, objects)


def _named(content: Value | None) -> Iterator[tuple[str, str]]:
    if content is not None and isinstance(content.tree, dict) and kind_of(content) and name_of(content):
        yield kind_of(content), name_of(content)
