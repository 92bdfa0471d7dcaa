"""Objects with one thing wrong in each: a key spelt otherwise or at another level, a value of another type."""

from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

from generator.model.tree import Path, Tree, path_text

WHATEVER: tuple[Tree, ...] = ("x", 7, ["x"], {"x": "y"}, True)
"""One value of each type."""


class Mutant(NamedTuple):
    """An object, and in words what is wrong with it."""

    what: str
    tree: dict[str, Tree]


def mutants(tree: dict[str, Tree]) -> Iterator[Mutant]:
    """Yield the mutants of an object; what says which object it is stays as it is."""
    for path, value in _places(tree):
        if path[0] in ("apiVersion", "kind") or path in (
            ("metadata",),
            ("metadata", "name"),
            ("metadata", "namespace"),
        ):
            continue
        for other in WHATEVER:
            if type(other) is not type(value):
                yield Mutant(f"{path_text(path)} is {other!r}", _put(tree, path, other))
        if isinstance(path[-1], str):
            yield from _moved(tree, path, path[-1], value)


def _moved(tree: dict[str, Tree], path: Path, key: str, value: Tree) -> Iterator[Mutant]:
    without = _put(tree, path, None, key=None)
    around = path[:-1]
    yield Mutant(f"{path_text(path)} is called {key}s", _put(without, (*around, f"{key}s"), value))
    above = next(
        (around[:end] for end in range(len(around) - 1, -1, -1) if isinstance(_at(tree, around[:end]), dict)), None
    )
    if around and above is not None and not _has(tree, above, key):
        yield Mutant(
            f"{path_text(path)} stands at {path_text(above) or 'the root'}", _put(without, (*above, key), value)
        )
    beside = _at(tree, around)
    assert isinstance(beside, dict)
    for name, other in beside.items():
        if name != key and isinstance(other, dict) and key not in other:
            yield Mutant(f"{path_text(path)} stands below {name}", _put(without, (*around, name, key), value))
            return


def _places(tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Tree]]:
    if path:
        yield path, tree
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _places(value, (*path, key))
    elif isinstance(tree, list):
        for index, one in enumerate(tree):
            yield from _places(one, (*path, index))


def _at(tree: Tree, path: Path) -> Tree:
    for step in path:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree[step]
        elif isinstance(tree, list) and isinstance(step, int):
            tree = tree[step]
    return tree


def _has(tree: Tree, path: Path, key: str) -> bool:
    found = _at(tree, path)
    return isinstance(found, dict) and key in found


def _put(tree: dict[str, Tree], path: Path, value: Tree, key: str | None = "") -> dict[str, Tree]:
    """Return a copy with a value at a path; without what stands there if `key` is None."""
    copy = deepcopy(tree)
    around = _at(copy, path[:-1])
    last = path[-1]
    if isinstance(around, dict) and isinstance(last, str):
        if key is None:
            del around[last]
        else:
            around[last] = value
    elif isinstance(around, list) and isinstance(last, int):
        around[last] = value
    return copy
