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


def free_name(key: str, taken: Container[str]) -> str:
    """Return a key as a pool may be called, with a number behind it where another pool has that name."""
    name = first = legal_name(key)
    number = 2
    while name in taken:
        # The number is what tells long names apart, so it is the name that is shortened.
        name = f"{_shortened(first, len(str(number)) + 1)}-{number}"
        number += 1
    return name


def _shortened(name: str, room: int = 0) -> str:
    return name[: _LONGEST - room].strip("-")
