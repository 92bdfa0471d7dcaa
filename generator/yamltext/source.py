"""From the bytes of a file to text that the YAML parser may see."""

import re

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


def decode(data: bytes, file: str, max_bytes: int) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of a file, without byte order mark, and what forbids parsing it."""
    if len(data) > max_bytes:
        return "", (finding("YAML004", file, None, size=len(data), limit=max_bytes),)
    data = data.removeprefix(_BOM)
    if data.startswith(_FOREIGN_BOMS) or b"\0" in data[:2]:
        return "", (finding("YAML002", file, Position(1, 1), what="it looks like UTF-16 or UTF-32"),)
    text = data.decode("utf-8", errors="surrogateescape")
    if _FORBIDDEN(text):
        return text, _forbidden(text, file)
    if text.count("%TAG") > _MAX_TAG_LINES:
        # The parser compares each directive with all before it: 90,000 of them take a minute.
        words = {"what": f"more than {_MAX_TAG_LINES} `%TAG` lines", "fix": "Delete them: only core tags are known."}
        return text, (finding("YAML007", file, Position(1, 1), **words),)
    return text, ()


def _forbidden(text: str, file: str) -> tuple[Finding, ...]:
    """Return one finding for each line that holds a character outside YAML's printable set."""
    found: list[Finding] = []
    for number, line in enumerate(split_lines(text), start=1):
        match = _FORBIDDEN(line)
        if len(found) == MAX_FINDINGS:
            break
        if match:
            position = Position(number, match.start() + 1)
            letter = ord(match.group())
            if 0xDC80 <= letter <= 0xDCFF:
                found.append(finding("YAML002", file, position, what=f"byte 0x{letter - 0xDC00:02x} is not UTF-8"))
            else:
                found.append(finding("YAML003", file, position, what=f"U+{letter:04X}"))
    return tuple(found)
