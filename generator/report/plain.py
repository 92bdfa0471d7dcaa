"""Text that a terminal cannot take for a command, and lines of a readable width."""

_TIE = "\x00"
"""Stands for a space at which no line ends; text that went through `printable` has none of its own."""


def printable(text: str) -> str:
    """Return text with every character that a terminal may act on, or that nobody sees, written as an escape.

    Line feeds are escaped too: what comes from outside stays on its line.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    if char in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[char]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"  # an undecodable byte of a file name
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def paragraph(label: str, text: str, width: int) -> list[str]:
    """Return text under a label, wrapped to `width` columns; its own line breaks and indents are kept.

    What people copy stays whole, even beyond `width`: an indented line, and what stands between backticks.
    """
    # An unchanged render needs this module, but never a paragraph.
    from textwrap import wrap

    hang = " " * len(label)
    lines: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        shown = printable(line.expandtabs(4)).rstrip()
        whole = shown.startswith(" ") or not shown
        pieces = (
            [shown] if whole else wrap(_tied(shown), width - len(label), break_long_words=False, break_on_hyphens=False)
        )
        untied = (piece.replace(_TIE, " ") for piece in pieces)
        lines.extend(f"{hang if lines or index else label}{piece}".rstrip() for index, piece in enumerate(untied))
    return lines


def _tied(text: str) -> str:
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return text  # a backtick without its partner encloses nothing
    return "`".join(part.replace(" ", _TIE) if index % 2 else part for index, part in enumerate(parts))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 error``, ``2 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
