"""Schemas for kubeconform from custom resource definitions, as strict as server-side apply is."""

import json
from collections.abc import Iterable
from pathlib import Path

from generator.model.tree import Tree
from tests.support.bundles import Object, at, items


def crd_schemas(definitions: Iterable[Object], into: Path) -> Path:
    """Write a schema for each version of each definition and return their folder, laid out as GROUP/KIND_VERSION."""
    folder = into / "crd-schemas"
    for definition in definitions:
        group, kind = (str(at(definition, "spec", *path)) for path in (("group",), ("names", "kind")))
        for version in items(at(definition, "spec", "versions")):
            file = folder / group / f"{kind.lower()}_{at(version, 'name')}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            schema = _strict(at(version, "schema", "openAPIV3Schema"))
            if isinstance(schema, dict) and isinstance(schema["properties"], dict):
                schema["properties"]["metadata"] = {"type": "object"}
            file.write_text(json.dumps(schema), encoding="utf-8")
    folder.mkdir(exist_ok=True)
    return folder


def _strict(schema: Tree) -> Tree:
    """Close every object against fields that it does not list: the API server drops those, or refuses the object."""
    if not isinstance(schema, dict):
        return schema
    found: dict[str, Tree] = {key: _strict(value) if key == "items" else value for key, value in schema.items()}
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        found["additionalProperties"] = _strict(more)
    properties = schema.get("properties")
    if isinstance(properties, dict):
        found["properties"] = {key: _strict(value) for key, value in properties.items()}
        # The API server fills defaults in before it looks for what is missing.
        required = items(schema.get("required", []))
        found.pop("required", None)
        missed: list[Tree] = [key for key in required if at(properties, str(key), "default") is None]
        # Kubeconform takes an empty list for a broken schema, and then looks for the next one.
        if missed:
            found["required"] = missed
        if more is None and not schema.get("x-kubernetes-preserve-unknown-fields"):
            found["additionalProperties"] = False
    return found
