"""From the bytes of a file to text that the YAML parser may see."""

import re
from bisect import bisect_right
from functools import cached_property

from generator.model.finding import Finding, Position
from generator.yamltext.problems import MAX_FINDINGS, finding

_BOM = b"\xef\xbb\xbf"
_FOREIGN_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]").search
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_MAX_TAG_LINES = 100


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` without their breaks, counted as YAML 1.2 counts them."""
    return _LINE_BREAK.split(text)


class Source:
    """A text to read, the file that it is, and whether it is taken as leniently as Kubernetes' readers take it."""

    kind = "file"
    """What messages call the text."""

    def __init__(self, text: str, file: str, lenient: bool = False) -> None:
        """Keep a file's text, without byte order mark."""
        self.text = text
        self.file = file
        self.lenient = lenient

    @property
    def root(self) -> "Source":
        """The whole file."""
        return self

    @property
    def whole(self) -> Position | None:
        """Where the text as a whole stands; a file has no such place."""
        return None

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines without their breaks."""
        return split_lines(self.text)

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of each line's first character."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def place(self, position: Position) -> Position:
        """Return where in the file a position of this text is."""
        return position

    def position_at(self, offset: int) -> Position:
        """Return the position of the character number `offset`; what follows a line is its end."""
        line = bisect_right(self.line_starts, offset) - 1
        return Position(line + 1, min(offset - self.line_starts[line], len(self.lines[line])) + 1)

    def offset_of(self, position: Position) -> int:
        """Return the number of characters before `position`."""
        line = min(position.line, len(self.line_starts)) - 1
        return min(self.line_starts[line] + position.column - 1, len(self.text))

    def finding(self, code: str, position: Position | None, **words: object) -> Finding:
        """Return the finding of `code` at a position of this text, None for the whole of it."""
        place = self.place(position) if position else self.whole
        return finding(code, self.file, place, kind=self.kind, **words)


def decode(data: bytes, file: str, max_bytes: int, lenient: bool = False) -> tuple[Source, tuple[Finding, ...]]:
    """Return the text of a file, and what forbids parsing it."""
    nothing = Source("", file)
    if len(data) > max_bytes:
        return nothing, (nothing.finding("YAML004", None, size=len(data), limit=max_bytes),)
    data = data.removeprefix(_BOM)
    if data.startswith(_FOREIGN_BOMS) or b"\0" in data[:2]:
        return nothing, (nothing.finding("YAML002", Position(1, 1), what="it looks like UTF-16 or UTF-32"),)
    source = Source(data.decode("utf-8", errors="surrogateescape"), file, lenient)
    return source, unparsable(source)


def unparsable(source: Source) -> tuple[Finding, ...]:
    """Return what forbids parsing a text, though it is text."""
    if _FORBIDDEN(source.text):
        return _forbidden(source)
    if source.text.count("%TAG") > _MAX_TAG_LINES:
        # The parser compares each directive with all before it: 90,000 of them take a minute.
        words = {"what": f"more than {_MAX_TAG_LINES} `%TAG` lines", "fix": "Delete them: only core tags are known."}
        return (source.finding("YAML007", Position(1, 1), **words),)
    return ()


def _forbidden(source: Source) -> tuple[Finding, ...]:
    """Return one finding for each line that holds a character outside YAML's printable set."""
    found: list[Finding] = []
    for number, line in enumerate(split_lines(source.text), start=1):
        match = _FORBIDDEN(line)
        if len(found) == MAX_FINDINGS:
            break
        if match:
            position = Position(number, match.start() + 1)
            letter = ord(match.group())
            if 0xDC80 <= letter <= 0xDCFF:
                found.append(source.finding("YAML002", position, what=f"byte 0x{letter - 0xDC00:02x} is not UTF-8"))
            else:
                found.append(source.finding("YAML003", position, what=f"U+{letter:04X}"))
    return tuple(found)
