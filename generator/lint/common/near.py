"""Words that differ by a slip of the pen. What differs in its digits alone is a series: gpu-1 is no misspelt gpu-2."""

import re
from collections.abc import Iterable
from functools import lru_cache

_SHORTEST = 3
_OF_SERIES = re.compile(r"\d|(?<![A-Za-z0-9])[A-Za-z](?![A-Za-z0-9])")
"""What numbers the members of a series: digits, and letters that stand alone, as in zone-a."""
_ALIKE = 0.75
_MOST = 200
"""Among more words than these none is looked for: to weigh each against each takes minutes where all are wrong."""
_REMEMBERED = 4096
"""Words that are compared with many others are taken apart once."""


def slip(word: str, known: Iterable[str]) -> str | None:
    """Return a known word that differs in case alone, or in one character, or two that changed places."""
    return next((one for one in known if one != word and _is_slip(word, one)), None)


def nearest(word: str, known: Iterable[str], alike: float = _ALIKE) -> str | None:
    """Return the known word that is most like a given one; None where none is much like it, or too many are known.

    `alike` is how much of both must be the same, from 0 to 1, where they differ by more than a slip.
    """
    from difflib import get_close_matches  # 3 ms, wanted only once something is wrong

    every = tuple(known)
    if len(every) > _MOST:
        return next((one for one in every if one != word and _plain(one) == _plain(word)), None)
    names = sorted(one for one in every if _plain(one) == _plain(word) or _letters(one) != _letters(word))
    return slip(word, names) or next(iter(get_close_matches(word, names, n=1, cutoff=alike)), None)


def _is_slip(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1:
        return False
    if _plain(word) == _plain(other):
        return True
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < _SHORTEST or _letters(word) == _letters(other):
        return False
    first, last = _same(word, other), _same(word[::-1], other[::-1])
    if len(longer) == len(shorter) and first + last == len(word) - 2:
        return word[first] == other[first + 1] and word[first + 1] == other[first]
    return first + last >= len(longer) - 1


@lru_cache(_REMEMBERED)
def _plain(word: str) -> str:
    return word.lower().replace("_", "-")


@lru_cache(_REMEMBERED)
def _letters(word: str) -> str:
    return _OF_SERIES.sub("", word)


def _same(one: str, other: str) -> int:
    """Return how many characters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def lengthened(name: str, known: Iterable[str]) -> str | None:
    """Return the variable behind whose name somebody put a word; of a single word it may be another's."""
    return max((one for one in known if "_" in one and name.startswith(f"{one}_")), key=len, default=None)
