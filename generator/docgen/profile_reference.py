"""The reference of the profile's fields, made from the JSON Schema."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from generator.decode.schema import Schema, profile_schema, resolve, sub_schema
from generator.decode.wording import flow
from generator.facts.charts import CHARTS, chart_versions
from generator.model.tree import Tree

_INTRO = """\
# The profile

A profile says how the NVIDIA GPUs of one Kubernetes cluster are shared. This page lists every field; it is made from
`schemas/cluster-profile.schema.json` by `make docs`. An editor with a YAML language server shows the same texts while
you type, if the profile begins with

```yaml
# yaml-language-server: $schema=../schemas/cluster-profile.schema.json
```

A small profile that is complete:

"""
_KINDS = {"string": "text", "integer": "whole number", "boolean": "true or false", "array": "list", "object": "mapping"}
_MOST_PLACES = 3


class _Section(NamedTuple):
    """A mapping with named fields; `places` are all where it may stand."""

    places: list[str]
    schema: Schema


def profile_reference() -> str:
    """Return the page docs/profile.md."""
    root = profile_schema()
    examples = root.get("examples")
    example = examples[0] if isinstance(examples, list) else None
    parts = [f"{_INTRO}```yaml\n{_block(example)}\n```\n", _releases()]
    parts += [_section(section, root) for section in _sections(root)]
    return "\n".join(parts)


def _releases() -> str:
    lines = [f"- {chart}: {', '.join(chart_versions(chart))}" for chart in CHARTS]
    return "\n".join(["Releases of the charts that can be rendered:", "", *lines, ""])


def _sections(root: Schema) -> list[_Section]:
    """Return every mapping with named fields once, however often it occurs."""
    found: dict[str, _Section] = {}
    for at, schema in _mappings("", root, root):
        shape = json.dumps(schema.get("properties"))
        found.setdefault(shape, _Section([], schema)).places.append(at)
    return list(found.values())


def _mappings(at: str, schema: Schema, root: Schema) -> Iterator[tuple[str, Schema]]:
    if "properties" in schema:
        yield at, schema
    for name, field in sub_schema(schema, "properties").items():
        inner = resolve(field if isinstance(field, dict) else {}, root)
        yield from _mappings(f"{at}.{name}".removeprefix("."), inner, root)
    items = resolve(sub_schema(schema, "items"), root)
    if items:
        yield from _mappings(f"{at}[]", items, root)


def _section(section: _Section, root: Schema) -> str:
    level = "#" * min(4, 2 + section.places[0].count("."))
    lines = [f"{level} {_title(section.places)}", ""]
    if len(section.places) > _MOST_PLACES:
        lines += [f"NAME is one of {', '.join(f'`{name}`' for name in _varying(section.places))}.", ""]
    if len(section.places) == 1 and section.places[0] and "description" in section.schema:
        lines += [str(section.schema["description"]), ""]
    lines += ["| field | value | meaning |", "|---|---|---|"]
    required = section.schema.get("required")
    for name, field in sub_schema(section.schema, "properties").items():
        schema = resolve(field if isinstance(field, dict) else {}, root)
        mark = " *required*" if isinstance(required, list) and name in required else ""
        lines.append(f"| `{name}`{mark} | {_cell(_value(schema, root))} | {_cell(_meaning(schema))} |")
    return "\n".join(lines) + "\n"


def _title(places: list[str]) -> str:
    if len(places) > _MOST_PLACES:
        parts = [words[0] if len(set(words)) == 1 else "NAME" for words in _columns(places)]
        return f"`{'.'.join(parts)}`"
    return ", ".join(f"`{place}`" for place in places) if places[0] else "Top level"


def _varying(places: list[str]) -> tuple[str, ...]:
    return next(words for words in _columns(places) if len(set(words)) > 1)


def _columns(places: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(place.split(".") for place in places), strict=True))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _value(schema: Schema, root: Schema) -> str:
    if "const" in schema:
        return f"`{flow(schema['const'])}`"
    choices = schema.get("enum")
    if isinstance(choices, list):
        return ", ".join(f"`{flow(choice)}`" for choice in choices)
    kinds = schema.get("type")
    names = [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return " or ".join(_kind(name, schema, root) for name in names if name != "number")


def _kind(name: str, schema: Schema, root: Schema) -> str:
    if name == "integer" and {"minimum", "maximum"} <= schema.keys():
        return f"whole number, {schema['minimum']} to {schema['maximum']}"
    if name == "array":
        return f"list of {_plural(resolve(sub_schema(schema, 'items'), root))}"
    if name == "object" and "properties" not in schema and schema.get("additionalProperties") is not True:
        return f"mapping to {_plural(resolve(sub_schema(schema, 'additionalProperties'), root))}"
    return _KINDS[name]


def _plural(schema: Schema) -> str:
    kinds = schema.get("type")
    names = [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    plural = {"string": "texts", "integer": "whole numbers", "array": "lists of texts", "object": "mappings"}
    return " or ".join(plural[name] for name in names)


def _meaning(schema: Schema) -> str:
    text = str(schema.get("description", ""))
    if "default" in schema:
        text += f" Default: `{flow(schema['default'])}`."
    examples = schema.get("examples")
    if isinstance(examples, list) and examples and _needs_example(schema):
        text += " Example: " + ", ".join(f"`{flow(example)}`" for example in examples)
    return text


def _needs_example(schema: Schema) -> bool:
    return schema.get("type") != "boolean" and "enum" not in schema and "const" not in schema


def _block(value: Tree, indent: str = "") -> str:
    """Return a mapping as YAML with a line per key; what is inside a key stays on its line."""
    if not isinstance(value, dict):
        return flow(value)
    lines = []
    for key, item in value.items():
        if isinstance(item, list):
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  - {flow(entry)}" for entry in item]
        else:
            lines.append(f"{indent}{key}: {flow(item)}")
    return "\n".join(lines)
