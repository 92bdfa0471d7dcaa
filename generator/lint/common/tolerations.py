"""What the API server refuses in a toleration; source: ValidateTolerations of kubernetes/kubernetes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.label_values import is_label_key, is_label_value
from generator.lint.common.names import is_left_open
from generator.model.manifest_value import Place, Value

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_OPERATORS = ("Exists", "Equal", "Lt", "Gt")
"""`Lt` and `Gt` are taken from Kubernetes 1.35 on, behind a feature gate."""


class Refusal(NamedTuple):
    """What is wrong with a toleration, where, and what to write."""

    place: Place
    message: str
    fix: str


def refusals(toleration: Value) -> Iterator[Refusal]:
    """Return what is wrong with a toleration: at most one thing, since one hides the next."""
    yield from list(_found(toleration))[:1]


def _found(toleration: Value) -> Iterator[Refusal]:
    yield from _of_words(toleration)
    operator = toleration.text("operator")
    effect, value, key = toleration.get("effect"), toleration.get("value"), toleration.text("key")
    at_operator = toleration.get("operator") or toleration
    if operator and operator not in _OPERATORS:
        fix = _alike(operator, _OPERATORS) or "Exists or Equal"
        yield Refusal(at_operator.place, f"{operator} is no operator of a toleration", f"Write {fix}.")
    if effect is not None and isinstance(effect.tree, str) and effect.tree and effect.tree not in _EFFECTS:
        fix = _alike(effect.tree, _EFFECTS) or ", ".join(_EFFECTS)
        yield Refusal(effect.place, f"{effect.tree} is no effect of a taint", f"Write {fix}.")
    if operator == "Exists" and value is not None and value.tree != "":
        yield Refusal(
            value.place,
            "a toleration with operator Exists must have no value",
            "Delete the value, or write `operator: Equal`.",
        )
    seconds = toleration.get("tolerationSeconds")
    if seconds is not None and (effect is None or effect.tree in ("", *_EFFECTS[:2])):
        yield Refusal(
            seconds.place,
            "a toleration with tolerationSeconds must have effect NoExecute",
            "Delete tolerationSeconds, or write `effect: NoExecute`.",
        )
    if (
        not key
        and isinstance(toleration.tree, dict)
        and toleration.tree
        and operator != "Exists"
        and not toleration.has("key")
    ):
        yield Refusal(
            toleration.place,
            "a toleration without a key must have operator Exists",
            "Add the key of the taint, or write `operator: Exists` to tolerate every taint.",
        )


def _of_words(toleration: Value) -> Iterator[Refusal]:
    """Return a key or a value that no taint can have."""
    key, value = toleration.text("key") or "", toleration.text("value") or ""
    if key and not is_left_open(key) and not is_label_key(key):
        plain = re.split(r"[=:]", key)[0]
        fix = f"Write `key: {plain}`" + (", with its value and effect beside it." if plain != key else ".")
        fix = fix if is_label_key(plain) else "Write the key of the taint."
        yield Refusal(toleration.place.below("key"), f"{key} cannot be the key of a taint", fix)
    elif value and not is_left_open(value) and not is_label_value(value):
        yield Refusal(
            toleration.place.below("value"), f"{value!r} cannot be the value of a taint", "Write the taint's value."
        )


def _alike(given: str, known: tuple[str, ...]) -> str | None:
    plain = given.replace("-", "").replace("_", "").lower()
    return next((one for one in known if one.lower() == plain or plain.startswith(one.lower())), None)
