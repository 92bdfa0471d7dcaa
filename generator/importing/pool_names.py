"""What pools are called: like an entry, a layout or a card, as far as a pool may be called so."""

import re
from collections.abc import Container

from generator.model.plan import ALL_DISABLED, UNSHARED_ENTRY

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", ALL_DISABLED, UNSHARED_ENTRY})
_LONGEST = 63


def legal_name(key: str) -> str:
    """Return a key as a pool may be called: itself, where it may."""
    plain = re.sub(r"\.ya?ml$", "", key.lower())
    plain = _shortened(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"))
    if not plain or not plain[0].isalpha() or plain in _WORDS:
        plain = _shortened(f"pool-{plain}".strip("-"))
    return plain


def name_with(key: str, suffix: str) -> str:
    """Return a key as a pool may be called, with what tells it from others of that key behind it.

    It is the key that is shortened where both are too long together.
    """
    return f"{_shortened(legal_name(key), len(suffix) + 1)}-{suffix}"


def free_name(key: str, taken: Container[str]) -> str:
    """Return a key as a pool may be called, with a number behind it where another pool has that name."""
    name = first = legal_name(key)
    number = 2
    while name in taken:
        name = name_with(first, str(number))
        number += 1
    return name


def _shortened(name: str, room: int = 0) -> str:
    return name[: _LONGEST - room].strip("-")
