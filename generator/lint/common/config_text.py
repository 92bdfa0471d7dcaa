"""What is wrong with the texts of a ConfigMap before anybody asks what they say."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.model.finding import Position
from generator.model.manifest import ConfigEntry
from generator.model.manifest_value import Value
from generator.model.tree import Path
from generator.yamltext.old_words import is_old_word
from generator.yamltext.reader import read_documents

_DUPLICATE = "YAML008"
_FATAL = frozenset({"YAML002", "YAML003", "YAML005", "YAML007", "YAML013", "YAML018"})
"""Faults at which the YAML reader of NVIDIA's programs stops too (sigs.k8s.io/yaml)."""

_IN_LINES = "Write the text in lines of its own behind `|`: only double quotes make a line break of \\n."
_EMPTY, _MANY = "YAML001", "YAML017"
_TOLD = (_DUPLICATE, _EMPTY, _MANY)


WRAPPED = "What stands at this key is the whole file: take the key away, and with it one level."
"""What to do with a key that holds lines of text, at a place where a file begins."""


class TextFault(NamedTuple):
    """A fault of a text: what it is, how to mend it, where in the text at `value` it stands."""

    value: Value
    message: str
    fix: str
    at: Position | None


def unreadable(entries: Iterable[ConfigEntry]) -> Iterator[TextFault]:
    """Return the texts that are no YAML or no mapping; an empty one is taken for an empty configuration."""
    for entry in entries:
        if _is_template(entry) or (entry.content is not None and isinstance(entry.content.tree, dict)):
            continue
        if isinstance(entry.text.tree, str):
            yield from _unreadable(entry.key, entry.text, entry.text.tree)
        elif entry.content is not None:
            yield TextFault(entry.text, f"{entry.key} holds a list, not a mapping", _MAPPING, None)


def passed_over(entries: Iterable[ConfigEntry]) -> Iterator[TextFault]:
    """Return the texts that NVIDIA's programs may be able to read and that are not read here."""
    for entry in entries:
        if entry.content is None and not _is_template(entry):
            fault = next((one for one in entry.faults if one.code not in (*_FATAL, *_TOLD)), None)
            if fault is not None and not any(one.code in _FATAL for one in entry.faults):
                message = f"{entry.key} was not looked at: {fault.message}"
                yield TextFault(entry.text, message, fault.fix, fault.position)


def second_documents(entries: Iterable[ConfigEntry]) -> Iterator[TextFault]:
    """Return where a text holds a further document, of which the readers take no notice."""
    for entry in entries:
        message = f"{entry.key} holds a second document, of which nothing is read"
        fix = "Put it under a key of its own, or delete the `---` line and join the two."
        if entry.further is not None:
            yield TextFault(entry.further, message, fix, None)
        elif isinstance(entry.text.tree, str) and "\n---" in entry.text.tree and not _is_template(entry):
            documents, _ = read_documents(_data(entry.text.tree), "", lenient=True)
            further = next((one for one in documents[1:] if one.data is not None), None)
            if further is not None:
                yield TextFault(entry.text, message, fix, further.position(()))


def duplicate_keys(entries: Iterable[ConfigEntry]) -> Iterator[TextFault]:
    """Return the keys that a text's mapping has twice."""
    for entry in entries:
        for one in () if _is_template(entry) else entry.faults:
            if one.code == _DUPLICATE:
                message = one.message.partition(";")[0]
                yield TextFault(entry.text, f"{message}: the last one counts", one.fix, one.position)


def is_bare_word(quoted: frozenset[Path] | None, value: Value) -> bool:
    """Say whether YAML 1.1 reads a scalar as true or false that we read as text; so where its quotes are not known.

    `quoted` are the places of such words in quotes, as `ConfigEntry` has them.
    """
    return is_old_word(value.tree) and (quoted is None or value.place.steps[-1] not in quoted)


_MAPPING = "Write a mapping."


def _unreadable(key: str, value: Value, text: str) -> Iterator[TextFault]:
    documents, findings = read_documents(_data(text), "", lenient=True)
    fatal = next((one for one in findings if one.code in _FATAL), None)
    if fatal is not None:
        fix = _IN_LINES if "\\n" in text and "\n" not in text else fatal.fix
        yield TextFault(value, f"{key} is no readable YAML: {fatal.message}", fix, fatal.position)
    elif documents and not isinstance(documents[0].data, dict) and documents[0].data is not None:
        kind = "a list" if isinstance(documents[0].data, list) else "a single value"
        yield TextFault(value, f"{key} holds {kind}, not a mapping", _MAPPING, documents[0].position(()))


def _is_template(entry: ConfigEntry) -> bool:
    return isinstance(entry.text.tree, str) and "{{" in entry.text.tree


def _data(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def is_wrapped(value: Value) -> bool:
    """Say whether a value is a text of several lines, as only a file within a file is."""
    return isinstance(value.tree, str) and "\n" in value.tree
