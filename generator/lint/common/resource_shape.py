"""GPUs that are asked for in a block which has the form of a container's resources, and not quite."""

from collections.abc import Iterator

from generator.lint.common.near import slip
from generator.lint.common.resource_names import PREFIX
from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value
from generator.model.tree import words

_AMOUNTS = ("limits", "requests")
_FIELDS = (*_AMOUNTS, "claims")
_NAMES = {"limit": "limits", "request": "requests", "reservations": "requests", "guarantees": "requests"}
_BELOW = "Write it below `limits:`."
_NOWHERE = "the pod gets no GPU"


def of_resources(block: Value, *, is_certain: bool) -> Iterator[ManifestFault]:
    """Return what in a block of resources names GPUs and is read by nobody.

    Where it is not `certain` that the block is passed on as it is, limits or requests beside show that.
    """
    severity = None if is_certain or any(block.has(key) for key in _FIELDS) else Severity.WARNING
    for key, value in block.entries():
        if value.tree is None or key in _FIELDS:
            continue
        if key.startswith(PREFIX):
            message = f"{key} is no field of resources, which has limits and requests: {_NOWHERE}"
            yield ManifestFault(value.place, message, _BELOW, on_key=True, severity=severity)
        elif _asks(value):
            meant = _meant(key)
            if meant is not None:
                message = f"{key} is no field of resources: {_NOWHERE}"
                yield ManifestFault(value.place, message, f"Write {meant}.", on_key=True, severity=severity)
    for key in _AMOUNTS:
        for inner, value in block.entries(key):
            if inner in _AMOUNTS and _asks(value):
                message = f"{inner} stands within {key}, where no resource has that name: the API server refuses it"
                yield ManifestFault(value.place, message, "Write it a level further out.", on_key=True)


def outside_of_resources(around: Value, block: str, what: str | None = None) -> Iterator[ManifestFault]:
    """Return amounts of GPUs that stand beside a block of resources, or in the place of it.

    `what` is what has no such field, where that is known.
    """
    for key, value in around.entries():
        if key == block or value.tree is None:
            continue
        if key.startswith(PREFIX) and isinstance(value.tree, int | float | str):
            yield _outside(key, value, what, block, f"Write it below `{block}.limits:`.")
        elif key in (*_AMOUNTS, *_NAMES) and _asks(value):
            yield _outside(key, value, what, block, f"Write it below `{block}:`.")
        elif slip(key, (block,)) and any(_asks(one) for _, one in value.entries()):
            yield _outside(key, value, what, block, f"Write {block}.")


def speaks_of_gpus(value: Value) -> bool:
    """Say whether something names NVIDIA, or GPUs."""
    return any("nvidia" in word.lower() or "gpu" in word.lower() for word in words(value.tree))


def _outside(key: str, value: Value, what: str | None, block: str, fix: str) -> ManifestFault:
    wrong = f"stands beside {block}, and not below it" if what is None else f"is no field of {what}"
    return ManifestFault(value.place, f"{key} {wrong}: {_NOWHERE}", fix, on_key=True)


def _meant(key: str) -> str | None:
    return _NAMES.get(key.lower()) or slip(key, _AMOUNTS)


def _asks(value: Value) -> bool:
    return any(key.startswith(PREFIX) for key, _ in value.entries())
