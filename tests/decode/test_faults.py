"""What the library reports, as one value per fault."""

from generator.decode.faults import find_faults
from generator.decode.schema import Schema
from generator.model.tree import Tree

CLOSED: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["a", "b"],
    "properties": {"a": {"type": "string", "enum": ["x"]}, "b": {}},
}


def test_unknown_keys_are_told_one_by_one_and_so_are_missing_ones() -> None:
    found = [(fault.keyword, fault.key) for fault in find_faults({"c": 1, "d": 2}, CLOSED)]
    assert sorted(found) == [
        ("additionalProperties", "c"),
        ("additionalProperties", "d"),
        ("required", "a"),
        ("required", "b"),
    ]


def test_of_two_faults_of_one_value_its_type_is_told() -> None:
    found = [(fault.keyword, fault.path) for fault in find_faults({"a": 1, "b": 1}, CLOSED)]
    assert found == [("type", ("a",))]


def test_a_malformed_key_is_a_fault_of_the_key() -> None:
    schema: Schema = {"type": "object", "propertyNames": {"pattern": "^a"}}
    (fault,) = find_faults({"b": 1, "ab": 1}, schema)
    assert (fault.keyword, fault.path, fault.key) == ("pattern", (), "b")


def test_a_right_tree_has_none() -> None:
    assert find_faults({"a": "x", "b": None}, CLOSED) == ()


def test_of_a_list_with_entries_of_a_wrong_kind_each_entry_is_told() -> None:
    # Comparing them all would take hours; so reaching the end is the test.
    schema: Schema = {"type": "array", "uniqueItems": True, "items": {"type": "string"}}
    entries: list[Tree] = [{"a": number} for number in range(5000)]
    assert {fault.keyword for fault in find_faults(entries, schema)} == {"type"}


def test_repeated_entries_are_one_fault_of_the_list() -> None:
    schema: Schema = {"type": "array", "uniqueItems": True, "items": {"type": ["string", "integer"]}}
    assert [fault.keyword for fault in find_faults(["a", "a", "a"], schema)] == ["uniqueItems"]
    assert find_faults(["a", 1, "1"], schema) == ()
