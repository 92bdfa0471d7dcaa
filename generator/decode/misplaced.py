"""What a key may have been meant for that stands where the schema has none of its name.

It is a place that the profile leaves empty: nobody writes a thing twice.
"""

from collections.abc import Iterable, Iterator

from generator.decode.explain_keys import named_places
from generator.decode.faults import Fault
from generator.decode.schema import Schema, profile_schema, resolve, schema_at, sub_schema
from generator.decode.wording import nearest
from generator.model.tree import Path, Tree


def absent_around(at: Path, tree: Tree) -> Iterator[Path]:
    """Yield the absent keys of a mapping with an unknown one, of all below it and of every mapping around it."""
    root = profile_schema()
    for length in range(len(at)):
        yield from _absent(_value_at(tree, at[:length]), schema_at(at[:length], root), at[:length], deep=False)
    yield from _absent(_value_at(tree, at), schema_at(at, root), at, deep=True)


def _absent(value: Tree, schema: Schema, at: Path, *, deep: bool) -> Iterator[Path]:
    schema = resolve(schema, profile_schema())
    properties = sub_schema(schema, "properties")
    for name in properties:
        if not isinstance(value, dict) or name not in value:
            yield (*at, name)
        elif deep:
            yield from _absent(value[name], sub_schema(properties, name), (*at, name), deep=True)
    if deep and isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _absent(entry, sub_schema(schema, "items"), (*at, index), deep=True)


def absent_elsewhere(faults: Iterable[Fault], tree: Tree) -> Iterator[Path]:
    """Yield the absent keys anywhere that have the name of a stray key, or nearly, or of a key below it."""
    for name in _stray_names(faults):
        for pattern in named_places()[name]:
            yield from _untaken(tree, pattern.replace("[]", ".[]").split("."), ())


def _stray_names(faults: Iterable[Fault]) -> frozenset[str]:
    """Return the names of fields elsewhere that stand, or nearly, where the schema has no such key."""
    places = named_places()
    names: set[str | None] = set()
    for fault in faults:
        key = _stray_key(fault)
        if key is not None:
            value = fault.value.get(key) if fault.key is not None and isinstance(fault.value, dict) else fault.value
            names.update((key, nearest(key, list(places)), *_keys(value)))
    return frozenset(name for name in names if name in places)


def _stray_key(fault: Fault) -> str | None:
    """Return the faulty key that the schema does not name where it stands; it may belong somewhere else."""
    if fault.keyword == "required":
        return None
    if fault.key is not None:
        return fault.key
    key = fault.path[-1]
    named = sub_schema(schema_at(fault.path[:-1], profile_schema()), "properties")
    return key if isinstance(key, str) and key not in named else None


def _keys(value: Tree) -> Iterator[str]:
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(child)
    if isinstance(value, dict):
        yield from value


def _untaken(value: Tree, pattern: list[str], at: Path) -> Iterator[Path]:
    if not pattern:
        return
    head, rest = pattern[0], pattern[1:]
    if head == "[]":
        for index, entry in enumerate(value if isinstance(value, list) else []):
            yield from _untaken(entry, rest, (*at, index))
    elif isinstance(value, dict) and head in value:
        yield from _untaken(value[head], rest, (*at, head))
    else:
        yield (*at, head)


def _value_at(tree: Tree, path: Iterable[str | int]) -> Tree:
    for part in path:
        if isinstance(tree, dict) and isinstance(part, str):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int):
            tree = tree[part]
        else:
            return None
    return tree
