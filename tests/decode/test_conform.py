"""The quick check: its yes is the library's yes, and right profiles get it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from generator.decode.conform import surely_valid
from generator.decode.schema import Schema, fields, profile_schema
from generator.model.tree import Tree
from tests.support.profiles import full_tree, small_tree

ROOT = profile_schema()
FIELDS = tuple(fields(ROOT, ROOT))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 2000)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["all", "1GiB", "host", "nvidia.com/gpu", "1g.10gb", "a", "a\n"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["a", "min", "max", "replicas", "nvidia.com/gpu", "1g.10gb", "devices", "migDevices", "from"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=1000)
@given(st.sampled_from(FIELDS), VALUES)
def test_what_it_takes_the_library_takes(field: tuple[str, Schema], value: Tree) -> None:
    schema = {**field[1], "$defs": ROOT["$defs"]}
    if surely_valid(value, schema, ROOT):
        assert Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(("at", "schema"), FIELDS, ids=[at for at, _ in FIELDS])
def test_it_takes_every_example(at: str, schema: Schema) -> None:
    examples = schema["examples"]
    assert isinstance(examples, list)
    assert [example for example in examples if not surely_valid(example, schema, ROOT)] == []


def test_it_takes_the_smallest_and_the_fullest_profile() -> None:
    assert surely_valid(small_tree(), ROOT, ROOT)
    assert surely_valid(full_tree(), ROOT, ROOT)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, True),
        ({"type": "integer"}, "1"),
        ({"type": "string"}, None),
        ({"type": ["string", "array"]}, {}),
        ({"enum": ["a"]}, "b"),
        ({"const": "a"}, "b"),
        ({"pattern": "^a$(?!\\n)"}, "a\n"),
        ({"minimum": 2}, 1),
        ({"maximum": 2}, 3),
        ({"minItems": 1}, []),
        ({"maxItems": 1}, [1, 2]),
        ({"minLength": 1}, ""),
        ({"maxLength": 1}, "ab"),
        ({"minProperties": 1}, {}),
        ({"required": ["a"]}, {}),
        ({"properties": {"a": {"type": "string"}}}, {"a": 1}),
        ({"additionalProperties": False}, {"a": 1}),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}),
        ({"propertyNames": {"pattern": "^a"}}, {"b": 1}),
        ({"items": {"type": "string"}}, [1]),
        ({"uniqueItems": True}, ["a", "a"]),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}),
        ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}),
        ({"$ref": "#/$defs/dnsLabel"}, "A"),
        ({"$ref": "#/$defs/nothing"}, "a"),
    ],
)
def test_it_does_not_take_what_breaks_a_keyword(schema: Schema, value: Tree) -> None:
    assert not surely_valid(value, schema, ROOT)


def test_a_keyword_that_it_does_not_know_is_left_to_the_library() -> None:
    assert not surely_valid("a", {"format": "hostname"}, ROOT)


def test_the_schema_uses_no_other_keyword() -> None:
    # Otherwise every run would pay for the library.
    assert surely_valid(small_tree(), {**ROOT}, ROOT)
