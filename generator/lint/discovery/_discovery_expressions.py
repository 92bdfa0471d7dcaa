"""Fields and expressions of a NodeFeatureRule: what the API server refuses of them, and what no node ever meets."""

import re
from collections.abc import Iterator, Mapping

from generator.facts.discovery_rules import (
    EXPRESSION_FIELDS,
    OPERATORS,
    PCI_ATTRIBUTES,
    PCI_NUMBERS,
    TERM_FIELDS,
    VENDORS,
    WITH_ONE,
    WITH_SOME,
    WITH_TWO,
    WITHOUT_VALUE,
)
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.near import nearest
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree

_TYPES: Mapping[str, type[str | list[Tree] | dict[str, Tree]]] = {"text": str, "a list": list, "a mapping": dict}
REFUSED = "the API server refuses the NodeFeatureRule"
NEVER = "no node meets the rule"
_FORMER = {
    "matchOn": "matchOn was read in the worker's own file alone, up to v0.16. Write `matchFeatures`.",
    "operator": "Write `op`.",
    "values": "Write `value`, a list.",
    "key": "Write a mapping by the attribute's name: `vendor: {op: In, value: [...]}`.",
}
"""Fields of other objects that are written here by habit."""
_LOOKAROUND = re.compile(r"\(\?(?:[=!]|<[=!])")
_CLASS = "[["
_HEX = re.compile(r"[0-9a-f]{4}")


def unknown_fields(value: Value, known: Mapping[str, str], what: str) -> Iterator[ManifestFault]:
    """Return fields of a mapping that are not known, or of another type."""
    if not isinstance(value.tree, dict):
        return
    for key, one in value.entries():
        wanted = known.get(key)
        if wanted is None:
            if not is_filled_in_later(key):
                near = nearest(key, known)
                fix = _FORMER.get(key) or _moved(key, what) or (f"Did you mean {near}?" if near else None)
                yield ManifestFault(one.place, f"{key} is no field of {what}: {REFUSED}", fix, on_key=True)
        elif one.tree is not None and not isinstance(one.tree, _TYPES[wanted]) and not is_filled_in_later(one.tree):
            message = f"{key} of {what} is {kind_of_tree(one.tree)}, where {wanted} must be: {REFUSED}"
            fix = f"Write `{key}: [{one.tree}]`." if wanted == "a list" and not isinstance(one.tree, dict) else None
            yield ManifestFault(one.place, message, fix)


def _moved(key: str, what: str) -> str | None:
    if what == "an element of matchAny" and key in TERM_FIELDS:
        return "Write `- matchFeatures:` here, and the features as a list below it."
    return None


def missing_fields(value: Value, needed: tuple[str, ...], what: str) -> Iterator[ManifestFault]:
    """Return the fields that must be there and are not."""
    for key in needed if isinstance(value.tree, dict) else ():
        if value.get(key) is None:
            yield ManifestFault(value.place, f"{what} has no {key}: {REFUSED}", f"Write `{key}:` in it.")


def of_pci(attribute: str, expression: Value) -> Iterator[ManifestFault]:
    """Return what no PCI device has: an attribute, or a number in another form."""
    op = expression.text("op")
    if attribute not in PCI_ATTRIBUTES and op not in (None, "DoesNotExist"):
        near = nearest(attribute.lower().removesuffix("id").rstrip("_"), PCI_NUMBERS)
        if near is not None:
            message = f"a PCI device has no {attribute}: {NEVER}"
            yield ManifestFault(expression.place, message, f"Did you mean {near}?", on_key=True)
    values = tuple(expression.elements("value")) if attribute in PCI_NUMBERS and op in ("In", "NotIn") else ()
    for one in values if attribute == "class" and op == "In" else ():
        if one.tree in VENDORS:
            message = f"class is compared with {one.tree}, which is a vendor: {NEVER}"
            yield ManifestFault(one.place, message, 'The classes of GPUs are "0300" and "0302", the vendor is "10de".')
    wrong = [one for one in values if isinstance(one.tree, str) and not _HEX.fullmatch(one.tree)]
    for one in wrong:
        if not is_filled_in_later(one.tree):
            what = NEVER if op == "In" else "it leaves nothing out"
            message = (
                f"{attribute} is compared with {one.tree!r}, and is four hexadecimal digits in small letters: {what}"
            )
            yield ManifestFault(one.place, message, _hex_fix(str(one.tree)))


def _hex_fix(text: str) -> str | None:
    better = text.lower().removeprefix("0x")
    if _HEX.fullmatch(better):
        return f'Write "{better}".'
    if _HEX.match(better):
        return f'Write "{better[:4]}": Node Feature Discovery cuts off what follows.'
    return f'For all that begin so write `{{op: InRegexp, value: ["^{better}"]}}`.' if better else None


def of_expression(expression: Value) -> Iterator[ManifestFault]:
    """Return what is wrong with an expression: its fields, its operator, its values."""
    if not isinstance(expression.tree, dict):
        return
    unknown = list(unknown_fields(expression, EXPRESSION_FIELDS, "an expression"))
    yield from unknown
    op, value = expression.get("op"), expression.get("value")
    if op is None:
        yield from () if unknown else missing_fields(expression, ("op",), "an expression")
        return
    if op.tree not in OPERATORS:
        if not is_filled_in_later(op.tree):
            near = {"Equals": "In", "==": "In", "=": "In", "Equal": "In", "Matches": "InRegexp"}.get(str(op.tree))
            near = near or nearest(str(op.tree), OPERATORS)
            fix = f"Write {near}." if near else f"Write one of {', '.join(OPERATORS)}."
            yield ManifestFault(op.place, f"{op.tree} is no op of an expression: {REFUSED}", fix)
        return
    if not unknown and (value is None or isinstance(value.tree, list)):
        yield from _of_values(op, value)


def _of_values(op: Value, value: Value | None) -> Iterator[ManifestFault]:
    elements = [] if value is None else list(value.elements())
    at = op if value is None else value
    wanted = _count(str(op.tree), len(elements))
    if wanted is not None:
        yield ManifestFault(at.place, f"{op.tree} takes {wanted} value, this has {len(elements)}: {NEVER}")
        return
    for one in elements:
        if not isinstance(one.tree, str):
            message = f"a value of {op.tree} is {kind_of_tree(one.tree)}, where text must be: {REFUSED}"
            yield ManifestFault(one.place, message, "Put it in quotes.")
        elif op.tree == "InRegexp" and is_no_pattern(one.tree):
            message = f"{one.tree} is no regular expression of Go's: {NEVER}"
            yield ManifestFault(one.place, message, "Go has no lookaround; check the brackets.")


def _count(op: str, given: int) -> str | None:
    """Return how many values an operator takes, None where as many are given."""
    if op in WITHOUT_VALUE:
        return "no" if given else None
    if op in WITH_SOME:
        return None if given else "at least one"
    wanted, word = (1, "exactly one") if op in WITH_ONE else (2, "exactly two")
    return None if given == wanted or op not in (*WITH_ONE, *WITH_TWO) else word


def is_no_pattern(text: str) -> bool:
    """Say whether Go's parser refuses a pattern: lookaround, huge repeats, brackets that Python finds open as well."""
    if _LOOKAROUND.search(text):
        return True
    if _CLASS in text:
        # Such as [[:alpha:]], which Go has and Python reads otherwise.
        return False
    try:
        re.compile(text)
    except re.error as error:
        return "unterminated" in str(error) or "missing )" in str(error) or "unbalanced" in str(error)
    except OverflowError:
        # Go repeats a thousand times at most.
        return True
    except RecursionError:
        return False
    return False
