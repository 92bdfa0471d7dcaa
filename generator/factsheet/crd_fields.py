"""Custom resource definitions as flat lists of fields, without their prose."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.factsheet.unpacked import UnpackedChart, load_documents
from generator.model.tree import Tree

# Everything that decides whether the API server takes an object; descriptions and CEL rules are left out.
KEPT = (
    "default",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "nullable",
    "pattern",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-preserve-unknown-fields",
)
TYPES = {"boolean": "bool", "integer": "int", "number": "number", "string": "string", "object": "map", "array": "list"}


class Schema(NamedTuple):
    """A node of an OpenAPI schema, looked at by path."""

    node: dict[str, Tree]

    def below(self, path: tuple[str, ...]) -> "Schema | None":
        """Return the schema of a field, None if there is no such field."""
        node: Tree = self.node
        for part in path:
            properties = node.get("properties") if isinstance(node, dict) else None
            node = properties.get(part) if isinstance(properties, dict) else None
        return Schema(node) if isinstance(node, dict) else None

    def type(self) -> str:
        """Return the type in the fact sheet's words, containers bare."""
        if self.node.get("x-kubernetes-int-or-string"):
            return "int|string"
        return TYPES.get(str(self.node.get("type", "")), "any")

    def choices(self) -> list[Tree]:
        """Return the enum, empty if there is none."""
        enum = self.node.get("enum")
        return list(enum) if isinstance(enum, list) else []

    def properties(self) -> dict[str, "Schema"]:
        """Return the named fields."""
        properties = self.node.get("properties")
        if not isinstance(properties, dict):
            return {}
        return {name: Schema(node) for name, node in properties.items() if isinstance(node, dict)}

    def items(self) -> "Schema | None":
        """Return the schema of a list's items or of a map's values."""
        node = self.node.get("items", self.node.get("additionalProperties"))
        return Schema(node) if isinstance(node, dict) else None


def container_type(schema: Schema) -> str:
    """Return ``list of T`` or ``map of T`` where the items need no lines of their own, else the bare type."""
    base = schema.type()
    items = schema.items()
    if base not in ("list", "map") or schema.properties():
        return base
    if items is None:
        return f"{base} of any"
    return base if _rules(items) or items.type() in ("map", "list") else f"{base} of {items.type()}"


def schema_types(schema: Schema, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield path and type of each scalar and list in a chart's own JSON Schema of its values; null is left out."""
    for name, below in schema.properties().items():
        given = below.node.get("type")
        names = [str(entry) for entry in (given if isinstance(given, list) else [given]) if entry != "null"]
        known = sorted(TYPES[entry] for entry in names if entry in TYPES)
        items = below.items()
        if known == ["list"] and items is not None and items.type() not in ("any", "map", "list"):
            yield (*path, name), f"list of {items.type()}"
        elif known and "map" not in known and "list" not in known:
            yield (*path, name), "|".join(known)
        yield from schema_types(below, (*path, name))


def crd_facts(chart: UnpackedChart, key: str = "") -> list[dict[str, Tree]]:
    """Return the CRDs of a chart and its sub-charts, sorted by group and kind."""
    found: list[dict[str, Tree]] = []
    for text in chart.crds.values():
        found.extend(_crd(document, key) for document in load_documents(text))
    for name, subchart in chart.subcharts.items():
        found.extend(crd_facts(subchart, name))
    return sorted(found, key=lambda crd: (str(crd["group"]), str(crd["kind"])))


def crd_bytes(chart: UnpackedChart) -> int:
    """Return the size of all CRD files in bytes."""
    own = sum(len(text.encode()) for text in chart.crds.values())
    return own + sum(crd_bytes(subchart) for subchart in chart.subcharts.values())


def schemas_by_kind(chart: UnpackedChart) -> dict[str, Schema]:
    """Return the schema of `spec` for each kind of the chart's own custom resources."""
    schemas: dict[str, Schema] = {}
    for text in chart.crds.values():
        for document in load_documents(text):
            spec = as_map(document["spec"])
            root = _root_schema(as_map(as_list(spec["versions"])[0])).below(("spec",))
            if root is not None:
                schemas[str(as_map(spec["names"])["kind"])] = root
    return schemas


def _crd(document: dict[str, Tree], key: str) -> dict[str, Tree]:
    spec = as_map(document["spec"])
    names = as_map(spec["names"])
    return {
        "group": spec["group"],
        "kind": names["kind"],
        "plural": names["plural"],
        "scope": spec["scope"],
        "chart": key,
        "names": {name: names[name] for name in sorted(names)},
        "versions": [_version(as_map(version)) for version in as_list(spec["versions"])],
    }


def _version(version: dict[str, Tree]) -> dict[str, Tree]:
    fields: dict[str, Tree] = {}
    root = _root_schema(version)
    required = root.node.get("required")
    for name, schema in root.properties().items():
        if name not in ("apiVersion", "kind", "metadata"):
            fields.update(_fields(schema, name, name in as_list(required or [])))
    subresources = version.get("subresources")
    return {
        "name": version["name"],
        "served": version["served"],
        "storage": version["storage"],
        "status": isinstance(subresources, dict) and "status" in subresources,
        "fields": fields,
    }


def _fields(schema: Schema, path: str, required: bool) -> Iterator[tuple[str, dict[str, Tree]]]:
    fact: dict[str, Tree] = {"type": container_type(schema)}
    if required:
        fact["required"] = True
    fact.update(_rules(schema))
    yield path, fact
    needed = as_list(schema.node.get("required") or [])
    for name, below in sorted(schema.properties().items()):
        yield from _fields(below, f"{path}.{name}", name in needed)
    items = schema.items()
    if items is not None and " of " not in str(fact["type"]):
        yield from _fields(items, f"{path}[]" if schema.type() == "list" else f"{path}.*", False)


def _rules(schema: Schema) -> dict[str, Tree]:
    rules = {name: schema.node[name] for name in KEPT if name in schema.node}
    if schema.choices():
        rules["choices"] = schema.choices()
    return rules


def _root_schema(version: dict[str, Tree]) -> Schema:
    return Schema(as_map(as_map(version["schema"])["openAPIV3Schema"]))


def as_map(value: Tree) -> dict[str, Tree]:
    """Return a map as such; a TypeError if the chart is not what charts are."""
    if not isinstance(value, dict):
        raise TypeError(f"a map was expected, not {value!r}")
    return value


def as_list(value: Tree) -> list[Tree]:
    """Return a list as such; a TypeError if the chart is not what charts are."""
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {value!r}")
    return value
