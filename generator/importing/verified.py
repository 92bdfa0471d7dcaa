"""Holds a draft against the compiler: what it refuses is taken out and told, what comes out otherwise is told."""

from collections.abc import Container
from copy import deepcopy
from typing import TypeVar

from generator.compile import compile_profile
from generator.facts.gpus import all_gpus
from generator.facts.mig import family_with, mig_family
from generator.importing.cards import holds
from generator.importing.codes import INEXPRESSIBLE
from generator.importing.compared import compare, tell_uncompared
from generator.importing.draft import GAP, Draft, Noted, has_gap
from generator.importing.filled_in import fill_in
from generator.importing.source import Source
from generator.model.compiled import Compiled
from generator.model.finding import Finding, Severity
from generator.model.gpu import Gpu
from generator.model.manifest_value import Place
from generator.model.tree import Path, Tree, path_text
from generator.yamltext.writer import write_yaml

_Note = TypeVar("_Note")
_ROUNDS = 8
_FREE = ("install", "extraValues", "priorities", "tenants", "monitoring")
"""Parts of the profile of which a piece can be left out, with nothing else resting on it."""
_NEEDED = frozenset({("install", "chart"), ("install", "version"), ("install", "driver", "from")})
_KUBERNETES = "1.35"
_ANY_NAMESPACE = "namespace-that-is-not-known"
_ANY_GPU = "l4"


def verify(source: Source, draft: Draft) -> None:
    """Take out what the compiler refuses; tell every value that the chart would get otherwise than now."""
    unfilled = fill_in(draft)
    compiled = _compiled(draft)
    for _ in range(_ROUNDS):
        refused = {path: one for one in reversed(_errors(compiled)) if (path := _removable(one.at, draft)) is not None}
        if not refused:
            break
        outermost = [path for path in refused if not any(path[:length] in refused for length in range(len(path)))]
        # From the back, so that the index of a list item stays what it is.
        for path in sorted(outermost, key=_in_order, reverse=True):
            _take_out(path, refused[path], unfilled, draft)
        compiled = _compiled(draft)
    for one in _errors(compiled):
        if not any(gap == one.at[: len(gap)] for gap in draft.gaps):
            draft.noted.append(_forwarded(one, draft))
    if compiled.plan is not None:
        compare(source, compiled, draft)
    else:
        tell_uncompared(source, draft)


def _compiled(draft: Draft) -> Compiled:
    tree = deepcopy(draft.tree)
    _fill_gaps(tree)
    text = write_yaml({"version": "v1alpha1", **_without_surrogates(tree)})
    return compile_profile(text.encode(), "imported.yaml")


def _fill_gaps(tree: dict[str, Tree]) -> None:
    """Put something in the place of each gap, so that the rest can be looked at."""
    cluster, install, pools, tenants = (tree.get(key) for key in ("cluster", "install", "pools", "tenants"))
    for tenant in tenants if isinstance(tenants, list) else []:
        if isinstance(tenant, dict) and tenant.get("namespace") == GAP:
            tenant["namespace"] = _ANY_NAMESPACE
    if isinstance(cluster, dict) and cluster.get("kubernetes") == GAP:
        cluster["kubernetes"] = _KUBERNETES
    if isinstance(install, dict) and "driver" not in install:
        install["driver"] = "host"
    for pool in pools if isinstance(pools, list) else []:
        if isinstance(pool, dict) and pool.get("gpus") == [{"model": GAP}]:
            pool["gpus"] = [{"model": _stand_in(pool).id, "count": _least(pool)}]
        for mode in ("timeSlicing", "mps"):
            if isinstance(pool, dict) and (has_gap(pool.get(mode)) or pool.get("mig") == GAP):
                pool.pop(mode, None)
        if isinstance(pool, dict) and pool.get("mig") == GAP:
            del pool["mig"]


def _stand_in(pool: dict[str, Tree]) -> Gpu:
    """Return a GPU that can hold what the pool is cut into, where there is one."""
    mig = pool.get("mig")
    if mig is None:
        return next(gpu for gpu in all_gpus() if gpu.id == _ANY_GPU)
    items = [item.get("migDevices") for item in (mig if isinstance(mig, list) else []) if isinstance(item, dict)]
    layouts = [
        {name: count for name, count in one.items() if isinstance(count, int)} for one in items if isinstance(one, dict)
    ]
    if isinstance(mig, str):
        layouts = [dict.fromkeys({mig.removeprefix("all-").replace(".me", "+me")} - {"balanced"}, 1)]
    capable = [gpu for gpu in all_gpus() if gpu.mig_family and mig_family(gpu.mig_family).profiles]
    able = [gpu for gpu in capable if all(family_with(gpu, layout) is not None for layout in layouts)]
    return next((gpu for gpu in able if all(holds(gpu, layout) for layout in layouts)), (able or capable)[0])


