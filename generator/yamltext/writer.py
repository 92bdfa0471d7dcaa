"""Data to YAML text: the one place where YAML is written.

Block style, keys in the order given, two spaces, list dashes under the first letter of their key, no anchors,
no folding, nothing left out. What YAML 1.1 or 1.2 would misread is quoted.
"""

from collections.abc import Iterable, Mapping, Sequence

from generator.model.tree import Path, Tree, path_text
from generator.yamltext.text import literal_lines, scalar_text, string_text

_MAX_SIMPLE_KEY = 1000
"""Characters of a key before its colon; YAML's limit is 1024 (YAML 1.2.2, section 7.4.2)."""

_NO_COMMENTS: Mapping[Path, str] = {}


class _Notes:
    """The comments at one place and below it."""

    __slots__ = ("below", "text")

    def __init__(self) -> None:
        self.text = ""
        self.below: dict[str | int, _Notes] = {}


def write_yaml(tree: Tree, *, header: Sequence[str] = (), comments: Mapping[Path, str] = _NO_COMMENTS) -> str:
    """Return `tree` as YAML text that ends in one newline.

    Each line of `header` stands at the top behind `# `. The comment of a path stands above its key or list item,
    that of the empty path above everything. Raises ValueError for a comment whose path does not exist, and
    TypeError for a value that YAML does not have.
    """
    lines = _comment_lines(header, "")
    notes = _notes(tree, comments) if comments else None
    if notes and notes.text:
        lines += _comment_lines([notes.text], "")
    _document(tree, notes, lines)
    return _joined(lines)


def write_documents(trees: Iterable[Tree], *, header: Sequence[str] = ()) -> str:
    """Return `trees` as one stream of YAML documents with `---` between them, below the lines of `header`."""
    lines = _comment_lines(header, "")
    for number, tree in enumerate(trees):
        if number:
            lines.append("---")
        _document(tree, None, lines)
    return _joined(lines)


def canonical_json(tree: Tree) -> bytes:
    """Return `tree` as JSON with sorted keys and no blanks: equal data has equal bytes, whatever its order."""
    import json

    return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode("ascii")


def _joined(lines: list[str]) -> str:
    lines.append("")
    return "\n".join(lines) if len(lines) > 1 else "\n"


def _comment_lines(texts: Iterable[str], pad: str) -> list[str]:
    """Return the lines of comments; no character in them can end a comment early or hide."""
    lines = []
    for text in texts:
        for line in text.splitlines() or [""]:
            shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
            lines.append(f"{pad}# {shown}".rstrip())
    return lines


def _notes(tree: Tree, comments: Mapping[Path, str]) -> _Notes:
    root = _Notes()
    for path, text in comments.items():
        node, place = tree, root
        for part in path:
            node = _child(node, part, path)
            place = place.below.setdefault(part, _Notes())
        place.text = text
    return root


def _child(node: Tree, part: str | int, path: Path) -> Tree:
    if isinstance(node, dict) and isinstance(part, str) and part in node:
        return node[part]
    if isinstance(node, list) and isinstance(part, int) and 0 <= part < len(node):
        return node[part]
    raise ValueError(f"a comment stands on a path that does not exist: {path_text(path)}")


def _document(tree: Tree, notes: _Notes | None, lines: list[str]) -> None:
    if isinstance(tree, dict) and tree:
        _mapping(tree, "", "", notes, lines)
    elif isinstance(tree, list) and tree:
        _list(tree, "", "", notes, lines)
    else:
        lines.append(_inline(tree))


def _mapping(tree: dict[str, Tree], pad: str, lead: str, notes: _Notes | None, lines: list[str]) -> None:
    """Append a mapping in column `pad`; `lead` stands before its first key in place of `pad`."""
    for key, value in tree.items():
        note = notes.below.get(key) if notes else None
        if note and note.text:
            lines += _comment_lines([note.text], _indent(lead))
        name = string_text(key)
        head = f"{lead}{name}:" if len(name) < _MAX_SIMPLE_KEY else f"{lead}? {name}\n{pad}:"
        lead = pad
        if isinstance(value, str):
            _string(value, head, pad, lines)
        elif isinstance(value, dict) and value:
            lines.append(head)
            _mapping(value, pad + "  ", pad + "  ", note, lines)
        elif isinstance(value, list) and value:
            lines.append(head)
            _list(value, pad, pad, note, lines)
        else:
            lines.append(f"{head} {_inline(value)}")


def _list(tree: list[Tree], pad: str, lead: str, notes: _Notes | None, lines: list[str]) -> None:
    """Append a list whose dashes stand in column `pad`; `lead` stands before the first one in place of `pad`."""
    for index, value in enumerate(tree):
        note = notes.below.get(index) if notes else None
        if note and note.text:
            lines += _comment_lines([note.text], _indent(lead))
        head = lead + "-"
        lead = pad
        if isinstance(value, str):
            _string(value, head, pad, lines)
        elif isinstance(value, dict) and value:
            _mapping(value, pad + "  ", head + " ", note, lines)
        elif isinstance(value, list) and value:
            _list(value, pad + "  ", head + " ", note, lines)
        else:
            lines.append(f"{head} {_inline(value)}")


def _string(text: str, head: str, pad: str, lines: list[str]) -> None:
    block = literal_lines(text) if "\n" in text else None
    if block is None:
        lines.append(f"{head} {string_text(text)}")
        return
    style, body = block
    lines.append(f"{head} {style}")
    lines += [f"{pad}  {line}" if line else "" for line in body]


def _inline(value: Tree) -> str:
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else scalar_text(value)


def _indent(lead: str) -> str:
    """Return the blanks before the first dash of `lead`: a comment cannot stand between a dash and its value."""
    return lead[: len(lead) - len(lead.lstrip(" "))]
