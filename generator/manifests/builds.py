"""Files as kustomize makes them: patches laid over what they are for, in the documents that hold it.

Of overlays that make unlike things of one base the first is taken: no cluster has a mixture of them. Sources:
kubernetes-sigs/kustomize api/internal/target/kusttarget.go; fluxcd/pkg kustomize/kustomize_generator.go (what Flux's
Kustomization says is laid over what the folder makes, which is all files of it where it has no kustomization);
argoproj/argo-cd util/kustomize/kustomize.go.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.ecosystem.kustomize import COMPONENTS, LISTS
from generator.manifests.builder import READ, Builder, Given, Untaken, counts
from generator.manifests.collector import path_in
from generator.manifests.edits import Edits
from generator.manifests.inner import MAX_BYTES
from generator.manifests.resource import Address, Identity, Resource
from generator.manifests.source import Load
from generator.manifests.substituted import substituted
from generator.model.manifest import Manifests
from generator.model.manifest_built import Outer
from generator.model.manifest_value import Place, Value
from generator.yamltext.reader import read_documents

_COMPONENT = "Component"
_TENANCY = frozenset({"LimitRange", "Namespace", "PriorityClass", "ResourceQuota"})
"""Kinds of which a cluster may have several that are made of one, in other namespaces or by other names."""


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
    again: list[tuple[Builder, list[Resource], Place]] = []
    left: list[tuple[Overlay, Builder]] = []
    seen: dict[Address, tuple[Resource, str]] = {}
    identities: set[Identity] = set()
    for root in _roots(given, manifests.outers):
        made = _made(root, given, manifests)
        others = [one for one in made.resources if _is_another(one, seen)]
        more = [one for one in others if made.is_plain and one.kind in _TENANCY and one.identity not in identities]
        blended = next((one for one in others if counts(one) and one not in more), None)
        if blended is not None:
            file, taken = blended.address.file, seen[blended.address][1]
            left.append((Overlay(root.place, root.folder, taken, file), made))
            continue
        if more:
            again.append((made, more, root.place))
        else:
            kept.append(made)
        identities.update(one.identity for one in made.resources)
        seen.update({one.address: (one, root.folder) for one in made.resources if one.address not in seen})
    edits = Edits(given)
    for made in kept:
        edits.take(made)
    for made, others, place in again:
        edits.take_again(made, others, place)
    for _, made in left:
        edits.leave(made)
    every = (*kept, *(made for made, _, _ in again))
    untaken = dict.fromkeys(one for made in every for one in made.untaken)
    return Builds(edits.documents(), frozenset(edits.without), tuple(untaken), tuple(one for one, _ in left))


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
    return (one for key in LISTS for one in value.elements(key))


def _made(root: _Root, given: Given, manifests: Manifests) -> Builder:
    made = Builder(given)
    if root.folder in given.kustomizations:
        made.add(root.folder, made.resources)
    else:
        for path in _below(root.folder, given):
            made.add_path(path, made.resources)
    if root.outer is not None:
        for one in root.outer.holder.elements(COMPONENTS):
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