def _least(pool: dict[str, Tree]) -> int:
    mig = pool.get("mig")
    indices = [
        index
        for item in (mig if isinstance(mig, list) else [])
        if isinstance(item, dict) and isinstance(devices := item.get("devices"), list)
        for index in devices
        if isinstance(index, int)
    ]
    return max(1, min(64, max(indices, default=0) + 1))


def _without_surrogates(tree: dict[str, Tree]) -> dict[str, Tree]:
    from generator.importing.profile_text import clean

    found = clean(tree)
    return found if isinstance(found, dict) else {}


def _errors(compiled: Compiled) -> list[Finding]:
    return [one for one in compiled.findings if one.severity is Severity.ERROR]


def _removable(at: Path, draft: Draft) -> Path | None:
    """Return the piece of the draft that a finding is about, if it can be left out."""
    if not at or at[0] not in _FREE:
        return None
    path = at
    while path and path not in draft.origins:
        path = path[:-1]
    if len(path) < 2 or path in _NEEDED or not _exists(draft.tree, path):
        return None
    return path if at[0] != "extraValues" else at if _exists(draft.tree, at) else path


def _in_order(path: Path) -> list[tuple[int, str]]:
    """Return what paths are sorted by: items of a list by their number, so that 10 comes behind 9."""
    return [(part, "") if isinstance(part, int) else (-1, part) for part in path]


def _exists(tree: Tree, path: Path) -> bool:
    for part in path:
        if isinstance(tree, dict) and isinstance(part, str) and part in tree:
            tree = tree[part]
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return False
    return True


def _take_out(path: Path, finding: Finding, told: Container[Place | None], draft: Draft) -> None:
    place = _origin(path, draft)
    if place not in told:
        draft.tell(INEXPRESSIBLE, _told(finding, path), place, finding.fix)
    _delete(path, draft)
    if path[0] == "tenants" and len(path) > 2 and set(_item(draft.tree, path[:2])) == {"namespace"}:
        _delete(path[:2], draft)  # Without a quota and a namespace to create it says nothing.


def _item(tree: Tree, path: Path) -> dict[str, Tree]:
    """Return the mapping at a path that exists."""
    for part in path:
        if isinstance(tree, dict) and isinstance(part, str):
            tree = tree[part]
        elif isinstance(tree, list) and isinstance(part, int):
            tree = tree[part]
    return tree if isinstance(tree, dict) else {}


def _delete(path: Path, draft: Draft) -> None:
    here: Tree = draft.tree
    parents: list[tuple[Tree, str | int]] = []
    for part in path[:-1]:
        parents.append((here, part))
        if isinstance(here, dict) and isinstance(part, str):
            here = here[part]
        elif isinstance(here, list) and isinstance(part, int):
            here = here[part]
    last = path[-1]
    if isinstance(here, dict) and isinstance(last, str):
        del here[last]
    elif isinstance(here, list) and isinstance(last, int):
        del here[last]
    draft.origins = _without(path, draft.origins)
    draft.remarks = _without(path, draft.remarks)
    for depth, (parent, part) in reversed(list(enumerate(parents, start=1))):
        # What was put there by itself says something without anything below, as `serviceMonitor: {}` does.
        said = path[:depth] in draft.origins
        if isinstance(parent, dict) and isinstance(part, str) and parent[part] in ({}, []) and not said:
            del parent[part]


def _told(finding: Finding, path: Path) -> str:
    """Return a message that names its field."""
    name = path_text(path)
    return finding.message if finding.message.startswith(name) else f"{name}: {finding.message}"


def _without(path: Path, notes: dict[Path, _Note]) -> dict[Path, _Note]:
    """Return what stands elsewhere; behind a removed item of a list it has the index that the item has now."""
    head, gone = path[:-1], path[-1]
    found: dict[Path, _Note] = {}
    for key, note in notes.items():
        part = key[len(head)] if len(key) > len(head) and key[: len(head)] == head else None
        if isinstance(part, int) and isinstance(gone, int) and part > gone:
            found[(*head, part - 1, *key[len(path) :])] = note
        elif part is None or part != gone:
            found[key] = note
    return found


def _origin(path: Path, draft: Draft) -> Place | None:
    for length in range(len(path), 0, -1):
        if path[:length] in draft.origins:
            return draft.origins[path[:length]]
    below = [place for key, place in draft.origins.items() if key[: len(path)] == path]
    return below[0] if below else None


def _forwarded(finding: Finding, draft: Draft) -> Noted:
    """Return what `gpuslice check` will say of the profile, at the place that it comes from."""
    bare = finding._replace(file="", position=None, message=_told(finding, finding.at), at=())
    return Noted(bare, _origin(finding.at, draft))
