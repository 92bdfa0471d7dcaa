"""Containers that patches name and that the object they are for does not have."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from generator.lint.common.near import nearest
from generator.lint.common.references import listed
from generator.model.manifest import Manifests
from generator.model.manifest_built import Built
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_TEMPLATED = ("DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet")


class _Index(NamedTuple):
    """Pods by the file that they stand in, and by kind and name."""

    by_file: Mapping[str, list[Workload]]
    by_name: Mapping[tuple[str, str], list[Workload]]


def strange_containers(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return containers without an image that kustomizations' patches would add to objects among the files.

    A patch finds a container by its name, and adds it where there is none of that name.
    """
    index = _index(manifests) if manifests.built else _Index({}, {})
    whole = [one for one in manifests.built if one.value.get("components") is None]
    found = [each for built in whole for each in _strange(built, index)]
    elsewhere = _by_others(manifests) if found else ""
    yield from (fault for name, fault in found if name not in elsewhere)


def _index(manifests: Manifests) -> _Index:
    by_file: dict[str, list[Workload]] = {}
    by_name: dict[tuple[str, str], list[Workload]] = {}
    for one in manifests.workloads:
        by_file.setdefault(one.place.file, []).append(one)
        by_name.setdefault((one.kind, one.name), []).append(one)
    return _Index(by_file, by_name)


def _strange(built: Built, index: _Index) -> Iterator[tuple[str, ManifestFault]]:
    files = _files(built)
    laid = [one for file in files for one in index.by_file.get(file, ()) if one.whole is not None]
    for patch in laid:
        target = files[patch.place.file]
        kind, name = (patch.kind, patch.name) if target is None else (target.text("kind"), target.text("name"))
        alike = index.by_name.get((kind or "", name or ""), [])
        base = _only(alike)
        # Without the object itself among what is built, one of the same name elsewhere says nothing.
        if built.objects is None or base is None or (base.kind, base.name) not in built.objects:
            continue
        if patch.whole is not None and not _selects(target):
            yield from _of(patch.whole, base, [one for one in alike if one is not base])


def _files(built: Built) -> dict[str, Value | None]:
    """Return the files of patches, each with what the patch is for where that is said."""
    beside = PurePosixPath(built.value.place.file).parent
    found: dict[str, Value | None] = {}
    for one in built.value.elements("patchesStrategicMerge"):
        if isinstance(one.tree, str) and "\n" not in one.tree:
            found[_normal(beside / one.tree)] = None
    for one in built.value.elements("patches"):
        path = one.text("path")
        if path:
            found[_normal(beside / path)] = one.get("target")
    return found


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return str(PurePosixPath(*parts))


def _selects(target: Value | None) -> bool:
    """Say whether a target has more than a kind and a plain name, so that it may be for others."""
    return target is not None and any(not str(one).replace("-", "").isalnum() for one in words(target.tree))


def _only(alike: list[Workload]) -> Workload | None:
    """Return the one of them that is no patch: each of its containers has an image."""
    found = [
        one
        for one in alike
        if one.kind in _TEMPLATED and one.whole is not None and not one.loose
        if one.containers and all(each.value.has("image") for each in one.containers)
    ]
    return found[0] if len(found) == 1 else None


def _by_others(manifests: Manifests) -> str:
    """Return the text of the patches that stand within kustomizations, and of operations: these may add containers."""
    inline = [one.entry.text("patch") or "" for one in manifests.patches]
    listed_ones = [
        text for one in manifests.patches if one.operations is not None for text in words(one.operations.tree)
    ]
    return "\n".join((*inline, *listed_ones))


def _of(patch: Value, base: Workload, others: list[Workload]) -> Iterator[tuple[str, ManifestFault]]:
    names = {text for one in base.pod.elements("containers") if (text := one.text("name"))}
    # Another patch may be what adds it, with its image.
    names_elsewhere = {each.name for one in others for each in one.containers if each.value.has("image")}
    for one in patch.elements("spec", "template", "spec", "containers"):
        name, at = one.text("name"), one.get("name")
        if not name or at is None or one.has("image") or one.has("$patch") or is_filled_in_later(name):
            continue
        if names and name not in names | names_elsewhere and not any(map(is_filled_in_later, names)):
            message = f"{base.kind} {base.name} has no container {name} but {listed(names)}: the patch adds one without"
            message += " an image, and the API server refuses that"
            near = next(iter(names)) if len(names) == 1 else nearest(name, names)
            fix = f"Write {near}." if near else "Write the name of one that is there."
            yield name, ManifestFault(at.place, message, fix)
