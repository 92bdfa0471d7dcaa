"""Simple changes that make a malformed text a good one; the schema itself judges them."""

import re
from collections.abc import Iterator

from generator.decode.schema import Schema

_LONGEST = 500
"""A longer text is no slip of the pen."""
_BEGINNINGS = (
    ("/", "^(?:/", ""),
    ("https://", "^(?:https", ""),
    ("all-", "^all-", ""),
    ("nvidia.com/", "^nvidia", "(?:gpu|mig-)"),
    ("nvidia.com/", "^(?!(?:requests", "(?:gpu|mig-)"),
)
"""What people leave off at the beginning, how the pattern of a form that has it begins, and what is left then."""


def mended(text: str, schema: Schema) -> str | None:
    """Return the first simple change of a text that its schema takes."""
    if re.fullmatch(r"\s*-\s*[0-9.,]+\s*", text):
        return None  # less its sign a number is another one, and no slip of the pen
    pattern = str(schema.get("pattern", ""))
    longest = schema.get("maxLength")
    for candidate in _candidates(text, pattern) if len(text) <= _LONGEST else ():
        fits = re.search(pattern, candidate) and not (isinstance(longest, int) and len(candidate) > longest)
        if fits and candidate not in ("", text):
            return candidate
    return None


def _candidates(text: str, pattern: str) -> Iterator[str]:
    bare = text.strip()
    lower = bare.lower()
    kebab = re.sub(r"[^a-z0-9.-]+", "-", lower).strip("-")
    yield bare
    yield "".join(letter for letter in bare if letter.isprintable())
    yield lower
    yield re.sub(r"^[a-z]+://", "", bare).rstrip("/")
    yield kebab
    yield kebab.replace(".", "-")
    yield re.sub(r"^(?:requests|limits)\.", "", bare)
    yield from _numbers(bare)
    yield bare.rstrip("/")
    yield from _mig_names(lower, pattern)
    for beginning, sign, rest in _BEGINNINGS:
        if pattern.startswith(sign) and re.match(rest, bare):
            yield f"{beginning}{bare}".rstrip("/")


def _numbers(bare: str) -> Iterator[str]:
    """Units and releases, as people write them elsewhere."""
    yield re.sub(r"\s*([KMG])i?b?$", lambda unit: f"{unit[1].upper()}iB", bare, flags=re.IGNORECASE)
    yield re.sub(r"^v?(1\.[1-9][0-9])\..*$|^v(1\.[1-9][0-9])$", lambda found: found[1] or found[2], bare)
    if bare.startswith("1."):
        yield f"{bare}0"
    if re.fullmatch(r"v?[0-9]+\.[0-9]+", bare):
        yield f"{bare}.0"


def _mig_names(lower: str, pattern: str) -> Iterator[str]:
    """`1g.10gb.me` is how labels and layouts spell `1g.10gb+me`."""
    if pattern.startswith("^[1-9][0-9]{0,2}g"):
        yield lower.replace("gb.", "gb+", 1)
        yield f"{lower}b"
