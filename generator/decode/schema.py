"""The profile's JSON Schema: loading it, and finding one's way in it."""

from collections.abc import Iterator
from functools import cache
from typing import TypeAlias

from generator.facts.data import data_dir
from generator.model.tree import Path, Tree

Schema: TypeAlias = dict[str, Tree]

FILE_NAME = "cluster-profile.schema.json"
_DEFS = "#/$defs/"


@cache
def profile_schema() -> Schema:
    """Return the schema, read once; an OSError or a ValueError is a broken installation."""
    import json

    content: Schema = json.loads((data_dir("schemas") / FILE_NAME).read_text(encoding="utf-8"))
    return content


def sub_schema(parent: Schema, key: str) -> Schema:
    """Return a schema inside another one, empty where there is none."""
    found = parent.get(key)
    return found if isinstance(found, dict) else {}


def resolve(schema: Schema, root: Schema) -> Schema:
    """Return a schema with its `$ref` followed; what it says beside the `$ref` wins."""
    while isinstance(reference := schema.get("$ref"), str):
        target = sub_schema(sub_schema(root, "$defs"), reference.removeprefix(_DEFS))
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def schema_at(path: Path, root: Schema) -> Schema:
    """Return the schema of a place in a profile, empty where it has none."""
    schema = resolve(root, root)
    for part in path:
        schema = resolve(_step(schema, part), root)
    return schema


def _step(schema: Schema, part: str | int) -> Schema:
    if isinstance(part, int):
        return sub_schema(schema, "items")
    properties = sub_schema(schema, "properties")
    return sub_schema(properties, part) if part in properties else sub_schema(schema, "additionalProperties")


def place(path: Path) -> str:
    """Return a path without its indices: ``pools[].gpus[].model``."""
    text = "".join("[]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def fields(schema: Schema, root: Schema, at: str = "") -> Iterator[tuple[str, Schema]]:
    """Return every named field below a schema with its place, outermost first."""
    for name, found in sub_schema(schema, "properties").items():
        field = resolve(found if isinstance(found, dict) else {}, root)
        where = f"{at}.{name}".removeprefix(".")
        yield where, field
        yield from fields(field, root, where)
        items = resolve(sub_schema(field, "items"), root)
        yield from fields(items, root, f"{where}[]")
