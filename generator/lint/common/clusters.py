"""Whether objects of one repository meet: their folders may be for different clusters, or they get a namespace."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from generator.model.manifest import Manifests
from generator.model.manifest_value import Place

_OF_EACH = frozenset({"cluster", "clusters", "env", "envs", "environment", "environments", "overlays", "sites"})
"""What people call the folder that has one folder for each cluster."""
_T = TypeVar("_T")

Cluster = tuple[str, ...]
"""The folders of a file down to the innermost that is one cluster's: what lies below says nothing of clusters."""


def cluster_of(place: Place) -> Cluster:
    """Return the cluster that a file is for, as far as its folders say; empty where they do not."""
    folders = [part for part in place.file.split("/")[:-1] if part not in ("", ".")]
    parents = [index for index, name in enumerate(folders) if name.lower() in _OF_EACH]
    begin = ("/",) if place.file.startswith("/") else ()
    return (*begin, *folders[: parents[-1] + 2]) if parents else ()


def are_apart(one: Place, other: Place) -> bool:
    """Say whether two files stand in the folders of two clusters: clusters/a/... and clusters/b/..."""
    first, second = cluster_of(one), cluster_of(other)
    for index, (name, name_of_other) in enumerate(zip(first, second, strict=False)):
        if name != name_of_other:
            return index > 0 and first[index - 1].lower() in _OF_EACH
    return False


class _Folder(Generic[_T]):
    """What stands in one folder, by its place in the order of all, and the folders below."""

    def __init__(self) -> None:
        self.found: list[tuple[int, _T]] = []
        self.below: dict[str, _Folder[_T]] = {}

    def every(self) -> Iterable[tuple[int, _T]]:
        yield from self.found
        for folder in self.below.values():
            yield from folder.every()


class ByCluster(Generic[_T]):
    """Things by where they stand, so that those of a fleet's other clusters need not be gone through one by one."""

    def __init__(self, found: Iterable[tuple[Place, _T]]) -> None:
        self._root = _Folder[_T]()
        self._near: dict[Cluster, tuple[_T, ...]] = {}
        for number, (place, one) in enumerate(found):
            folder = self._root
            for name in cluster_of(place):
                folder = folder.below.setdefault(name, _Folder[_T]())
            folder.found.append((number, one))

    def near(self, cluster: Cluster) -> tuple[_T, ...]:
        """Return what is not apart from a cluster's files, in the order in which it was given."""
        if cluster not in self._near:
            self._near[cluster] = tuple(one for _, one in sorted(self._found(cluster), key=lambda pair: pair[0]))
        return self._near[cluster]

    def _found(self, cluster: Cluster) -> Iterable[tuple[int, _T]]:
        folder, above = self._root, ""
        for name in cluster:
            yield from folder.found
            if above.lower() not in _OF_EACH:
                for other, below in folder.below.items():
                    yield from below.every() if other != name else ()
            if name not in folder.below:
                return
            folder, above = folder.below[name], name
        yield from folder.every()


def are_moved(manifests: Manifests) -> bool:
    """Say whether a kustomization puts objects into a namespace, whatever they say themselves."""
    return any(one.value.get("namespace") is not None for one in manifests.built)
