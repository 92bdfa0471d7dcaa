"""How a scalar is spelled in its file: where each character of its value is written (YAML 1.2.2, chapters 7.3, 8.1).

The parser tells where a scalar starts and ends, and no more. Its text is read once more here, without the
checks that the parser has made; whatever does not give the same value is not trusted.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from yaml.events import ScalarEvent

_BREAK = re.compile(r"\r\n|\r|\n")
_PROPERTIES = re.compile(r"(?:[&!]\S*+(?:\s|#[^\r\n]*+)*+)*+")
"""Anchor and tag, in either order, with what separates them from the value."""
_HEADER = re.compile(r"([|>])[0-9+-]*[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_BLOCK_LINE = re.compile(r"( *)([^\r\n]*)(\r\n|\r|\n|\Z)")
_FIRST_WORDS = re.compile(r"^( *)[^ \n]", re.MULTILINE)

_FOLD = r"(?P<fold>[\r\n][ \t\r\n]*)"
_HEX = "[0-9A-Fa-f]"
_CODE = rf"x(?P<x>{_HEX}{{2}})|u(?P<u>{_HEX}{{4}})|U00(?P<U>(?:0{_HEX}|10){_HEX}{{4}})"
_ESCAPE = rf"\\(?:{_CODE}|(?P<joined>[\r\n][ \t\r\n]*)|(?P<letter>.))"
_SPECIAL = {
    "": re.compile(_FOLD),
    "'": re.compile(rf"{_FOLD}|'(?P<letter>')"),
    '"': re.compile(f"{_FOLD}|{_ESCAPE}"),
}
"""By a scalar's style, what stands for something else than itself."""
_LETTERS = dict(zip("0abt\tnvfreN_LP", "\0\a\b\t\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))
"""Escapes of double quotes (YAML 1.2.2, section 5.7); the others stand for themselves."""

Piece = tuple[str, int]
"""Characters of a value and the offset of the first in the source, where the others follow."""


class Origins:
    """Where the characters of a value are written; neighbours that stay neighbours are kept as one run."""

    def __init__(self, pieces: Iterator[Piece], end: int) -> None:
        """Take the pieces of a value that is written up to offset `end`."""
        self._starts = [0]
        self._offsets: list[int] = []
        texts: list[str] = []
        length = 0
        for text, offset in pieces:
            if not self._offsets:
                self._offsets.append(offset)
            elif text and offset - length != self._offsets[-1] - self._starts[-1]:
                self._starts.append(length)
                self._offsets.append(offset)
            texts.append(text)
            length += len(text)
        self._starts.append(length)
        self._offsets.append(end)
        self.text = "".join(texts)

    def at(self, place: int) -> int:
        """Return the offset in the source of character number `place`; after the last one, of the end."""
        run = bisect_right(self._starts, place) - 1
        return self._offsets[run] + place - self._starts[run]


def origins(source: str, event: ScalarEvent) -> Origins | None:
    """Return where the value of a scalar of `source` is written; None where reading again gives another value."""
    if event.start_mark is None or event.end_mark is None:
        return None
    end = event.end_mark.index
    start = _PROPERTIES.match(source, event.start_mark.index, end)
    if start is None:
        return None
    if event.style in ("|", ">"):
        found = Origins(_block(source, start.end(), end, event.value), end)
        # A block has all its line breaks here, also those at the end that its header strips.
        same = found.text.startswith(event.value) and not found.text[len(event.value) :].strip("\n")
    else:
        quote = event.style or ""
        found = Origins(_flow(source, start.end() + len(quote), end - len(quote), quote), end - len(quote))
        same = found.text == event.value
    return found if same else None


def _flow(source: str, start: int, end: int, quote: str) -> Iterator[Piece]:
    """Yield the pieces of a plain or quoted scalar, given without its quotes."""
    done = start
    for match in _SPECIAL[quote].finditer(source, start, end):
        before = source[done : match.start()]
        done = match.end()
        fold = match["fold"]
        # Only what is written as itself loses blanks at the end of a line; escaped ones are pieces of their own.
        yield before.rstrip(" \t") if fold else before, match.start() - len(before)
        if fold:
            yield from _folded([found.start() + match.start() for found in _BREAK.finditer(fold)])
        else:
            yield from _escaped(match)
    yield source[done:end], done


def _folded(breaks: list[int]) -> Iterator[Piece]:
    """Yield what a run of line breaks stands for: one is a space, of several the first does not count."""
    if len(breaks) == 1:
        yield " ", breaks[0]
    for offset in breaks[1:]:
        yield "\n", offset


def _escaped(match: re.Match[str]) -> Iterator[Piece]:
    kind, what = match.lastgroup, match[match.lastgroup or 0]
    if kind == "joined":
        for found in list(_BREAK.finditer(what))[1:]:
            yield "\n", match.start(kind) + found.start()
    elif kind == "letter":
        yield _LETTERS.get(what, what) if match[0][0] == "\\" else what, match.start()
    else:
        yield chr(int(what, 16)), match.start()


def _block(source: str, start: int, end: int, value: str) -> Iterator[Piece]:
    """Yield the pieces of a literal or folded block, with every line break at its end."""
    header = _HEADER.match(source, start, end)
    if header is None:
        return
    indent = _indentation(source, header.end(), end, value)
    lines = (
        (match.start() + min(len(match[1]), indent), match.end(2), bool(match[3]))
        for match in _BLOCK_LINE.finditer(source, header.end(), end)
    )
    if header[1] == "|":
        for first, last, broken in lines:
            yield source[first:last], first
            if broken:
                yield "\n", last
    else:
        yield from _folded_lines(source, lines)


def _indentation(source: str, start: int, end: int, value: str) -> int:
    """Return how many spaces the lines of a block lose: the first one with words tells."""
    wanted = _FIRST_WORDS.search(value)
    if wanted:
        for match in _BLOCK_LINE.finditer(source, start, end):
            if match[2]:
                return max(len(match[1]) - len(wanted[1]), 0)
    return 0


def _folded_lines(source: str, lines: Iterator[tuple[int, int, bool]]) -> Iterator[Piece]:
    """Yield the pieces of a folded block: beside a line that starts with a blank no line break is lost."""
    breaks: list[int] = []
    was_indented = True
    for first, last, broken in lines:
        if first < last:
            is_indented = source[first] in " \t"
            if was_indented or is_indented:
                yield from (("\n", offset) for offset in breaks)
            else:
                yield from _folded(breaks)
            yield source[first:last], first
            was_indented, breaks = is_indented, []
        if broken:
            breaks.append(last)
    yield from (("\n", offset) for offset in breaks)
