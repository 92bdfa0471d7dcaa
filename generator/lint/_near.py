"""Words that differ by one slip."""

from collections.abc import Iterable


def slip(word: str, known: Iterable[str]) -> str | None:
    """Return a known word that differs in case alone, or in one character that is no digit; None where none does."""
    return next((one for one in known if one != word and _is_slip(word, one)), None)


def _is_slip(word: str, other: str) -> bool:
    if word.lower() == other.lower() or word.replace("_", "-").lower() == other.replace("_", "-").lower():
        return True
    first, last = _same(word, other), _same(word[::-1], other[::-1])
    shorter, longer = sorted((word, other), key=len)
    # gpu-1 and gpu-2 are two names, not one of them misspelt.
    if any(letter.isdigit() for letter in word[first : len(word) - last] + other[first : len(other) - last]):
        return False
    if len(longer) - len(shorter) > 1 or len(shorter) < _SHORTEST:
        return False
    if len(longer) == len(shorter) and first + last == len(word) - 2:
        return word[first] == other[first + 1] and word[first + 1] == other[first]
    return first + last >= len(longer) - 1


def _same(one: str, other: str) -> int:
    """Return how many characters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


_SHORTEST = 3
