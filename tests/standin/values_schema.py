"""A JSON Schema of a chart's values, closed against keys that the chart does not read."""

from collections.abc import Mapping

from generator.model.tree import Tree

_JSON = {"bool": "boolean", "map": "object", "list": "array", "int": "integer"}


def values_schema(values: Mapping[str, Mapping[str, Tree]], sub_keys: tuple[str, ...]) -> dict[str, Tree]:
    """Return the schema; `sub_keys` are those of sub-charts, into which Helm itself puts `global`."""
    root = _closed()
    nodes: dict[str, dict[str, Tree]] = {"": root}
    for path, fact in values.items():
        node = _schema(str(fact["type"]), fact.get("choices"))
        nodes[path] = node
        head, last = (path.removesuffix("[]"), "[]") if path.endswith("[]") else _split(path)
        parent = nodes[head]
        if last == "[]":
            parent["items"] = node
        elif last == "*":
            parent["additionalProperties"] = node
        else:
            properties = parent.setdefault("properties", {})
            assert isinstance(properties, dict)
            properties[last] = node
    for node in (root, *(nodes[key] for key in sub_keys)):
        properties = node["properties"]
        assert isinstance(properties, dict)
        properties["global"] = {}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **root}


def _split(path: str) -> tuple[str, str]:
    head, _, last = path.rpartition(".")
    return head, last


def _closed() -> dict[str, Tree]:
    return {"type": ["object", "null"], "additionalProperties": False, "properties": {}}


def _schema(kind: str, choices: Tree) -> dict[str, Tree]:
    if kind == "map":
        return _closed()
    base, _, items = kind.partition(" of ")
    schema = _typed(base)
    if items:
        schema["items" if base == "list" else "additionalProperties"] = _typed(items)
    if isinstance(choices, list):
        schema["enum"] = [*choices, None]
    return schema


def _typed(kind: str) -> dict[str, Tree]:
    if kind == "any":
        return {}
    return {"type": [*(_JSON.get(name, name) for name in kind.split("|")), "null"]}
