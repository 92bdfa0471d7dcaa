"""CRDs of the stand-in charts, built from the fact sheet's fields alone."""

from collections.abc import Sequence

from generator.model.chart import Crd, CrdField, CrdVersion
from generator.model.tree import Tree

_OPENAPI = {"bool": "boolean", "map": "object", "list": "array", "int": "integer"}


def crd_manifest(crd: Crd, filler: int = 0) -> dict[str, Tree]:
    """Return the definition as the API server takes it; `filler` characters of description go into each field."""
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{crd.plural}.{crd.group}"},
        "spec": {
            "group": crd.group,
            "names": dict(crd.names),
            "scope": crd.scope,
            "versions": [_version(version, filler) for version in crd.versions],
        },
    }


def field_count(crds: Sequence[Crd]) -> int:
    """Return how many fields carry a description."""
    return sum(len(version.fields) for crd in crds for version in crd.versions)


def _version(version: CrdVersion, filler: int) -> dict[str, Tree]:
    root: dict[str, Tree] = {
        "type": "object",
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"type": "object"},
        },
    }
    nodes: dict[str, dict[str, Tree]] = {"": root}
    for field in version.fields:
        nodes[field.path] = _schema(field, filler)
        _attach(nodes, field)
    found: dict[str, Tree] = {
        "name": version.name,
        "served": version.served,
        "storage": version.storage,
        "schema": {"openAPIV3Schema": root},
    }
    if version.status:
        found["subresources"] = {"status": {}}
    return found


def _attach(nodes: dict[str, dict[str, Tree]], field: CrdField) -> None:
    node = nodes[field.path]
    if field.path.endswith("[]"):
        nodes[field.path.removesuffix("[]")]["items"] = node
        return
    head, _, name = field.path.rpartition(".")
    if name == "*":
        nodes[head]["additionalProperties"] = node
        return
    properties = nodes[head].setdefault("properties", {})
    assert isinstance(properties, dict)
    properties[name] = node
    if field.required:
        required = nodes[head].setdefault("required", [])
        assert isinstance(required, list)
        required.append(name)


def _schema(field: CrdField, filler: int) -> dict[str, Tree]:
    base, _, items = field.type.partition(" of ")
    schema = _typed(base)
    if items:
        schema["items" if base == "list" else "additionalProperties"] = _typed(items)
    schema.update((name, value) for name, value in field.rules.items() if name != "choices")
    if "choices" in field.rules:
        schema["enum"] = field.rules["choices"]
    if filler > 0:
        words = f"Stands for the documentation of {field.path}, as long as upstream's is on the average. "
        schema["description"] = (words * (filler // len(words) + 1))[:filler].rstrip()
    return schema


def _typed(name: str) -> dict[str, Tree]:
    if name == "int|string":
        return {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": True}
    if name == "any":
        return {"x-kubernetes-preserve-unknown-fields": True}
    return {"type": _OPENAPI.get(name, name)}
