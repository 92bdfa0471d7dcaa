"""The value paths of a chart: from values.yaml, from what templates read, from what custom resources take."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.factsheet.crd_fields import Schema, container_type
from generator.factsheet.templates import Usage
from generator.model.chart import type_name
from generator.model.tree import Tree

PathKeys = tuple[str, ...]
Fact = dict[str, Tree]

# In this order: most blocks go to the ClusterPolicy, and the others repeat its fields.
CUSTOM_KINDS = ("ClusterPolicy", "GPUCluster", "NVIDIADriver")
# Keys under which both charts take the entries of a ConfigMap: texts, not trees.
CONFIG_MAP_DATA = ("data", "map")


class Sources(NamedTuple):
    """What the value paths of one chart are made from.

    `prefix` is where a sub-chart's values live; `types` are those that the chart itself states.
    """

    reads: dict[PathKeys, Usage]
    schemas: dict[str, Schema]
    prefix: PathKeys = ()
    types: Mapping[PathKeys, str] = MappingProxyType({})


def value_facts(values: dict[str, Tree], sources: Sources) -> Iterator[tuple[PathKeys, Fact]]:
    """Yield each path below the chart's root with its fact, parents before children."""
    for key in sorted({*values, *(path[0] for path in sources.reads)}):
        yield from _facts((key,), values.get(key), key in values, sources)


def _facts(path: PathKeys, default: Tree, has_default: bool, sources: Sources) -> Iterator[tuple[PathKeys, Fact]]:
    usage = sources.reads.get(path, Usage())
    below = {read[len(path)] for read in sources.reads if len(read) > len(path) and read[: len(path)] == path}
    schemas = _schemas(path, usage, sources)
    fact: Fact = {}
    children: dict[str, tuple[Tree, bool]] = {}
    if (isinstance(default, dict) and default) or (below and not usage.whole):
        children = _children(default, below)
    takes_block = usage.whole and (isinstance(default, dict | list) or not has_default)
    if children and not takes_block:
        fact = {"type": "map"}
    elif takes_block and schemas:
        yield from _block(path, (default, has_default), schemas, sources)
        return
    else:
        children = {}
        fact = _leaf(path[-1], default, has_default, (usage, schemas))
        fact["type"] = sources.types.get(path, fact["type"])
    if not has_default:
        fact["from"] = "template"
    elif not children or not default:
        fact["default"] = default
    if not children and not _is_read(path, sources.reads):
        fact["unread"] = True
    yield (*sources.prefix, *path), fact
    for name in sorted(children):
        child_default, child_has = children[name]
        yield from _facts((*path, name), child_default, child_has, sources)


def _children(default: Tree, below: set[str]) -> dict[str, tuple[Tree, bool]]:
    known = default if isinstance(default, dict) else {}
    return {name: (known.get(name), name in known) for name in {*known, *below}}


def _schemas(path: PathKeys, usage: Usage, sources: Sources) -> list[Schema]:
    """Return the fields of custom resources that take this path; none if another kind takes it as well."""
    foreign = usage.kinds - set(CUSTOM_KINDS)
    if foreign:
        return []
    found: list[Schema] = []
    for kind in CUSTOM_KINDS:
        if kind not in sources.schemas or (usage.kinds and kind not in usage.kinds):
            continue
        inside = path[1:] if kind == "NVIDIADriver" and path[0] == "driver" else path
        schema = sources.schemas[kind].below(inside) if inside else None
        if schema is not None:
            found.append(schema)
    return found


def _leaf(name: str, default: Tree, has_default: bool, use: tuple[Usage, list[Schema]]) -> Fact:
    usage, schemas = use
    types = set(usage.types)
    if has_default and default is not None and not isinstance(default, dict | list):
        types.add(type_name(default))
    if not isinstance(default, dict | list) and schemas:
        types.update(schemas[0].type().split("|"))
    if usage.textual and not usage.types and "string" in types:
        types.add("int")
    if isinstance(default, dict) and usage.kinds == {"ConfigMap"} and not schemas and name in CONFIG_MAP_DATA:
        types = {"map of string"}
    elif isinstance(default, dict | list):
        types = {_container(default, schemas)}
    fact: Fact = {"type": "|".join(sorted(types - {"any"} if len(types) > 1 else types)) or "any"}
    choices = schemas[0].choices() if schemas else []
    if choices:
        fact["choices"] = [*choices, *([default] if has_default and default not in choices else [])]
    return fact


def _container(default: Tree, schemas: list[Schema]) -> str:
    """Return the type of a map or list whose contents get no lines of their own."""
    known = container_type(schemas[0]) if schemas else ""
    return known if " of " in known else f"{type_name(default)} of any"


def _block(
    path: PathKeys, given: tuple[Tree, bool], schemas: list[Schema], sources: Sources
) -> Iterator[tuple[PathKeys, Fact]]:
    """Yield the fields of a block that goes to a custom resource as it is: what the resource lacks is dropped."""
    default, has_default = given
    fact: Fact = {"type": container_type(schemas[0])}
    properties: dict[str, list[Schema]] = {}
    for schema in schemas:
        for name, field in schema.properties().items():
            properties.setdefault(name, []).append(field)
    known = default if isinstance(default, dict) else {}
    closed = bool(properties)
    if not has_default:
        fact["from"] = "template"
    elif not closed or not known:
        fact["default"] = default
    choices = schemas[0].choices()
    if choices:
        fact["choices"] = choices
    yield path, fact
    for name in sorted({*properties, *known} if closed else ()):
        yield from _field((*path, name), (known.get(name), name in known), properties.get(name, []), sources)
    items = schemas[0].items()
    if items is not None and " of " not in str(fact["type"]):
        in_list = schemas[0].type() == "list"
        at = (*path[:-1], f"{path[-1]}[]") if in_list else (*path, "*")
        yield from _field(at, (None, False), [items], sources)


def _field(
    path: PathKeys, given: tuple[Tree, bool], schemas: list[Schema], sources: Sources
) -> Iterator[tuple[PathKeys, Fact]]:
    """Yield a field of such a block."""
    default, has_default = given
    if not schemas:
        yield path, {"type": type_name(default), "default": default, "unread": True}
        return
    if schemas[0].type() in ("map", "list"):
        for at, fact in _block(path, given, schemas, sources):
            if fact.get("from") == "template":
                fact["from"] = "crd"
            yield at, fact
        return
    fact = _leaf(path[-1], default, has_default, (sources.reads.get(path, Usage()), schemas))
    fact.update({"default": default} if has_default else {"from": "crd"})
    yield path, fact


def _is_read(path: PathKeys, reads: dict[PathKeys, Usage]) -> bool:
    if any(path[:length] in reads and reads[path[:length]].whole for length in range(1, len(path) + 1)):
        return True
    return any(read[: len(path)] == path for read in reads)
