"""The words of an expression."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r\n\f]+|//[^\n]*)
  | (?P<text>[bB]?[rR]?(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
  | (?P<double>(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?))
  | (?P<int>(?:0x[0-9a-fA-F]+|\d+)[uU]?)
  | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*|`[a-zA-Z0-9_./ -]+`)
  | (?P<sign>&&|\|\||[=!<>]=|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LONG, _SHORT = 3, 1
RESERVED = frozenset(
    {
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package"),
        *("namespace", "return", "var", "void", "while"),
    }
)
"""Words that no variable may have; source: cel-expr/cel-spec doc/langdef.md."""


class Token(NamedTuple):
    """A word: `kind` is int, uint, double, string, bytes, name, sign or end."""

    kind: str
    text: str
    at: int


class CelError(Exception):
    """Tells that a text is no expression: why, and at which offset."""

    def __init__(self, reason: str, at: int) -> None:
        """Take the reason and the place."""
        super().__init__(reason)
        self.reason = reason
        self.at = at


class CelSizeError(CelError):
    """Tells that an expression is longer or deeper than what is read here, be it right or not."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text and an end; raise CelError at what is none."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise CelError(_unread(text[at]), at)
        kind = found.lastgroup or ""
        if kind == "text":
            yield _text(found[0], at)
        elif kind == "int" and found[0][-1] in "uU":
            yield Token("uint", found[0][:-1], at)
        elif kind != "blank":
            yield Token(kind, found[0], at)
        at = found.end()
    yield Token("end", "", at)


def _unread(sign: str) -> str:
    if sign in "&|":
        return f"a single {sign}, where {sign}{sign} is meant"
    if sign == "=":
        return "a single =, where == is meant"
    return f"the quote {sign} has no end" if sign in "\"'" else f"{sign} has no meaning"


def _text(written: str, at: int) -> Token:
    start = 0
    while written[start] in "bBrR":
        start += 1
    head = written[:start].lower()
    length = _LONG if written[start : start + _LONG] in ('"""', "'''") and len(written) >= start + 6 else _SHORT
    inner = written[start + length : -length]
    value = inner if "r" in head else _ESCAPED.sub(r"\1", inner)
    return Token("bytes" if "b" in head else "string", value, at)
