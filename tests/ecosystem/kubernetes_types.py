"""Kubernetes' own types as a small table, made from the published schemas of every release at hand.

`python -m tests.ecosystem.kubernetes_types` writes the table that lint reads.
"""

import json
import sys
from collections.abc import Iterator, Mapping

from generator.ecosystem.kubernetes_types import TABLE
from generator.model.tree import Tree
from tests.ecosystem.schemas import definitions, mapping
from tests.support.kubernetes import kubernetes_versions

KINDS = (
    *("v1/Pod", "v1/PodTemplate", "v1/ReplicationController", "v1/ConfigMap", "v1/ResourceQuota", "v1/LimitRange"),
    *("v1/Node", "apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet", "apps/v1/ReplicaSet"),
    *("batch/v1/Job", "batch/v1/CronJob", "scheduling.k8s.io/v1/PriorityClass", "node.k8s.io/v1/RuntimeClass"),
)
NOT_FOLLOWED = {"ManagedFieldsEntry", "OwnerReference", "WindowsSecurityContextOptions"}
"""Types of which nobody writes one by hand for a GPU."""
VOLUMES = {
    *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "hostPath", "image", "name", "nfs"),
    *("persistentVolumeClaim", "projected", "secret"),
}
"""Those of every cluster; the clouds' own are long gone, or their drivers'."""
PLAIN = {"string": "text", "boolean": "bool", "integer": "int"}
UNITS = {"IntOrString": "int or text", "Quantity": "amount", "Time": "text", "MicroTime": "text", "FieldsV1": "map"}
Fields = dict[str, str]


def table() -> dict[str, Tree]:
    """Return the kinds, the fields of each type that they reach, and those that no release lets be absent."""
    releases = [_types(version) for version in kubernetes_versions()]
    names = sorted({name for fields, _ in releases for name in fields})
    kinds = {f"{_group(one)}/{_name(one)}": _name(one) for one in KINDS}
    return {
        "kinds": dict(sorted(kinds.items())),
        "fields": {name: _together([one[name] for one, _ in releases if name in one]) for name in names},
        "needs": {
            name: needed for name in names if (needed := _always([one[name] for _, one in releases if name in one]))
        },
    }


def written(found: dict[str, Tree]) -> str:
    """Return the table as the text of its file, a type a line."""
    parts = [f"{json.dumps(part)}: {{\n{_lines(mapping(rows))}\n}}" for part, rows in found.items()]
    return "{" + ",\n".join(parts) + "}\n"


def _lines(rows: Mapping[str, Tree]) -> str:
    return ",\n".join(f"{json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())


def _together(releases: list[Fields]) -> dict[str, Tree]:
    """Return the fields of all releases; a field keeps what it takes, be that type called something else later."""
    known: Fields = {}
    for one in releases:
        assert all(known.get(name, kind)[0].isupper() or known.get(name, kind) == kind for name, kind in one.items())
        known.update(one)
    return dict(sorted(known.items()))


def _always(releases: list[list[str]]) -> list[Tree]:
    return [*sorted(set(releases[0]).intersection(*releases[1:]))]


def _group(kind: str) -> str:
    return kind.rpartition("/")[0].rpartition("/")[0]


def _name(kind: str) -> str:
    return kind.rpartition("/")[2]


def _types(version: str) -> tuple[dict[str, Fields], dict[str, list[str]]]:
    """Return of one release the fields of each type that is reached, and those that are required."""
    schemas = {name: mapping(schema) for name, schema in definitions(version).items()}
    waiting = [_full_name(kind, schemas) for kind in KINDS]
    fields: dict[str, Fields] = {}
    needs: dict[str, list[str]] = {}
    full: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        short = name.rpartition(".")[2]
        assert full.setdefault(short, name) == name, f"two types are called {short}"
        if short in fields:
            continue
        schema = schemas[name]
        fields[short] = {}
        required = schema.get("required") or []
        assert isinstance(required, list)
        needs[short] = [str(one) for one in required]
        for key, found in mapping(schema["properties"]).items():
            kind, below = _kind(mapping(found), schemas)
            left = key == "status" or (short == "Volume" and key not in VOLUMES)
            left |= below is not None and below.rpartition(".")[2] in NOT_FOLLOWED
            fields[short][key] = ("list" if kind.startswith("[") else "map") if left and below else kind
            waiting.extend(() if below is None or left else (below,))
    return fields, needs


def _full_name(kind: str, schemas: Mapping[str, object]) -> str:
    group, version, name = ("core", *kind.split("/")) if kind.startswith("v1/") else kind.split("/")
    (found,) = (one for one in schemas if one.endswith(f".{group.partition('.')[0]}.{version}.{name}"))
    return found


def _kind(schema: dict[str, Tree], schemas: Mapping[str, dict[str, Tree]]) -> tuple[str, str | None]:
    """Return what the table calls a field's type, and the name of the type that it leads to."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        short = name.rpartition(".")[2]
        if short in UNITS:
            return UNITS[short], None
        return (short, name) if "properties" in schemas[name] else ("map", None)
    (kind,) = (one for one in _names(schema["type"]) if one != "null")
    if kind == "array":
        held, below = _kind(mapping(schema["items"]), schemas)
        return f"[{held}]", below
    if kind == "object":
        more = schema.get("additionalProperties")
        if not isinstance(more, dict):
            return "map", None
        held, below = _kind(more, schemas)
        return f"{{{held}}}", below
    return PLAIN[kind], None


def _names(tree: Tree) -> Iterator[str]:
    yield from (str(one) for one in tree) if isinstance(tree, list) else (str(tree),)


if __name__ == "__main__":
    TABLE.write_text(written(table()), encoding="utf-8")
    sys.exit(0)
