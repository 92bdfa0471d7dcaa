"""A quick yes: most profiles are right, and to see that takes no library.

Importing jsonschema costs more than everything else that a run imports, so it is left to explain what is
wrong. This check knows just the keywords that our schema uses. "No" means no more than "not sure": the
library then decides. A test holds that a yes here is a yes there.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from generator.decode.schema import Schema, sub_schema
from generator.model.tree import Tree

_ANNOTATIONS = frozenset({"$schema", "$defs", "title", "description", "examples", "default", "patternErrorMessage"})
_Check: TypeAlias = Callable[[Tree, Tree, Schema, Schema], bool]


def surely_valid(value: Tree, schema: Schema, root: Schema) -> bool:
    """Say whether a value certainly has the shape of `schema`, whose references point into `root`."""
    return all(
        keyword in _ANNOTATIONS or (keyword in _CHECKS and _CHECKS[keyword](value, operand, schema, root))
        for keyword, operand in schema.items()
    )


def _is_type(value: Tree, name: Tree) -> bool:
    match name:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
    return False


def _type(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    names = operand if isinstance(operand, list) else [operand]
    return any(_is_type(value, name) for name in names)


def _enum(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    return isinstance(value, str) and isinstance(operand, list) and value in operand


def _const(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    return isinstance(value, str) and value == operand


def _pattern(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    return not isinstance(value, str) or (isinstance(operand, str) and re.search(operand, value) is not None)


def _size(value: Tree) -> int | float | None:
    return len(value) if isinstance(value, str | list | dict) else value


def _at_least(kinds: type | tuple[type, ...]) -> _Check:
    def check(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
        size = _size(value)
        return not isinstance(value, kinds) or (size is not None and isinstance(operand, int) and size >= operand)

    return check


def _at_most(kinds: type | tuple[type, ...]) -> _Check:
    def check(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
        size = _size(value)
        return not isinstance(value, kinds) or (size is not None and isinstance(operand, int) and size <= operand)

    return check


def _required(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    return not isinstance(value, dict) or (isinstance(operand, list) and all(key in value for key in operand))


def _properties(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    if not isinstance(value, dict) or not isinstance(operand, dict):
        return not isinstance(value, dict)
    known = (key for key in value if key in operand)
    return all(surely_valid(value[key], sub_schema(operand, key), root) for key in known)


def _additional(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    if not isinstance(value, dict) or operand is True:
        return True
    others = [other for key, other in value.items() if key not in sub_schema(schema, "properties")]
    return not others or (isinstance(operand, dict) and all(surely_valid(other, operand, root) for other in others))


def _names(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    if not isinstance(value, dict):
        return True
    return isinstance(operand, dict) and all(surely_valid(key, operand, root) for key in value)


def _items(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    if not isinstance(value, list):
        return True
    return isinstance(operand, dict) and all(surely_valid(item, operand, root) for item in value)


def _unique(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    if not isinstance(value, list):
        return True
    plain = [item for item in value if isinstance(item, str | int)]
    return len(plain) == len(value) == len(set(plain))


def _one_of(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    if not isinstance(operand, list):
        return False
    return [isinstance(one, dict) and surely_valid(value, one, root) for one in operand].count(True) == 1


def _ref(value: Tree, operand: Tree, schema: Schema, root: Schema) -> bool:
    name = operand.removeprefix("#/$defs/") if isinstance(operand, str) else ""
    target = sub_schema(sub_schema(root, "$defs"), name)
    return bool(target) and surely_valid(value, target, root)


_CHECKS: dict[str, _Check] = {
    "$ref": _ref,
    "additionalProperties": _additional,
    "const": _const,
    "enum": _enum,
    "items": _items,
    "maxItems": _at_most(list),
    "maxLength": _at_most(str),
    "maximum": _at_most((int, float)),
    "minItems": _at_least(list),
    "minLength": _at_least(str),
    "minProperties": _at_least(dict),
    "minimum": _at_least((int, float)),
    "oneOf": _one_of,
    "pattern": _pattern,
    "properties": _properties,
    "propertyNames": _names,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique,
}
