"""Which kustomizations hold which files, be it by way of others.

Source: kubernetes-sigs/kustomize api/internal/target/kusttarget.go (accumulateResources, accumulateComponents).
"""

import re
from collections.abc import Mapping

from generator.ecosystem.kustomize import LISTS
from generator.manifests.collector import Collector, path_in

_is_address = re.compile(r"\w+://|git@|/|[\w-]+(?:\.[\w-]+)+/").match
"""An address, or a path from the root of a machine."""
_MAX_HOLDERS = 50
"""Kustomizations above a file of which more are not looked for; nobody has as many."""


def held_by(out: Collector) -> dict[str, frozenset[str]]:
    """Return by file the folders of the kustomizations that hold it, be it by way of others, or that it is itself."""
    lists = holders(out)
    found: dict[str, frozenset[str]] = {}
    own = {one.place.file: frozenset({folder}) for folder, one in out.kustomization_values.items()}
    if own:
        for file in (*out.held, *own):
            folder = own.get(file, frozenset())
            above = _above(next(iter(folder), file), lists) | folder
            if above:
                found[file] = above
    return found


def holders(out: Collector) -> dict[str, list[str]]:
    """Return by file or folder the folders of the kustomizations that list it."""
    found: dict[str, list[str]] = {}
    for folder, value in out.kustomization_values.items():
        for key in LISTS:
            for entry in value.elements(key):
                found.setdefault(path_in(folder, str(entry.tree)), []).append(folder)
    return found


def holders_from_afar(out: Collector) -> dict[str, list[str]]:
    """Return by folder the kustomizations that may mean it by an address: most likely of their own repository."""
    found: dict[str, list[str]] = {}
    for folder, value in out.kustomization_values.items():
        for entry in (one for key in LISTS for one in value.elements(key)):
            text = entry.text() or ""
            parts = [part for part in text.partition("?")[0].split("/") if part] if _is_address(text) else []
            tails = ("/".join(parts[at:]) for at in range(1, min(len(parts), _MAX_HOLDERS)))
            meant = next((tail for tail in tails if tail in out.kustomization_values), None)
            if meant is not None and meant != folder:
                found.setdefault(meant, []).append(folder)
    return found


def _above(path: str, lists: Mapping[str, list[str]]) -> frozenset[str]:
    found: set[str] = set()
    stack = [path]
    while stack and len(found) < _MAX_HOLDERS:
        new = [one for one in lists.get(stack.pop(), ()) if one not in found]
        found.update(new)
        stack.extend(new)
    return frozenset(found)
