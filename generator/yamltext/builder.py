"""From the parser's events to plain data, one document at a time.

The parser's own composer recurses in C and dies on deep input; events come one by one, so that depth,
aliases and keys are checked before anything is built.
"""

from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from generator.model.finding import Finding
from generator.model.tree import Scalar, Tree
from generator.yamltext.expansion import Expansion
from generator.yamltext.index import is_merge_key, position_of
from generator.yamltext.problems import MAX_DEPTH, MAX_FINDINGS, shown
from generator.yamltext.scalars import CORE, MAX_NUMBER_LENGTH, Unreadable, plain_value, tagged_value
from generator.yamltext.source import Source


class _Frame:
    """A mapping or list that is still open; `key` waits for its value, None drops the value.

    `merge_key` is the `<<` of a lenient mapping; its value waits in `items` until all keys are known.
    """

    __slots__ = ("anchor", "expects_key", "first_event", "items", "key", "merge_key", "merging", "pairs")

    def __init__(self, is_mapping: bool, anchor: str | None, first_event: int) -> None:
        self.pairs: dict[str, Tree] | None = {} if is_mapping else None
        self.items: list[Tree] = []
        self.anchor = anchor
        self.first_event = first_event
        self.expects_key = is_mapping
        self.key: str | None = None
        self.merge_key: ScalarEvent | None = None
        self.merging = False

    def put(self, value: Tree) -> None:
        """Take the next value of the list, or the value of the waiting key."""
        if self.pairs is None or self.merging:
            self.items.append(value)
        elif self.key is not None:
            self.pairs[self.key] = value
        self.merging = False
        self.expects_key = self.pairs is not None

    def take_key(self, key: str | None) -> None:
        """Let the next value belong to `key`."""
        self.key = key
        self.expects_key = False

    def take_merge(self, key: ScalarEvent) -> None:
        """Let the next value be merged."""
        self.take_key(None)
        self.merge_key = key
        self.merging = True

    def merge(self) -> bool:
        """Add what the merge key brings, where the mapping has no such key; False if that is no mapping."""
        if self.pairs is None or not self.items:
            return True
        merged = self.items[0]
        sources = merged if isinstance(merged, list) else [merged]
        for source in sources:
            if not isinstance(source, dict):
                return False
            for key, value in source.items():
                self.pairs.setdefault(key, value)
        return True


