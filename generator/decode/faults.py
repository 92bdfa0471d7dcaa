"""What the JSON Schema library finds, reduced to one value per fault."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from generator.decode.schema import Schema, sub_schema
from generator.model.tree import Path, Tree

if TYPE_CHECKING:
    from jsonschema import ValidationError

_OBJECT_FAULTS = ("additionalProperties", "required", "oneOf", "minProperties")


class Fault(NamedTuple):
    """A keyword of the schema that a value does not meet.

    `key` is the unknown, missing or malformed key of the mapping `value`, None where the value itself is at
    fault. `schema` is the schema that the keyword stands in, `root` the whole one, None for that of a profile.
    """

    keyword: str
    operand: Tree
    path: Path
    value: Tree
    schema: Schema
    key: str | None = None
    root: Schema | None = None


def find_faults(data: Tree, schema: Schema, *, root: Schema | None = None) -> tuple[Fault, ...]:
    """Return every fault of a tree once, those of one place together; each knows `root` (see `Fault`)."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    validator = extend(Draft202012Validator, {"uniqueItems": _unique_items})  # type: ignore[no-untyped-call]
    raw = (
        Fault(
            str(error.validator),
            error.validator_value,
            tuple(error.absolute_path),
            error.instance,
            error.schema if isinstance(error.schema, dict) else {},
            error.instance if "propertyNames" in error.absolute_schema_path else None,
            root,
        )
        for error in validator(schema).iter_errors(data)
    )
    return tuple(_once(fault for one in raw for fault in _split(one)))


def _unique_items(_validator: object, _operand: object, value: object, _schema: object) -> "Iterator[ValidationError]":
    """The library compares every entry of a mixed list with every other one, which takes hours for a hostile file.

    All our lists of unique entries hold texts or whole numbers; entries of another kind have that as their fault.
    """
    from jsonschema import ValidationError

    if isinstance(value, list):
        plain = [entry for entry in value if isinstance(entry, str | int)]
        if len(set(plain)) < len(plain):
            yield ValidationError("not unique")


def _split(fault: Fault) -> Iterator[Fault]:
    """The library reports unknown keys together, and a missing key without naming it in data."""
    if fault.key is not None or not isinstance(fault.value, dict):
        yield fault
    elif fault.keyword == "additionalProperties":
        known = sub_schema(fault.schema, "properties")
        yield from (fault._replace(key=key) for key in fault.value if key not in known)
    elif fault.keyword == "required" and isinstance(fault.operand, list):
        yield from (fault._replace(key=str(key)) for key in fault.operand if key not in fault.value)
    else:
        yield fault


def _once(faults: Iterator[Fault]) -> Iterator[Fault]:
    """A value of the wrong type is none of the allowed ones either; the type is the fault."""
    found = tuple(faults)
    mistyped = {fault.path for fault in found if fault.keyword == "type" and fault.key is None}
    best: dict[tuple[Path, str | None, str], Fault] = {}
    for fault in found:
        if fault.keyword != "type" and fault.path in mistyped:
            continue
        kind = fault.keyword if fault.keyword in _OBJECT_FAULTS else "value"
        place = (fault.path, fault.key, kind)
        best.setdefault(place, fault)
    yield from best.values()
