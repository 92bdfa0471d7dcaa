"""ConfigMaps that a kustomization makes and another one adds to: entries of generators that are joined.

Sources: kubernetes-sigs/kustomize api/types/configmapargs.go, kvpairsources.go, generationbehavior.go;
api/resmap/reswrangler.go (appendReplaceOrMerge: what exists already is merged with what comes later, which wins).
"""

from collections.abc import Callable
from pathlib import PurePosixPath
from posixpath import relpath
from typing import NamedTuple

from generator.manifests.collector import folder_of, path_in
from generator.manifests.merged import Listed, Mapped, Part, closed, opened_part
from generator.manifests.resource import Address, Resource
from generator.model.manifest_value import Place, Value

_MERGE, _REPLACE = "merge", "replace"
_FILES, _LITERALS = "files", "literals"
_ENVS = ("env", "envs")
FILES_OF_GENERATORS = frozenset({_FILES, *_ENVS})
_KIND = "ConfigMap"


class Joined(NamedTuple):
    """The entries of generators that others have taken up, and the files that these read no more."""

    entries: tuple[Address, ...]
    files: tuple[str, ...]


def joined_generators(kustomization: Value, into: list[Resource], tell: Callable[[Place, str], None]) -> Joined:
    """Add the ConfigMaps that a kustomization makes, and join those that add to what is there already."""
    entries: list[Address] = []
    files: list[str] = []
    for entry in kustomization.elements("configMapGenerator"):
        name, behavior = entry.text("name") or "", entry.text("behavior")
        own = _resource(entry, name, entry.text("namespace") or kustomization.text("namespace"))
        if behavior not in (_MERGE, _REPLACE):
            into.append(own)
            continue
        found = [one for one in into if one.kind == _KIND and name in one.names]
        said = [one for one in found if entry.text("namespace") in one.namespaces]
        there = next(iter(said or found), None)
        if there is None or not there.is_generated or any(entry.get(key) for key in _ENVS):
            tell(entry.place, f"this generator, which is to {behavior} the ConfigMap {name}")
            continue
        before = closed(there.part)
        there.part = _joined(there, entry, keeps=behavior == _MERGE)
        there.is_changed = True
        entries.append(own.address)
        now = {str(one.tree) for one in closed(there.part).elements(_FILES)}
        left = (text for one in before.elements(_FILES) if (text := str(one.tree)) not in now)
        files += [path_in(PurePosixPath(there.address.file).parent.as_posix(), path_of_source(one)) for one in left]
    return Joined(tuple(entries), tuple(files))


def _resource(entry: Value, name: str, namespace: str | None) -> Resource:
    address = Address(entry.place.file, entry.place.document, entry.place.steps[-1])
    return Resource(address, entry, _KIND, "", "v1", name, {name}, {namespace}, is_generated=True)


def _joined(there: Resource, entry: Value, *, keeps: bool) -> Part:
    """Return the entry that was there with the texts of a later one, whose files are named from the first's folder."""
    found = opened_part(there.part)
    if not isinstance(found, Mapped):
        return found
    first, folder = PurePosixPath(there.address.file).parent.as_posix(), folder_of(entry)
    files = [_from(one, folder, first) for one in entry.elements(_FILES)]
    literals = list(entry.elements(_LITERALS))
    new = {_key(one) for one in (*files, *literals)}
    before = closed(found)
    for key, more in ((_FILES, files), (_LITERALS, literals)):
        kept = [one for one in before.elements(key) if keeps and _key(one) not in new]
        found.parts[key] = Listed(entry.place.below(key), [*kept, *more])
    return found


def _key(source: Value) -> str:
    """Return the key that a file or a literal makes."""
    key, sign, _ = str(source.tree).partition("=")
    return key if sign else key.rpartition("/")[2]


def _from(source: Value, folder: str, first: str) -> Value:
    return Value(f"{_key(source)}={relpath(path_in(folder, path_of_source(str(source.tree))), first)}", source.place)


def path_of_source(source: str) -> str:
    """Return where the file of an entry of `files` is, which may have a key before it."""
    key, sign, path = source.partition("=")
    return path if sign else key
