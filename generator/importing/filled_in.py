"""Texts with variables that Flux or envsubst fills in later: what they are by the variables' own defaults.

Source: fluxcd/pkg envsubst, which reads ``${VAR:=text}`` and ``${VAR:-text}`` as a shell does.
"""

import re
from collections.abc import Iterator

from generator.importing.codes import UNTAKEN
from generator.importing.draft import Draft
from generator.manifests.inner import tree_of
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Path, Tree, path_text

_WITH_DEFAULT = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*:?[=-]([^${}]*)\}")
_FIX = "Write the value in the profile; or import what is applied in the end, as the cluster has it."
_has_variable = re.compile(r"\$\{[A-Za-z_][^${}]*\}|\{\{.*\}\}").search
"""What Flux, envsubst or a template fills in; ``$(VAR)`` is Kubernetes' own, and stays as it is."""


def by_defaults(text: str) -> str | None:
    """Return a text with the default of each variable in its place; None where none has one, or not all have."""
    found, number = _WITH_DEFAULT.subn(r"\1", text)
    return found if number and not is_filled_in_later(found) else None


def opened_by_defaults(value: Value) -> Value | None:
    """Return the mapping in a text by its variables' defaults; None where not all have one, or it is no mapping."""
    text = by_defaults(value.tree) if isinstance(value.tree, str) else None
    tree = None if text is None else tree_of(text)
    return Value(tree, value.place.inside()) if isinstance(tree, dict) else None


def fill_in(draft: Draft) -> frozenset[Place]:
    """Put the defaults of variables in their place, and tell what has none; return where that stands."""
    found: set[Place] = set()
    for path, text in list(_texts(draft.tree, ())):
        default = by_defaults(text)
        if default is not None:
            _replace(draft.tree, path, default)
            draft.remark(path, f"Taken from the default in {text}: no file fills the variable in.")
            continue
        ways = (path[:end] for end in range(len(path), 0, -1))
        place = next((draft.origins[way] for way in ways if way in draft.origins), None)
        draft.tell(UNTAKEN, f"what fills in {text}, the value of {path_text(path)}", place, _FIX)
        found.update(() if place is None else (place,))
    return frozenset(found)


def _texts(tree: Tree, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(tree, dict):
        for key, one in tree.items():
            yield from _texts(one, (*path, key))
    elif isinstance(tree, list):
        for index, one in enumerate(tree):
            yield from _texts(one, (*path, index))
    elif isinstance(tree, str) and _has_variable(tree):
        yield path, tree


def _replace(tree: Tree, path: Path, text: str) -> None:
    for part in path[:-1]:
        if isinstance(tree, dict) and isinstance(part, str):
            tree = tree[part]
        elif isinstance(tree, list) and isinstance(part, int):
            tree = tree[part]
    last = path[-1]
    if isinstance(tree, dict) and isinstance(last, str):
        tree[last] = text
    elif isinstance(tree, list) and isinstance(last, int):
        tree[last] = text
