"""How one string, number or word is written so that every YAML reader sees the same value."""

import re
from functools import lru_cache
from json.encoder import encode_basestring

from generator.model.tree import Scalar

_SAFE_LETTER = r"[A-Za-z0-9_./@+=,;()'%$*~<>!?&|^\[\]{}-]"
_WORD = rf"{_SAFE_LETTER}(?:{_SAFE_LETTER}|:(?={_SAFE_LETTER}))*"
_LETTER_FIRST = rf"(?:--)?[A-Za-z/](?:{_SAFE_LETTER}|:(?={_SAFE_LETTER}))*(?: {_WORD})*"
# These letters stand in no number and no date of any YAML: neither hex digits, nor e, o, x, b, n, i, f, t, z, p.
_DIGIT_FIRST = r"[0-9][0-9.]*[ghjklmqrsuvwyGHJKLMQRSUVWY][A-Za-z0-9_./-]*"
_is_plain = re.compile(rf"{_LETTER_FIRST}|{_DIGIT_FIRST}").fullmatch
_WORDS_OF_YAML = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"})
"""What YAML 1.1 (type repository: bool, null, float) or 1.2 reads as no string, in any case of letters."""

# What JSON leaves bare and YAML forbids, breaks lines at, or does not show: C1, DEL, separators, BOM, non-characters.
_unseen = re.compile("[\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]").search
_NO_LITERAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]")
_TRAILING_BLANK = re.compile(r" (?:\n|\Z)").search


@lru_cache(maxsize=4096)
def string_text(text: str) -> str:
    """Return a string on one line: bare where YAML 1.1 and 1.2 both read it back, else in double quotes.

    Raises ValueError for half a surrogate pair, which no UTF-8 file can hold.
    """
    if _is_plain(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    if _SURROGATE(text):
        raise ValueError(f"a lone surrogate cannot be written: {text!a}")
    return _unseen.sub(_escape, encode_basestring(text))


def literal_lines(text: str) -> tuple[str, list[str]] | None:
    """Return the head and the lines of a literal block (`|`) two columns deeper, or None where one cannot hold it.

    Several newlines at the end are left to quotes: a block that keeps them would end the file in blank lines.
    """
    body = text.removesuffix("\n")
    if body.endswith("\n") or not body or _NO_LITERAL.search(text) or _TRAILING_BLANK(text) or _SURROGATE(text):
        return None
    head = "|2" if body.lstrip("\n").startswith(" ") else "|"
    return head if text.endswith("\n") else head + "-", body.split("\n")


def scalar_text(value: Scalar) -> str:
    """Return a scalar on one line; raises TypeError for what is no scalar of YAML."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return string_text(str.__str__(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return _float_text(value)
    raise TypeError(f"no YAML value: {type(value).__name__}")


def _float_text(value: float) -> str:
    text = float.__repr__(value)
    if text in _SPECIAL_FLOATS:
        return _SPECIAL_FLOATS[text]
    # YAML 1.1 wants a point in the mantissa: 1e+16 would be a string.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


_SPECIAL_FLOATS = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
