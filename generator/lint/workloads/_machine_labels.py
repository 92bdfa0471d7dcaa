"""Values that a label of Karpenter's machines never has, and machines that a pool names and leaves out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.karpenter import (
    AMD64,
    ARCHITECTURES,
    ARM64,
    CAPACITIES,
    CAPACITY,
    CARDS,
    CATEGORY,
    COUNT,
    DOMAINS,
    FAMILY,
    GENERATION,
    KNOWN_ARCHITECTURES,
    KNOWN_SYSTEMS,
    LEAST_MEMORY,
    MANUFACTURER,
    MANUFACTURERS,
    MEMORY,
    NAME,
    SIZE,
    SYSTEMS,
    TYPES,
    labels_of_family,
)
from generator.lint.common.near import slip
from generator.lint.common.selectors import Condition
from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import is_filled_in_later

_NEVER = re.compile(r"nvidia[-_]|geforce|tesla")
"""Words of the names that others give to a GPU; AWS says t4, a10g, l40s, h100."""
_GRACE = re.compile(r"gb\d+").fullmatch
"""Cards of machines of which it is not known what Karpenter calls them."""
_is_category = re.compile(r"[a-z]+").fullmatch
_is_family = re.compile(r"(?=[^.]*\d)[a-z][a-z0-9-]*").fullmatch
_is_size = re.compile(r"[a-z0-9-]+").fullmatch
_letters = re.compile(r"[a-z]+").match
_find_number = re.compile(r"\d{1,3}").search
_OTHERWISE = {
    **dict.fromkeys(("x86_64", "x86-64", "x86", "x64", "amd_64", "intel", "amd"), AMD64),
    **dict.fromkeys(("aarch64", "arm_64", "arm64v8", "armv8", "graviton"), ARM64),
}
"""What others call an architecture."""


class Wrong(NamedTuple):
    """Why a label never has a value: what to write, and how sure it is, None for what is."""

    fix: str | None
    severity: Severity | None = None


def wrong(key: str, text: str) -> Wrong | None:
    """Say what is wrong with a value that no machine has for a label; None where one may have it."""
    domain, slash, name = key.partition("/")
    judge = _JUDGES.get(name if f"{domain}{slash}" in DOMAINS else key)
    return None if judge is None or is_filled_in_later(text) else judge(text, f"{domain}/")


def _category(text: str, domain: str) -> Wrong | None:
    if _is_category(text):
        return None
    found = _letters(text.lower())
    as_family = f", or ask for the family by {domain}{FAMILY}" if found and _is_family(text) else ""
    return Wrong(f"Write {found[0]}{as_family}." if found else None)


def _family(text: str, domain: str) -> Wrong | None:
    if _is_family(text):
        return None
    family = text.lower().partition(".")[0]
    if not _is_family(family):
        return Wrong(f"Ask for it by {domain}{CATEGORY}." if _is_category(family) else None)
    return Wrong(f"Write {family}, or ask for the type by {TYPES[0]}." if "." in text else f"Write {family}.")


def _generation(text: str, domain: str) -> Wrong | None:
    if text.isdecimal():
        return None
    found = _find_number(text)
    return Wrong(
        f'Write "{found[0]}"{f" beside {domain}{CATEGORY}" * (_letters(text) is not None)}.' if found else None
    )


def _size(text: str, domain: str) -> Wrong | None:
    if _is_size(text):
        return None
    size = text.lower().rpartition(".")[2]
    return Wrong(f"Write {size}{f', and the family in {domain}{FAMILY}' * ('.' in text)}." if _is_size(size) else None)


def _name(text: str, _: str) -> Wrong | None:
    if text != text.lower() or " " in text or _NEVER.search(text):
        plain = _plain(text)
        # Whose pools are of other makers' Karpenter may have other names.
        sure = text != text.lower() or " " in text
        return Wrong(f"Write {plain}." if plain != text else None, None if sure else Severity.WARNING)
    if text in CARDS or _GRACE(text):
        return None
    meant = next((one for one in CARDS if text.startswith(f"{one}-")), None) or slip(text, CARDS)
    return Wrong(f"Write {meant}.", Severity.WARNING) if meant else None


def _manufacturer(text: str, _: str) -> Wrong | None:
    if text in MANUFACTURERS:
        return None
    meant = next((one for one in MANUFACTURERS if one in text.lower()), None) or slip(text, MANUFACTURERS)
    return Wrong(f"Write {meant}.", None if text != text.lower() else Severity.WARNING) if meant else None


def _plain(text: str) -> str:
    plain = text.lower().replace(" ", "-").replace("_", "-")
    for word in ("nvidia-", "tesla-", "geforce-"):
        plain = plain.removeprefix(word)
    return next((one for one in sorted(CARDS, key=len, reverse=True) if plain.startswith(f"{one}-")), plain)


def _count(text: str, _: str) -> Wrong | None:
    return None if text.isdecimal() else Wrong("Write a number, in quotes.")


def _memory(text: str, _: str) -> Wrong | None:
    if text.isdecimal() and int(text[:6]) >= LEAST_MEMORY:
        return None
    return Wrong("Write a number of MiB, such as 24576, in quotes.")


def _capacity(text: str, _: str) -> Wrong | None:
    if text in CAPACITIES:
        return None
    plain = re.sub(r"[^a-z]", "", text.lower())
    meant = next((one for one in CAPACITIES if one.replace("-", "") == plain), None) or slip(text, CAPACITIES)
    return Wrong(f"Write {meant}." if meant else f"Write one of {', '.join(CAPACITIES)}.")


def _architecture(text: str, _: str) -> Wrong | None:
    if text in KNOWN_ARCHITECTURES:
        return None
    meant = _OTHERWISE.get(text.lower()) or slip(text, KNOWN_ARCHITECTURES)
    return Wrong(f"Write {meant or f'{AMD64} or {ARM64}'}.")


def _system(text: str, _: str) -> Wrong | None:
    if text in KNOWN_SYSTEMS:
        return None
    return Wrong(f"Write {next((one for one in KNOWN_SYSTEMS if one == text.lower()), KNOWN_SYSTEMS[0])}.")


_JUDGES: Mapping[str, Callable[[str, str], Wrong | None]] = MappingProxyType(
    {
        NAME: _name,
        MANUFACTURER: _manufacturer,
        COUNT: _count,
        MEMORY: _memory,
        CATEGORY: _category,
        FAMILY: _family,
        GENERATION: _generation,
        SIZE: _size,
        CAPACITY: _capacity,
        **dict.fromkeys(ARCHITECTURES, _architecture),
        **dict.fromkeys(SYSTEMS, _system),
    }
)


def left_out(conditions: Sequence[Condition], then: str) -> Iterator[ManifestFault]:
    """Return the families and types of machines with cards that other conditions leave out, all of which must hold."""
    for condition in conditions:
        name = condition.key.rpartition("/")[2]
        if condition.key in TYPES or (name == FAMILY and condition.key.startswith(DOMAINS)):
            others = [one for one in conditions if one is not condition and _is_clear(one)]
            found = [(value, clash) for value, text in condition.texts if (clash := _clash(text, others))]
            every = len(found) == len(condition.values)
            for value, (family, key, has, wanted) in found:
                end = then if every else "such machines are left out"
                message = f"{family} has {key}={has}, where {' or '.join(wanted)} is asked for: {end}"
                fix = f"Ask for {has} as well, or leave {value.tree} out."
                yield ManifestFault(value.place, message, fix, severity=None if every else Severity.WARNING)


def _is_clear(condition: Condition) -> bool:
    """Say whether a condition asks for values that some machine has."""
    texts = [text for _, text in condition.texts]
    known = len(texts) == len(condition.values) and not condition.is_open
    return condition.operator == "In" and bool(texts) and known and not any(wrong(condition.key, one) for one in texts)


def _clash(text: str, others: Sequence[Condition]) -> tuple[str, str, str, list[str]] | None:
    """Return the family of a machine, and the label by which another condition leaves it out."""
    family = text.partition(".")[0]
    labels = labels_of_family(family)
    clash = next((one for one in others if one.key in labels and not one.holds(labels)), None)
    return None if clash is None else (family, clash.key, labels[clash.key], [one for _, one in clash.texts])