class Builder:
    """Takes the events of one document; `stopped` says that going on would be dangerous."""

    def __init__(self, source: Source, expansion: Expansion) -> None:
        """Start a document of `source` whose aliases may expand as far as its text has left."""
        self.findings: list[Finding] = []
        self.events: list[Event] = []
        self.stopped = False
        self._source = source
        self._expansion = expansion
        self._frames = [_Frame(False, None, 0)]
        self._anchors: dict[str, Tree] = {}

    @property
    def data(self) -> Tree:
        """The document's value, once its last event has been taken."""
        return self._frames[0].items[0]

    @property
    def is_unwritten(self) -> bool:
        """Tell whether nothing at all stands between the document's markers."""
        only = self.events[0]
        return isinstance(only, ScalarEvent) and only.value == "" and only.implicit[0] and only.tag is None

    def take(self, event: Event) -> None:
        """Build on; events other than values are passed over."""
        self.events.append(event)
        if isinstance(event, ScalarEvent):
            if self._frames[-1].expects_key:
                self._key(event)
            else:
                self._frames[-1].put(self._value(event))
        elif isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, CollectionStartEvent):
            self._start(event)
        elif isinstance(event, AliasEvent):
            self._alias(event)
        else:
            self.events.pop()

    def _value(self, event: ScalarEvent) -> Scalar:
        if event.tag is None:
            value = plain_value(event.value) if event.implicit[0] else event.value
        else:
            value = tagged_value(event.tag, event.value, not event.style)
            if value is Unreadable.UNKNOWN_TAG and self._source.lenient:
                value = event.value
        if isinstance(value, Unreadable):
            self._unreadable(event, value)
            value = None
        if event.anchor:
            self._redefine(event.anchor)
            self._anchors[event.anchor] = value
        return value

    def _unreadable(self, event: ScalarEvent, reason: Unreadable) -> None:
        if reason is Unreadable.TOO_LARGE:
            self._report("YAML016", event, number=shown(event.value), limit=MAX_NUMBER_LENGTH)
        else:
            code = "YAML012" if reason is Unreadable.MISFIT else "YAML011"
            self._report(code, event, tag=_shown_tag(event.tag))

    def _key(self, event: ScalarEvent) -> None:
        frame, key = self._frames[-1], event.value
        if event.tag is not None or event.anchor:
            # Only for what the tag and the anchor say: the key itself is its own text.
            self._value(event)
        merges = is_merge_key(event)
        if merges and not self._source.lenient:
            if event.tag is None:
                self._report("YAML010", event)
            frame.take_key(None)
        elif merges and not frame.merge_key:
            frame.take_merge(event)
        elif merges or (frame.pairs is not None and key in frame.pairs):
            line = self._source.place(position_of(self._first(key, frame))).line
            self._report("YAML008", event, key=shown(key), line=line)
            frame.take_key(None)
        else:
            frame.take_key(key)

    def _first(self, key: str, frame: _Frame) -> Event:
        """Return the event of the first `key` of a mapping that is still open."""
        depth, is_key = 0, True
        for event in self.events[frame.first_event + 1 :]:
            if isinstance(event, CollectionEndEvent):
                depth -= 1
            if depth == 0:
                if is_key and isinstance(event, ScalarEvent) and event.value == key:
                    return event
                is_key = not is_key if not isinstance(event, CollectionStartEvent) else is_key
            if isinstance(event, CollectionStartEvent):
                depth += 1
        return self.events[frame.first_event]

    def _start(self, event: CollectionStartEvent) -> None:
        is_mapping = isinstance(event, MappingStartEvent)
        if len(self._frames) > MAX_DEPTH:
            self._stop("YAML015", event, limit=MAX_DEPTH)
        if event.tag not in (None, "!", CORE + ("map" if is_mapping else "seq")):
            known = (event.tag or "").removeprefix(CORE) in ("map", "seq", "str", "int", "float", "bool", "null")
            if known or not self._source.lenient:
                self._report("YAML012" if known else "YAML011", event, tag=_shown_tag(event.tag))
        if self._frames[-1].expects_key:
            self._report("YAML009", event, what="a mapping" if is_mapping else "a list")
        if event.anchor:
            self._redefine(event.anchor)
        self._frames.append(_Frame(is_mapping, event.anchor, len(self.events) - 1))

    def _close(self) -> None:
        closed = self._frames.pop()
        if closed.merge_key and not closed.merge():
            self._report("YAML018", closed.merge_key)
        value: Tree = closed.items if closed.pairs is None else closed.pairs
        if closed.anchor:
            self._anchors[closed.anchor] = value
        self._put_or_drop_key(value)

    def _put_or_drop_key(self, value: Tree) -> None:
        frame = self._frames[-1]
        if frame.expects_key:
            frame.take_key(None)
        else:
            frame.put(value)

    def _alias(self, event: AliasEvent) -> None:
        name = event.anchor or ""
        text = self._anchors.get(name)
        if self._frames[-1].expects_key and self._source.lenient and isinstance(text, str):
            key = ScalarEvent(None, None, (True, False), text, event.start_mark, event.end_mark)
            self.events[-1] = key
            self._key(key)
            return
        if self._frames[-1].expects_key:
            self._report("YAML009", event, what="an alias")
        elif name not in self._anchors:
            inside = any(frame.anchor == name for frame in self._frames)
            what = "stands inside the value that it repeats" if inside else "names no value above it"
            self._report("YAML013", event, name=name, what=what)
            self._frames[-1].merging = False
        self._put_or_drop_key(self._copy(self._anchors.get(name), len(self._frames), event))

    def _copy(self, value: Tree, depth: int, alias: NodeEvent) -> Tree:
        beyond = self._expansion.spend(value, len(self.events))
        if beyond:
            self._stop("YAML014", alias, limit=beyond)
        elif depth > MAX_DEPTH and isinstance(value, dict | list):
            self._stop("YAML015", alias, limit=MAX_DEPTH)
        if self.stopped:
            return None
        if isinstance(value, dict):
            return {key: self._copy(item, depth + 1, alias) for key, item in value.items()}
        if isinstance(value, list):
            return [self._copy(item, depth + 1, alias) for item in value]
        return value

    def _redefine(self, anchor: str) -> None:
        """Forget what `anchor` meant: the latest of several equal anchors counts."""
        self._anchors.pop(anchor, None)
        for frame in self._frames:
            if frame.anchor == anchor:
                frame.anchor = None

    def _stop(self, code: str, event: NodeEvent, **words: object) -> None:
        if not self.stopped:
            self._report(code, event, **words)
        self.stopped = True

    def _report(self, code: str, event: NodeEvent, **words: object) -> None:
        self.findings.append(self._source.finding(code, position_of(event), **words))
        if len(self.findings) >= MAX_FINDINGS:
            self.stopped = True


def _shown_tag(tag: str | None) -> str:
    text = tag or ""
    return shown("!!" + text.removeprefix(CORE) if text.startswith(CORE) else text).strip('"')
