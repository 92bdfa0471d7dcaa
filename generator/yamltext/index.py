"""Where everything in a document stands, by path."""

from collections.abc import Sequence
from typing import NamedTuple

from yaml.events import AliasEvent, CollectionEndEvent, Event, MappingStartEvent, NodeEvent, ScalarEvent

from generator.model.finding import Position
from generator.yamltext.scalars import CORE

_MERGE = CORE + "merge"


class Node(NamedTuple):
    """One value: where it starts, where its key stands, the scalar that it is, a collection's children."""

    start: Position
    key: Position | None
    scalar: ScalarEvent | None
    children: "dict[str | int, Node]"

    @property
    def text(self) -> str | None:
        """A scalar's text."""
        return self.scalar.value if self.scalar else None

    @property
    def quoted(self) -> bool:
        """Whether it is a scalar in quotes or a block."""
        return self.scalar is not None and self.scalar.style not in (None, "")

    def position(self, on_key: bool) -> Position:
        """Return the place to show for this value; a value that is not written shows its key."""
        unwritten = self.text == "" and not self.quoted
        if self.key and (on_key or self.text is None or unwritten):
            return self.key
        return self.start


class _Frame:
    def __init__(self, opened: NodeEvent, key: "ScalarEvent | None") -> None:
        self.opened = opened
        self.anchor = opened.anchor
        self.key_in_parent = key
        self.is_mapping = isinstance(opened, MappingStartEvent)
        self.key: ScalarEvent | None = None
        self.children: dict[str | int, Node] = {}
        self.merged: Node | None = None

    def add(self, node: Node) -> None:
        """Put `node` under the waiting key or the next index; of two equal keys the first counts."""
        if not self.is_mapping:
            self.children[len(self.children)] = node
            return
        if self.key and is_merge_key(self.key):
            self.merged = self.merged or node
        elif self.key:
            self.children.setdefault(self.key.value, node)
        self.key = None

    def close(self) -> None:
        """Add the children that a merge key brings, where the mapping has none of the name."""
        if self.merged:
            several = list(self.merged.children.values())
            for source in several if 0 in self.merged.children else [self.merged]:
                for key, node in source.children.items():
                    self.children.setdefault(key, node)


def is_merge_key(key: ScalarEvent) -> bool:
    """Tell whether a key is the `<<` of YAML 1.1 (type repository: merge), and no text in quotes."""
    return key.value == "<<" and (key.tag == _MERGE or (key.tag is None and key.implicit[0]))


def position_of(event: Event) -> Position:
    """Return where an event of the parser starts, counted from 1."""
    mark = event.start_mark
    return Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)


def build_index(events: Sequence[Event]) -> Node:
    """Return the root of a document whose events the reader accepted; an alias shares its target's children."""
    root = _Frame(NodeEvent(None), None)
    frames = [root]
    anchors: dict[str, Node] = {}
    for event in events:
        frame = frames[-1]
        if isinstance(event, ScalarEvent) and frame.is_mapping and not frame.key:
            frame.key = event
            if event.anchor:
                _forget(event.anchor, frames)
                anchors[event.anchor] = _scalar(event, None)
            continue
        if isinstance(event, CollectionEndEvent):
            closed = frames.pop()
            closed.close()
            node = Node(position_of(closed.opened), _place(closed.key_in_parent), None, closed.children)
            anchor = closed.anchor
        elif isinstance(event, ScalarEvent):
            node, anchor = _scalar(event, frame.key), event.anchor
        elif isinstance(event, AliasEvent):
            node, anchor = anchors[event.anchor or ""], None
            node = node._replace(start=position_of(event), key=_place(frame.key))
        elif isinstance(event, NodeEvent):
            _forget(event.anchor, frames)
            frames.append(_Frame(event, frame.key))
            continue
        else:
            continue
        if anchor:
            _forget(anchor, frames)
            anchors[anchor] = node
        frames[-1].add(node)
    return root.children[0]


def _forget(anchor: str | None, frames: list[_Frame]) -> None:
    """Let a value that is still open lose its anchor to a later one of the same name."""
    for frame in frames:
        if anchor and frame.anchor == anchor:
            frame.anchor = None


def _scalar(event: ScalarEvent, key: ScalarEvent | None) -> Node:
    return Node(position_of(event), _place(key), event, {})


def _place(key: ScalarEvent | None) -> Position | None:
    return position_of(key) if key else None
