"""Findings on values: of the wrong kind, malformed, out of range, too many."""

import re
from collections.abc import Iterator

from generator.decode import codes
from generator.decode.faults import Fault
from generator.decode.mending import mended
from generator.decode.rawtext import ProfileDocument
from generator.decode.schema import Schema, place, profile_schema, resolve, schema_at, sub_schema
from generator.decode.wording import flow, listed, named, nearest, quoted, shown, where
from generator.model.finding import Finding
from generator.model.tree import Tree

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
_TRUTHS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}

_MONEY = ("currency", "pricePerHour")
_WHY_MONEY = (
    "It is written beside amounts as it stands, for people to read; nothing in a cluster looks at it, so that nothing "
    "else would tell of a slip."
)


_OF_CARDS = ("model", "memory", "computeCapability", "pciDeviceId")
_WHY_OF_CARDS = (
    "What the profile says of a card decides which layouts, limits and labels it gets; what cannot be read is not "
    "guessed."
)
_LEAST_OF_MIB = 1024
"""No card has as many GiB, so that such a number is of MiB, as nvidia-smi prints it."""


def wrong_type(fault: Fault, document: ProfileDocument) -> Finding:
    """Return the finding on a value of the wrong kind: what was found, and what is wanted."""
    wanted = [str(kind) for kind in (fault.operand if isinstance(fault.operand, list) else [fault.operand])]
    # A number where text may stand is read by its characters, so "a number" would mislead.
    kinds = [_KINDS[kind] for kind in wanted if kind != "number" or "string" not in wanted]
    if _is_memory(fault.schema) and isinstance(fault.value, int | float) and not isinstance(fault.value, bool):
        message = f"{where(fault.path)}: {fault.value} has no unit"
        return codes.UNIT.at(fault.path, message, _other_kind(fault, wanted, document))
    found = _kind_of(fault.value, document.scalar_text(fault.path))
    message = f"{where(fault.path)} is {found}, but {listed(kinds, 'or')} is wanted"
    fix = _other_kind(fault, wanted, document) or f"Write {listed(kinds, 'or')}."
    return codes.WRONG_TYPE.at(fault.path, message, fix)


def _is_memory(schema: Schema) -> bool:
    return "MiB" in str(schema.get("pattern", "")) and "GiB" in str(schema.get("pattern", ""))


def _kind_of(value: Tree, typed: str | None) -> str:
    if value is None:
        return "empty"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"the number {typed or value}"
    return shown(value)


def _other_kind(fault: Fault, wanted: list[str], document: ProfileDocument) -> str | None:
    value = fault.value
    key = str(fault.path[-1]) if fault.path and isinstance(fault.path[-1], str) else ""
    if not fault.path:
        return "Write keys and values; `gpuslice init` makes a profile to begin with."
    if "string" in wanted and isinstance(value, bool | int | float):
        return _as_text(document.scalar_text(fault.path) or shown(value), key, fault)
    if isinstance(value, str):
        return _from_text(value, key, fault, wanted)
    if "array" in wanted and isinstance(value, dict):
        return f"Begin each entry with `- `, or write a list in brackets: {_entry(key, '[{...}]')}."
    return _like_example(fault)


def _as_text(typed: str, key: str, fault: Fault) -> str | None:
    if re.search(str(fault.schema.get("pattern", "")), typed):
        return f"Put it in quotes: {_entry(key, quoted(typed))}."
    return _mended(typed, fault.schema) or _like_example(fault)


def _from_text(text: str, key: str, fault: Fault, wanted: list[str]) -> str | None:
    if "boolean" in wanted:
        truth = text.lower() if text.lower() in ("true", "false") else _TRUTHS.get(text.lower())
        return f"Write {_entry(key, truth)}, without quotes." if truth else "Write true or false."
    if "integer" in wanted and re.fullmatch(r"-?[0-9]{1,15}", text):
        return f"Take the quotes away: {_entry(key, text)}."
    if "object" in wanted and (inner := _only_choice(fault, text)):
        return f"Write {_entry(key, flow({inner: text}))}."
    return _like_example(fault)


