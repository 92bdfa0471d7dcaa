"""How findings show values and places."""

import re

from generator.model.tree import Path, Tree, path_text

_LONGEST = 60
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_NUMBER = r"[0-9._+-]+(?:[eE][0-9._+-]+)?|0[xob][0-9A-Fa-f_]+"
"""Everything that some version of YAML reads as a number, and a little more."""


def where(path: Path) -> str:
    """Return a place as findings name it."""
    return path_text(tuple(named(part) if isinstance(part, str) else part for part in path)) or "the profile"


def named(key: str) -> str:
    """Return a key as findings name it: bare, unless blanks or invisible characters would mislead."""
    return key if key.isprintable() and " " not in key and 0 < len(key) <= _LONGEST else quoted(key)


def shown(value: Tree) -> str:
    """Return a value short enough for a sentence; lists and mappings are named by kind."""
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    return str(value)


def quoted(text: str) -> str:
    """Return text in double quotes as YAML reads it, shortened where it is long."""
    import json

    return json.dumps(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", ensure_ascii=not text.isprintable())


def flow(value: Tree) -> str:
    """Return a value as one line of YAML, as people write it in a profile."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, str):
        return value if _is_plain(value) else quoted(value)
    return shown(value)


def _is_plain(text: str) -> bool:
    if re.fullmatch(_NUMBER, text) or text.lower() in _WORDS:
        return False
    return re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9 ./+_-]*[A-Za-z0-9])?", text) is not None


def listed(names: list[str] | tuple[str, ...], last: str = "and") -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def nearest(word: str, words: list[str]) -> str | None:
    """Return the word that was probably meant, None where none is alike; case and punctuation count little."""
    plain = {_bare(one): one for one in words}
    if _bare(word) in plain:
        return plain[_bare(word)]
    # Only faults need the nearest word, and the library is slow to import.
    from difflib import get_close_matches

    found = get_close_matches(_bare(word), list(plain), 1, 0.7)
    return plain[found[0]] if found else None


def _bare(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalnum())
