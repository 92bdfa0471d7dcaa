"""The schema itself: valid, closed, explained, and with examples that are true."""

import re
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator

from generator.decode.schema import Schema, fields, place, profile_schema, resolve, schema_at, sub_schema
from generator.model.tree import Tree

ROOT = profile_schema()
FIELDS = tuple(fields(ROOT, ROOT))


def schemas_in(node: Tree) -> Iterator[Schema]:
    """Yield every schema inside a schema, but not what examples and defaults hold."""
    if isinstance(node, list):
        for item in node:
            yield from schemas_in(item)
    if isinstance(node, dict):
        if isinstance(node.get("type"), str | list) or "$ref" in node:
            yield node
        for key, child in node.items():
            if key not in ("examples", "default"):
                yield from schemas_in(child)


ALL = tuple(schemas_in(ROOT))


def types_of(schema: Schema) -> list[Tree]:
    kinds = schema.get("type")
    return kinds if isinstance(kinds, list) else [kinds]


def test_it_is_a_valid_schema_of_draft_2020_12() -> None:
    assert ROOT["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(ROOT)


def test_every_mapping_is_closed_or_has_checked_keys() -> None:
    found = [schema for schema in ALL if "object" in types_of(schema) and "$ref" not in schema]
    assert len(found) > 20
    free = [schema for schema in found if schema.get("additionalProperties") is not False]
    unchecked = [schema.get("title") for schema in free if "propertyNames" not in schema]
    assert unchecked == ["Extra values"]
    assert [schema for schema in free if not isinstance(schema.get("additionalProperties"), dict | bool)] == []


def test_every_reference_has_a_target() -> None:
    names = {str(schema["$ref"]).removeprefix("#/$defs/") for schema in ALL if "$ref" in schema}
    names |= {str(ref["$ref"]).removeprefix("#/$defs/") for ref in references(ROOT)}
    assert names == set(sub_schema(ROOT, "$defs"))


def references(node: Tree) -> Iterator[Schema]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node
        for child in node.values():
            yield from references(child)
    if isinstance(node, list):
        for item in node:
            yield from references(item)


def test_places_that_people_know_are_fields() -> None:
    names = {at for at, _ in FIELDS}
    assert {
        "cluster.kubernetes",
        "install.driver.from",
        "install.components.dcgmExporter.resources.limits.memory",
        "pools[].gpus[].reservedMemory",
        "pools[].timeSlicing.replicas",
        "pools[].mig[].migDevices",
        "tenants[].quota",
    } <= names


@pytest.mark.parametrize(("at", "schema"), FIELDS, ids=[at for at, _ in FIELDS])
def test_a_field_is_explained_and_its_examples_are_right(at: str, schema: Schema) -> None:
    title, description, examples = schema.get("title"), schema.get("description"), schema.get("examples")
    assert isinstance(title, str)
    assert 2 <= len(title) <= 40
    assert isinstance(description, str)
    assert re.fullmatch(r"\S.{10,}\.", description), "whole sentences, one line"
    assert isinstance(examples, list)
    assert examples
    validator = Draft202012Validator({**schema, "$defs": ROOT["$defs"]})
    shown = [*examples, *([schema["default"]] if "default" in schema else [])]
    assert [error.message for example in shown for error in validator.iter_errors(example)] == []


def test_patterns_are_anchored_and_take_no_line_break() -> None:
    patterns = {str(schema["pattern"]) for schema in ALL if "pattern" in schema}
    assert len(patterns) > 20
    for pattern in patterns:
        assert pattern.startswith("^")
        assert pattern.endswith(("$", "$(?!\\n)"))
    # Free text alone may have several lines; it is folded into one when it is decoded.
    breakable = [pattern for pattern in patterns if re.search(pattern, "a\n") or re.search(pattern, "a\nb")]
    assert breakable == [sub_schema(sub_schema(ROOT, "$defs"), "text")["pattern"]]


@pytest.mark.parametrize(
    "texts",
    [
        ("all\n", "a100\n", "1.35\n", "v26.7.0\n", "1GiB\n", "15s\n", "1g.10gb\n", "/run/x\n", "nvidia.com/gpu\n"),
        ("a/../b", "../a", "/a/../b", "/..", "/a/..", "https://x/../y", "oci://x/.."),
        ("a\u0000", "a\u2028b", "a\u0085b", "\ud800"),
    ],
)
def test_no_name_takes_what_leads_out_of_a_folder_or_breaks_a_line(texts: tuple[str, ...]) -> None:
    free = {sub_schema(sub_schema(ROOT, "$defs"), name)["pattern"] for name in ("text", "line")}
    patterns = {str(schema["pattern"]) for schema in ALL if "pattern" in schema} - free
    assert [(text, pattern) for text in texts for pattern in patterns if re.search(pattern, text)] == []


def test_every_pattern_is_put_into_words() -> None:
    assert [schema for schema in ALL if "pattern" in schema and "patternErrorMessage" not in schema] == []


def test_a_long_text_is_refused_in_no_time() -> None:
    # Nested repetition would take years here; so reaching the end is the test.
    for text in ("a" * 200_000 + "!", "a." * 100_000 + "!", "/a" * 100_000 + "!", "a-" * 100_000 + "!"):
        for schema in ALL:
            if "pattern" in schema:
                re.search(str(schema["pattern"]), text)


def test_schema_at_follows_references_lists_and_free_keys() -> None:
    assert schema_at(("pools", 0, "timeSlicing", "replicas"), ROOT)["minimum"] == 2
    assert schema_at(("tenants", 3, "quota", "nvidia.com/gpu"), ROOT)["minimum"] == 0
    assert schema_at(("pools", 0, "nodes", "names", 1), ROOT)["maxLength"] == 253
    assert schema_at(("nowhere", "at", "all"), ROOT) == {}


def test_what_stands_beside_a_reference_wins() -> None:
    root: Schema = {"$defs": {"a": {"type": "string", "title": "general"}}}
    assert resolve({"$ref": "#/$defs/a", "title": "special"}, root) == {"type": "string", "title": "special"}


def test_a_place_has_no_indices() -> None:
    assert place(("pools", 0, "gpus", 12, "model")) == "pools[].gpus[].model"
    assert place(()) == ""