def _only_choice(fault: Fault, text: str) -> str | None:
    """Return the field that a word alone was meant for: `driver: host` is `{from: host}`, `- T4` is `{model: T4}`."""
    required, root = fault.schema.get("required"), fault.root or profile_schema()
    properties = sub_schema(fault.schema, "properties")
    if isinstance(required, list) and len(required) == 1:
        only = resolve(sub_schema(properties, str(required[0])), root)
        fits = only.get("type") == "string" and re.search(str(only.get("pattern", "")), text)
        return str(required[0]) if fits else None
    found = []
    for name in properties:
        choices = resolve(sub_schema(properties, name), root).get("enum")
        if isinstance(choices, list) and text in choices:
            found.append(name)
    return found[0] if len(found) == 1 else None


def _like_example(fault: Fault) -> str | None:
    """An entry of a list, and one of a mapping that takes any key, is shown by the example of the whole."""
    for end in range(len(fault.path), 0, -1):
        examples = schema_at(fault.path[:end], fault.root or profile_schema()).get("examples")
        if isinstance(examples, list) and examples:
            return f"Write for example {_entry(str(fault.path[end - 1]), flow(examples[0]))}."
    return None


def _entry(key: str, value: str) -> str:
    return f"`{named(key)}: {value}`" if key else f"`{value}`"


def not_one_of(fault: Fault) -> Finding:
    """Return the finding on a word outside a closed set."""
    if fault.keyword == "const":
        message = f"{where(fault.path)} is {shown(fault.value)}, but this release reads {shown(fault.operand)}"
        return codes.FORMAT_VERSION.at(fault.path, message)
    words = [str(word) for word in fault.operand] if isinstance(fault.operand, list) else []
    meant = nearest(str(fault.value), words)
    message = f"{where(fault.path)}: {shown(fault.value)} is none of {', '.join(words)}"
    other = "Write other, unless one of them is meant." if "other" in words else None
    return codes.NOT_ONE_OF.at(fault.path, message, f"Write {meant}." if meant else other)


def malformed(fault: Fault) -> Finding:
    """Return the finding on a text or a key that is not of the form wanted."""
    text = str(fault.value)
    words = str(fault.schema.get("patternErrorMessage", "text of the form wanted"))
    is_key = fault.key is not None
    path = (*fault.path, text) if is_key else fault.path
    subject = f"{where(fault.path)}: key {quoted(text)}" if is_key else f"{where(path)}: {quoted(text)}"
    message = f"{subject} is not {words}"
    code = codes.MALFORMED
    if is_key and re.match(r"(?:requests|limits)\.", text):
        code, message = codes.QUOTA_PREFIX, f"{subject} has a prefix that a quota does not take here"
    elif _is_memory(fault.schema) and _bare_number(text):
        code, message = codes.UNIT, f"{subject} has no unit"
    elif _is_memory(fault.schema) and re.fullmatch(r"\s*[0-9.]+\s*(?!(?i:[MG]iB))[A-Za-z]+\s*", text):
        code, message = codes.UNIT, f"{subject} has another unit"
    found = code.at(path, message, _mended(text, fault.schema) or _like_example(fault), on_key=is_key)
    if path and path[-1] in _MONEY:
        return found._replace(why=_WHY_MONEY)
    return found._replace(why=_WHY_OF_CARDS) if code is codes.MALFORMED and path and path[-1] in _OF_CARDS else found


def _bare_number(text: str) -> bool:
    return re.fullmatch(r"\s*[0-9]{1,9}(\.[0-9]{1,9})?\s*", text) is not None


def _mended(text: str, schema: Schema) -> str | None:
    """Return the first simple change that would do."""
    if (better := mended(text, schema)) is not None:
        return f"Write {better}."
    if _is_memory(schema) and _bare_number(text):
        number = text.strip()
        if float(number) >= _LEAST_OF_MIB:
            return f"Write {number}MiB."
        return f"Write {number}GiB or {number}MiB."
    return None


