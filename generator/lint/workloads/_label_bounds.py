"""Bounds on labels of feature discovery, by Gt and Lt, that no node is within.

Source: kubernetes/apimachinery pkg/labels/selector.go (NewRequirement, Matches): both sides are whole numbers.
"""

import re
from collections.abc import Iterator

from generator.facts.discovery_labels import MAJOR, MEMORY, MINOR, NUMBERS, PREFIX
from generator.lint.common.selectors import Condition
from generator.lint.workloads._memory_bounds import beyond_every_gpu
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later

MOST_DIGITS = 18
"""Of numbers with more it is not known what the scheduler, which has 64 bits, makes of them."""
_LEAST_MIB, _MOST_MIB = 1000, 1_000_000
"""No GPU that there is has less or more."""
_SIZE = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*(?:Gi?B?|gi?b?)")
_is_integer = re.compile(r"[+-]?\d+", re.ASCII).fullmatch
_FULL = ".full"
"""The end of labels that are a whole version."""
_NO_MAJOR = 30
"""The largest major that there is is 13, that of Rubin."""


def no_bound(condition: Condition, value: Value) -> Iterator[ManifestFault]:
    """Return a bound that is no number, or one that every card lies beyond: MiB of memory, majors of capabilities."""
    key, text = condition.key, value.tree
    if not isinstance(text, str) or is_filled_in_later(text):
        return
    unit = " of MiB" if key == MEMORY else ""
    if not _is_integer(text):
        message = f"{condition.operator} compares whole numbers{unit}, and {text!r} is none: no node has it"
        yield ManifestFault(value.place, message, _fix_of_bound(key, text))
    elif key == MAJOR and condition.operator == "Gt" and is_beyond(text):
        message = f"no node has {key}>{text}: the label is the number before the point"
        yield ManifestFault(value.place, message, fix_of_capability(text))
    elif key == MEMORY and len(text) <= MOST_DIGITS and not _LEAST_MIB <= int(text) <= _MOST_MIB and int(text) > 0:
        wants_more, is_few = condition.operator == "Gt", int(text) < _LEAST_MIB
        yield beyond_every_gpu(value, int(text), "no node will do", wants_more=wants_more, is_few=is_few)


def _fix_of_bound(key: str, text: str) -> str:
    size = _SIZE.fullmatch(text) if key == MEMORY else None
    if size:
        return f'Write "{int(float(size[1]) * 1024)}".'
    if key in NUMBERS:
        return f'Write a whole number{" of MiB" if key == MEMORY else ""} in quotes, as "24000".'
    if key.startswith(PREFIX) and key.endswith(_FULL):
        return f"Compare {key.removesuffix(_FULL)}.major and .minor, each of which is a number."
    return "List the values under operator In, or compare a label that is a number."


def is_beyond(text: str) -> bool:
    """Say whether a major is larger than any that there is by so much that the whole capability is meant."""
    return len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() and int(text) >= _NO_MAJOR


def fix_of_capability(text: str) -> str:
    """Return how a capability such as 8.9 is selected that was written without its point."""
    return f'Of {text[:-1]}.{text[-1]} it is "{text[:-1]}"; {MINOR} has what is behind the point.'
