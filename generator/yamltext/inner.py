"""YAML that stands inside a scalar of another document, read with the places of the file around it."""

from functools import cached_property
from typing import TYPE_CHECKING

from generator.model.finding import Finding, Position
from generator.model.tree import Path, Tree
from generator.yamltext.document import Document
from generator.yamltext.reader import MAX_BYTES, all_documents, only_document
from generator.yamltext.source import Source, unparsable

if TYPE_CHECKING:
    from generator.yamltext.spelling import Origins


class InnerSource(Source):
    """The text of a scalar; how it is spelled in the file is found out when first asked for."""

    kind = "text"

    def __init__(self, text: str, document: Document, path: Path, before: int = 0) -> None:
        """Keep the text of the scalar at `path`, which is read as leniently as its document.

        Of the scalar that many characters come `before` the text.
        """
        super().__init__(text, document.file, document.source.lenient)
        self._document = document
        self._path = path
        self._before = before
        self._root = document.source.root

    @property
    def root(self) -> Source:
        """The whole file."""
        return self._root

    @property
    def whole(self) -> Position | None:
        """Where the scalar stands in the file."""
        return self._document.position(self._path)

    def place(self, position: Position) -> Position:
        """Return where in the file a position of this text is; the scalar's own where its spelling is not understood.

        One level a turn: texts can stand in texts deeper than Python can call.
        """
        source: Source = self
        while isinstance(source, InnerSource):
            position = source._outward(position)
            source = source._document.source
        return position

    def _outward(self, position: Position) -> Position:
        spelled, outer = self._origins, self._document.source
        if spelled is None:
            return self._start
        return outer.position_at(spelled.at(self._before + self.offset_of(position)))

    @cached_property
    def _origins(self) -> "Origins | None":
        from generator.yamltext.spelling import origins

        event = self._document.scalar_event(self._path)
        return origins(self._document.source.text, event) if event else None

    @property
    def _start(self) -> Position:
        from generator.yamltext.index import position_of

        event = self._document.scalar_event(self._path)
        return position_of(event) if event else Position(1, 1)


def read_inner(
    document: Document, path: Path, max_bytes: int = MAX_BYTES
) -> tuple[Document | None, tuple[Finding, ...]]:
    """Return the only YAML document in the text of the scalar at `path`, and every fault found, as `read_document`.

    Every position is one in the file around it. The text is read as leniently as `document` was. A path that
    is no scalar has no document and no finding.
    """
    source = _source(document, path)
    if source is None:
        return None, ()
    findings = _unreadable(source, max_bytes)
    return (None, findings) if findings else only_document(source, max_bytes)


def read_inner_documents(
    document: Document, path: Path, max_bytes: int = MAX_BYTES
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Return the YAML documents in the text of the scalar at `path`, and every fault found, as `read_documents`."""
    source = _source(document, path)
    if source is None:
        return (), ()
    findings = _unreadable(source, max_bytes)
    return ((), findings) if findings else all_documents(source, max_bytes)


def place_in_text(document: Document, path: Path, position: Position) -> Position | None:
    """Return where in the file a position within the text of the scalar at `path` is; None if that is no scalar."""
    source = _source(document, path)
    return None if source is None else source.place(position)


def _source(document: Document, path: Path) -> InnerSource | None:
    """Return the text at `path`; a string's is in the data, so that no index has to be built for it.

    A negative number at the end of the path says how many of the scalar's characters come before the text; a quote
    before it is taken to be one of a pair around it.
    """
    before = -path[-1] if path and isinstance(path[-1], int) and path[-1] < 0 else 0
    path = path[:-1] if before else path
    value: Tree = document.data
    for part in path:
        if isinstance(value, dict) and isinstance(part, str) and part in value:
            value = value[part]
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            value = value[part]
        else:
            return None
    text = value if isinstance(value, str) else document.scalar_text(path)
    if text is None:
        return None
    paired = text[before - 1] in "\"'" and text.endswith(text[before - 1]) if 0 < before < len(text) else False
    return InnerSource(text[before : -1 if paired else None], document, path, before)


def _unreadable(source: InnerSource, max_bytes: int) -> tuple[Finding, ...]:
    size = len(source.text.encode("utf-8", errors="surrogatepass"))
    if size > max_bytes:
        return (source.finding("YAML004", None, size=size, limit=max_bytes),)
    return unparsable(source)