def out_of_range(fault: Fault) -> Finding:
    """Return the finding on a number beyond its bounds."""
    if place(fault.path).startswith(("pools[].timeSlicing.", "pools[].mps.")) and fault.keyword == "minimum":
        section = str(fault.path[2])
        fix = f"To share nothing leave {section} out." if fault.path[-1] == "replicas" else None
        fix = fix or f"To leave this resource whole take its line out; to share nothing leave {section} out."
        message = f"{where(fault.path)} is {shown(fault.value)}: sharing begins with 2"
        return codes.SHARES_NOTHING.at(fault.path, message, fix)
    schema = fault.schema
    side = "less than" if fault.keyword == "minimum" else "more than"
    bounds = f"{schema['minimum']} to {schema['maximum']}" if {"minimum", "maximum"} <= schema.keys() else ""
    message = f"{where(fault.path)} is {shown(fault.value)}, {side} {shown(fault.operand)}"
    return codes.OUT_OF_RANGE.at(fault.path, message, f"Write a number from {bounds}." if bounds else None)


def wrong_length(fault: Fault) -> Finding:
    """Return the finding on a list, mapping or text with too few or too many entries."""
    if isinstance(fault.value, str):
        return _wrong_size(fault, fault.value)
    if fault.keyword.startswith("min"):
        message = f"{where(fault.path)} is {shown(fault.value)}"
        fix = _like_example(fault) if _is_required(fault) else None
        return codes.WRONG_LENGTH.at(fault.path, message, fix)
    size = len(fault.value) if isinstance(fault.value, list | dict) else 0
    message = f"{where(fault.path)} has {size} entries, more than {shown(fault.operand)}"
    return codes.WRONG_LENGTH.at(fault.path, message, "Take some out.")


def _is_required(fault: Fault) -> bool:
    required = schema_at(fault.path[:-1], fault.root or profile_schema()).get("required")
    return isinstance(required, list) and fault.path[-1] in required


def _wrong_size(fault: Fault, text: str) -> Finding:
    """Return the finding on a text without or with too many characters."""
    if not text:
        return codes.MALFORMED.at(fault.path, f"{where(fault.path)} is an empty text", "Leave it out, or fill it.")
    if (
        fault.key is not None
        or "characters" in str(fault.schema.get("patternErrorMessage", "")).partition("at most")[2]
    ):
        return malformed(fault)
    message = f"{where(fault.path)} has {len(text)} characters, more than {shown(fault.operand)}"
    return codes.MALFORMED.at(fault.path, message, "Make it shorter.")


def repeated(fault: Fault) -> Iterator[Finding]:
    """Return a finding for each entry of a list that stands there already."""
    first_at: dict[str | int, int] = {}
    for index, entry in enumerate(fault.value if isinstance(fault.value, list) else []):
        if isinstance(entry, str | int) and (first := first_at.setdefault(entry, index)) != index:
            message = f"{where(fault.path)}: {shown(entry)} stands there twice, as entries {first} and {index}"
            yield codes.TWICE.at((*fault.path, index), message)


def alternatives(fault: Fault) -> tuple[str, ...]:
    """Return the keys of which a `oneOf` wants exactly one; a key that is misspelt is not missing as well."""
    options = fault.operand if isinstance(fault.operand, list) else []
    keys = (one.get("required") for one in options if isinstance(one, dict))
    return tuple(str(key) for names in keys if isinstance(names, list) for key in names)


def one_of_two(fault: Fault) -> Finding:
    """Return the finding on a mapping that has both or none of two keys, of which one is wanted."""
    if alternatives(fault) == ("memory", "allocates"):
        return _one_memory(fault)
    both = isinstance(fault.value, dict) and {"replicas", "resources"} <= fault.value.keys()
    if both:
        message = f"{where(fault.path)} has both replicas and resources"
        return codes.ONE_OF_TWO.at(fault.path, message, "Keep replicas for one number, or resources for several.")
    return codes.ONE_OF_TWO.at(fault.path, f"{where(fault.path)} does not say into how many shares")


def _one_memory(fault: Fault) -> Finding:
    if isinstance(fault.value, dict) and {"memory", "allocates"} <= fault.value.keys():
        message = f"{where(fault.path)} has both memory and allocates"
        return codes.ONE_MEMORY.at(fault.path, message, "Keep memory for what nvidia-smi shows of a process.")
    return codes.ONE_MEMORY.at(fault.path, f"{where(fault.path)} does not say how much memory a process uses")
