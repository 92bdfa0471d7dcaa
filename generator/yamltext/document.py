"""A YAML document that was read: its data, and where everything in it stands."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from generator.model.finding import Finding, Position
from generator.model.tree import Path, Tree
from generator.yamltext.source import Source

if TYPE_CHECKING:
    from yaml.events import Event, ScalarEvent

    from generator.yamltext.index import Node


class Document:
    """One document: `data` is plain and fresh, positions are worked out when first asked for."""

    def __init__(self, data: Tree, source: Source, events: "Sequence[Event]") -> None:
        """Keep what the reader found; only the reader makes documents."""
        self.data = data
        self.source = source
        self.file = source.file
        self._events = events

    @cached_property
    def _root(self) -> "Node":
        # The index needs the YAML library, and a clean run never asks for a position.
        from generator.yamltext.index import build_index

        return build_index(self._events)

    def position(self, path: Path, on_key: bool = False) -> Position | None:
        """Return where `path` stands: a scalar's own place, a mapping's or list's key, else its first character.

        `on_key` asks for the key in every case. A path that does not exist answers with its nearest
        existing ancestor.
        """
        node, found = self._walk(path)
        return self.source.place(node.position(on_key and found))

    def scalar_text(self, path: Path) -> str | None:
        """Return a scalar as written, so that an unquoted `1.30` is "1.30"; None if `path` is no scalar."""
        node, found = self._walk(path)
        return node.text if found else None

    def is_quoted(self, path: Path) -> bool:
        """Tell whether the scalar at `path` stands in quotes or in a `|` or `>` block."""
        node, found = self._walk(path)
        return found and node.quoted

    def repeated(self) -> frozenset[Path]:
        """Return where values first stand that an alias or a merge key repeats, those within them included."""
        first: dict[int, Path] = {}
        found: set[Path] = set()
        stack: list[tuple[Path, Node]] = [((), self._root)]
        while stack:
            path, node = stack.pop()
            # An alias has a node of its own, whose content is that of the anchor.
            content = id(node.children if node.scalar is None else node.scalar)
            if content in first:
                found.add(first[content])
            first.setdefault(content, path)
            stack.extend(((*path, key), child) for key, child in reversed(node.children.items()))
        return frozenset(found)

    def scalar_event(self, path: Path) -> "ScalarEvent | None":
        """Return what the parser said of the scalar at `path`, of an alias that of its anchor; None if it is none."""
        node, found = self._walk(path)
        return node.scalar if found else None

    def source_line(self, number: int) -> str:
        """Return line `number` of the file, counted from 1, without its line break; empty beyond the file."""
        lines = self.source.root.lines
        return lines[number - 1] if 1 <= number <= len(lines) else ""

    def _walk(self, path: Path) -> "tuple[Node, bool]":
        node = self._root
        for part in path:
            child = node.children.get(part)
            if child is None:
                return node, False
            node = child
        return node, True


def locate(findings: Iterable[Finding], document: Document) -> tuple[Finding, ...]:
    """Return `findings` in file order, each with the file and position of its path in `document`.

    A finding that has a position or names another file keeps both; other files come last.
    """
    placed = (
        finding
        if finding.file not in ("", document.file)
        else finding._replace(
            file=document.file,
            position=finding.position or document.position(finding.at, finding.on_key),
        )
        for finding in findings
    )
    return tuple(sorted(placed, key=lambda finding: (finding.file != document.file, *file_order(finding))))


def file_order(finding: Finding) -> tuple[str, Position, str, str]:
    """Return the sort key that puts findings in the order in which a reader of the files meets them."""
    return finding.file, finding.position or Position(0, 0), finding.code, finding.message
