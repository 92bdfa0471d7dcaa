"""Files as kustomize makes them: patches laid over what they are for, in the documents that hold it.

Of overlays that make unlike things of one base the first is taken: no cluster has a mixture of them. Sources:
kubernetes-sigs/kustomize api/internal/target/kusttarget.go; fluxcd/pkg kustomize/kustomize_generator.go (what Flux's
Kustomization says is laid over what the folder makes, which is all files of it where it has no kustomization);
argoproj/argo-cd util/kustomize/kustomize.go.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.manifests.builder import READ, Builder, Given, Untaken
from generator.manifests.collector import path_in
from generator.manifests.inner import MAX_BYTES
from generator.manifests.merged import Listed, Mapped, Part, closed, opened_part
from generator.manifests.resource import Address, Resource
from generator.manifests.source import Load
from generator.manifests.substituted import substituted
from generator.model.manifest import Manifests
from generator.model.manifest_built import Outer
from generator.model.manifest_value import Place, Value
from generator.model.tree import Path
from generator.yamltext.reader import read_documents

_COMPONENT = "Component"
_LISTS = ("resources", "bases", "components")


class Overlay(NamedTuple):
    """A kustomization that is left out beside another one, since both make something else of a file."""

    place: Place
    folder: str
    taken: str
    file: str


class Builds(NamedTuple):
    """What stands in the place of documents, each of which may be none; what was not worked out, and left out."""

    documents: dict[str, dict[int, tuple[Value, ...]]]
    without: frozenset[str]
    untaken: tuple[Untaken, ...]
    overlays: tuple[Overlay, ...]


class _Root(NamedTuple):
    """A kustomization that nothing holds, or one that Flux or Argo CD is given."""

    folder: str
    outer: Outer | None
    place: Place


def builds(manifests: Manifests, load: Load) -> Builds | None:
    """Return what kustomizations make of the files, None where there are none."""
    kustomizations = {str(PurePosixPath(one.value.place.file).parent): one.value for one in manifests.built}
    if not kustomizations and not manifests.outers:
        return None
    known: dict[str, list[Value]] = {}

    def documents(name: str) -> list[Value]:
        if name not in known:
            found, _ = read_documents(
                (load(name) or b"") if name in manifests.names else b"", name, MAX_BYTES, lenient=True
            )
            known[name] = [Value(one.data, Place(name, at)) for at, one in enumerate(found)]
        return known[name]

    given = Given(documents, manifests.names, kustomizations)
    kept: list[Builder] = []
    left: list[tuple[Overlay, Builder]] = []
    seen: dict[Address, tuple[Resource, str]] = {}
    for root in _roots(given, manifests.outers):
        made = _made(root, given, manifests)
        other = next((one for one in made.resources if _is_another(one, seen)), None)
        if other is not None:
            file, taken = other.address.file, seen[other.address][1]
            left.append((Overlay(root.place, root.folder, taken, file), made))
            continue
        kept.append(made)
        seen.update({one.address: (one, root.folder) for one in made.resources if one.address not in seen})
    edits = _Edits()
    for made in kept:
        edits.take(made)
    for _, made in left:
        edits.leave(made, given)
    untaken = dict.fromkeys(one for made in kept for one in made.untaken)
    overlays = tuple(overlay for overlay, _ in left)
    return Builds(edits.documents(given), frozenset(edits.without), tuple(untaken), overlays)


def _is_another(one: Resource, seen: dict[Address, tuple[Resource, str]]) -> bool:
    return one.kind in READ and one.address in seen and one.signature != seen[one.address][0].signature


def _roots(given: Given, outers: tuple[Outer, ...]) -> Iterator[_Root]:
    """Return the roots, first those that Flux and Argo CD are given; of folders that end alike none is meant."""
    folders: dict[str, list[tuple[str, ...]]] = {}
    for parts in dict.fromkeys(parent.parts for name in given.names for parent in PurePosixPath(name).parents):
        folders.setdefault(parts[-1] if parts else "", []).append(parts)
    held = {path_in(at, str(one.tree)) for at, value in given.kustomizations.items() for one in _listed(value)}
    for outer in outers:
        ends = [one for one in folders.get(outer.path[-1], ()) if one[-len(outer.path) :] == outer.path]
        every = [str(PurePosixPath(*one)) for one in ends]
        meant = [one for one in every if one in given.kustomizations] or every
        if len(meant) == 1:
            held.add(meant[0])
            yield _Root(meant[0], outer, outer.value.place)
    for folder, value in given.kustomizations.items():
        if folder not in held and value.text("kind") != _COMPONENT:
            yield _Root(folder, None, value.place)


def _listed(value: Value) -> Iterator[Value]:
    return (one for key in _LISTS for one in value.elements(key))


def _made(root: _Root, given: Given, manifests: Manifests) -> Builder:
    made = Builder(given)
    if root.folder in given.kustomizations:
        made.add(root.folder, made.resources)
    else:
        for path in _below(root.folder, given):
            made.add_path(path, made.resources)
    if root.outer is not None and root.outer.holder is not None:
        for one in root.outer.holder.elements("components"):
            made.add(path_in(root.folder, str(one.tree)), made.resources)
        made.transform(root.outer.holder, made.resources)
        substituted(root.outer, made, given, manifests)
    return made


def _below(folder: str, given: Given) -> Iterator[str]:
    """Return what Flux takes of a folder without a kustomization: kustomizations below, and files that are in none."""
    inner = [one for one in given.kustomizations if PurePosixPath(folder) in PurePosixPath(one).parents]
    tops = [one for one in inner if not any(PurePosixPath(other) in PurePosixPath(one).parents for other in inner)]
    yield from tops
    for name in given.names:
        parents = set(map(str, PurePosixPath(name).parents))
        if folder in parents and not parents.intersection(tops):
            yield name


class _Edits:
    """What is put in the place of parts of documents; None takes one out."""

    def __init__(self) -> None:
        self._by_document: dict[tuple[str, int], dict[Path, Part | None]] = {}
        self.without: set[str] = set()
        self._taken: set[Address] = set()
        self._folders: set[str] = set()
        self._beside: set[str] = set()

    def put(self, address: Address, part: Part | None) -> None:
        self._by_document.setdefault((address.file, address.document), {})[address.path] = part

    def take(self, made: Builder) -> None:
        """Take what a kustomization makes, and its patches away, which are in that now."""
        for one in made.resources:
            if one.is_changed:
                self.put(one.address, one.part)
        for address in made.gone:
            self.put(address, None)
        for place in made.laid:
            if len(place.steps) == 1:
                self.put(Address(place.file, place.document, place.steps[0]), None)
        self.without.update(made.laid_files)
        self._taken.update(one.address for one in made.resources)
        self._folders.update(made.folders)
        self._beside.update(made.beside)

    def leave(self, made: Builder, given: Given) -> None:
        """Leave out what only a kustomization has that is left out; those that are not are taken before."""
        for one in made.resources:
            if one.address not in self._taken:
                self.put(one.address, None)
        for folder in made.folders:
            if folder not in self._folders:
                place = given.kustomizations[folder].place
                self.put(Address(place.file, place.document), None)
        self.without.update(file for file in made.beside if file not in self._beside)

    def documents(self, given: Given) -> dict[str, dict[int, tuple[Value, ...]]]:
        """Return what stands in the place of each document."""
        found: dict[str, dict[int, tuple[Value, ...]]] = {}
        for (file, number), parts in self._by_document.items():
            one = _edited(given.documents(file)[number], parts)
            found.setdefault(file, {})[number] = () if one is None else (one,)
        return found


def _edited(document: Value, parts: dict[Path, Part | None]) -> Value | None:
    """Return a document with parts of it in the place of others, or taken out: from the back, so that indices stay."""
    if () in parts:
        whole = parts[()]
        return None if whole is None else closed(whole)
    here: Part = document
    for path in sorted(parts, key=lambda one: [str(step).zfill(9) for step in one], reverse=True):
        here = _with(here, path, parts[path])
    return closed(here)


def _with(part: Part, path: Path, new: Part | None) -> Part:
    if not path:
        return part if new is None else new
    here, step = opened_part(part), path[0]
    if isinstance(here, Mapped) and isinstance(step, str) and step in here.parts:
        if len(path) == 1 and new is None:
            del here.parts[step]
        else:
            here.parts[step] = _with(here.parts[step], path[1:], new)
    elif isinstance(here, Listed) and isinstance(step, int) and step < len(here.parts):
        if len(path) == 1 and new is None:
            del here.parts[step]
        else:
            here.parts[step] = _with(here.parts[step], path[1:], new)
    return here
