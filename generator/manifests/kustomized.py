"""What kustomizations do to the files that they list: another namespace, other names.

Sources: kubernetes-sigs/kustomize api/internal/target/kusttarget.go (AccumulateTarget: what a kustomization lists is
changed by the kustomizations within first, then by itself), api/filters (namespace, prefix, suffix);
fluxcd/pkg kustomize/kustomize_generator.go (WriteFile: `targetNamespace` becomes the kustomization's own namespace).
"""

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple, TypeVar

from generator.manifests.collector import Collector, Generated, Kustomization, Unclear, normal_path
from generator.manifests.named import settled
from generator.model.manifest import ChartUse, ConfigMapKeys, Configuration
from generator.model.manifest_objects import KubeObject, Quota, Workload
from generator.model.manifest_value import Place, Value

_MAX_DEPTH = 50


class Moved(NamedTuple):
    """What becomes of a file: `namespace` is where its objects go, None where they stay.

    `rewrites` says that a kustomization changes fields in its own way, so that references may follow names.
    """

    namespace: Value | None = None
    prefix: str = ""
    suffix: str = ""
    rewrites: bool = False

    def by(self, one: Kustomization) -> "Moved":
        """Return what becomes of the files of a kustomization within."""
        inner = one.namespace if one.namespace is not None and isinstance(one.namespace.tree, str) else None
        return Moved(
            self.namespace or inner,
            self.prefix + one.prefix,
            one.suffix + self.suffix,
            self.rewrites or one.rewrites,
        )


def moved_files(out: Collector) -> dict[str, Moved | None]:
    """Return by file what kustomizations make of it, of their own as well; None where several differ."""
    by_folder = {str(PurePosixPath(one.file).parent): one for one in out.kustomizations}
    held = {path for one in by_folder.values() for path in _paths(one, (*one.holds, *one.components))}
    found: dict[str, Moved | None] = {}
    by_flux = _moved_by_flux(by_folder, out)
    for folder, one in by_folder.items():
        if folder in held and folder not in by_flux:
            continue
        below = list(_below(one, by_folder, by_flux.get(folder, Moved())))
        # What one of them knows of fields, all of them know: their configurations are put together.
        rewrites = any(moved.rewrites for _, moved in below)
        for file, alone in below:
            moved = alone._replace(rewrites=rewrites)
            found[file] = moved if found.get(file, moved) == moved else None
    return found


def _moved_by_flux(folders: Collection[str], out: Collector) -> dict[str, Moved]:
    """Return what Flux makes of kustomizations by their folders: its path is known by how a folder ends.

    Of several folders that end so it is not known which one is meant, nor of several namespaces which one it gets.
    """
    found: dict[str, list[Value]] = {}
    unclear: set[str] = set()
    for path, namespace in out.flux_paths:
        meant = [folder for folder in folders if path and PurePosixPath(folder).parts[-len(path) :] == path]
        unclear.update(meant if len(meant) > 1 else ())
        for folder in meant:
            found.setdefault(folder, []).append(namespace)
    return {
        folder: Moved(namespaces[0])
        for folder, namespaces in found.items()
        if folder not in unclear and len({one.text() for one in namespaces}) == 1
    }


def _below(root: Kustomization, by_folder: dict[str, Kustomization], around_root: Moved) -> Iterator[tuple[str, Moved]]:
    """Yield every file below a kustomization with what becomes of it on each way there, up to two unlike ones.

    A third way tells nothing new: what two ways make of a file in unlike manners is not known already.
    """
    stack = [(root, around_root, 0)]
    ways: dict[str, list[Moved]] = {}
    while stack:
        one, around, depth = stack.pop()
        earlier = ways.setdefault(one.file, [])
        if around in earlier or len(earlier) > 1:
            continue
        earlier.append(around)
        moved = around.by(one)
        for path in _paths(one, one.components):
            # A component changes what the kustomization holds that lists it, before that one does.
            component = by_folder.get(path)
            # One that was not given may say which fields of other objects follow a name.
            moved = moved._replace(rewrites=True) if component is None else moved.by(component)
            stack.extend([(component, around.by(one), depth + 1)] if component and depth < _MAX_DEPTH else [])
        yield one.file, moved
        for path in _paths(one, one.holds):
            inner = by_folder.get(path)
            if inner is None:
                yield path, moved
            elif depth < _MAX_DEPTH:
                stack.append((inner, moved, depth + 1))


def _paths(one: Kustomization, written: tuple[str, ...]) -> Iterator[str]:
    folder = PurePosixPath(one.file).parent
    return (str(normal_path(folder / path)) for path in written)


def move(out: Collector) -> None:
    """Give everything the namespace and ConfigMaps the name that kustomizations give them."""
    moves = moved_files(out)
    if not moves:
        return
    out.generated = [_moved_generated(one, moves.get(one.value.place.file, Moved())) for one in out.generated]
    out.config_maps = [_renamed(one, moves)._replace(moved=_target(one, moves)) for one in out.config_maps]
    out.plugin_configs = [_renamed(one, moves) for one in out.plugin_configs]
    out.mig_configs = [_renamed(one, moves) for one in out.mig_configs]
    out.unclear = [_renamed(one, moves) for one in out.unclear]
    out.workloads = [_moved(one, one.place, moves) for one in out.workloads]
    out.quotas = [_moved(one, one.value.place, moves) for one in out.quotas]
    out.objects = [_moved(one, one.value.place, moves) if one.kind in _NAMESPACED else one for one in out.objects]
    out.releases = [_moved(one, one.value.place, moves) for one in out.releases]
    out.charts = [one._replace(use=_moved_use(one.use, moves)) if one.moves else one for one in out.charts]


_NAMESPACED = frozenset({"HelmRelease", "HelmRepository", "LimitRange", "OCIRepository"})
_Placed = TypeVar("_Placed", ChartUse, KubeObject, Quota, Workload)
_Named = TypeVar("_Named", ConfigMapKeys, Configuration, Unclear)


def _moved_generated(one: Generated, moved: Moved | None) -> Generated:
    if moved is None:
        return one._replace(namespace=None, hashed=False)
    return one._replace(
        name=f"{moved.prefix}{one.name}{moved.suffix}",
        namespace=_namespace(moved, one.namespace),
        hashed=one.hashed and not moved.rewrites,
    )


def _moved(one: _Placed, place: Place, moves: "dict[str, Moved | None]") -> _Placed:
    moved = moves.get(place.file, Moved())
    return one._replace(namespace=None if moved is None else _namespace(moved, one.namespace))


def _moved_use(use: ChartUse, moves: "dict[str, Moved | None]") -> ChartUse:
    moved = moves.get(use.place.file)
    at = use.namespace_at if moved is None or moved.namespace is None else moved.namespace.place
    return _moved(use, use.place, moves)._replace(namespace_at=at)


def _renamed(one: _Named, moves: "dict[str, Moved | None]") -> _Named:
    moved = moves.get(one.place.file, Moved())
    if moved is None:
        return one._replace(namespace=None)
    name = one.name and f"{moved.prefix}{one.name}{moved.suffix}"
    return one._replace(name=name, namespace=_namespace(moved, one.namespace))


def _target(one: ConfigMapKeys, moves: "dict[str, Moved | None]") -> Value | None:
    moved = moves.get(one.place.file)
    return None if moved is None else moved.namespace


def _namespace(moved: Moved, own: str | None) -> str | None:
    return own if moved.namespace is None else settled(moved.namespace.text())
