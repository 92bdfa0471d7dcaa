"""Where places stand in their files, found out when they are wanted."""

from generator.manifests import Load
from generator.model.finding import Position
from generator.model.manifest_value import Place
from generator.yamltext.document import Document
from generator.yamltext.inner import read_inner
from generator.yamltext.reader import read_documents

_MAX_BYTES = 8 << 20


class Lines:
    """Positions of places; a file is read once more for its first one."""

    def __init__(self, load: Load) -> None:
        """Keep how files are read."""
        self._load = load
        self._files: dict[str, tuple[Document, ...]] = {}
        self._inner: dict[Place, Document | None] = {}

    def position(self, place: Place) -> Position | None:
        """Return where a place stands; None where the file is gone."""
        document = self._document(place._replace(steps=(*place.steps[:-1], ())))
        return None if document is None else document.position(place.steps[-1])

    def is_bare(self, place: Place) -> bool:
        """Say whether a scalar is written without quotes, as far as its file can be read."""
        document = self._document(place._replace(steps=(*place.steps[:-1], ())))
        if document is None or place.written is not None or document.scalar_text(place.steps[-1]) is None:
            return False
        return not document.is_quoted(place.steps[-1])

    def text(self, place: Place) -> str:
        """Return a place as comments name it: ``values.yaml:12``."""
        position = self.position(place)
        return place.file if position is None else f"{place.file}:{position.line}"

    def _document(self, root: Place) -> Document | None:
        if root not in self._inner:
            self._inner[root] = self._opened(root)
        return self._inner[root]

    def _opened(self, root: Place) -> Document | None:
        """Return the document whose root a place is: one of the file, or one in a text, or the one around that."""
        if len(root.steps) == 1:
            documents = self._read(root.file)
            return documents[root.document] if root.document < len(documents) else None
        outer = self._document(root._replace(steps=(*root.steps[:-2], ())))
        if outer is None:
            return None
        found, _ = read_inner(outer, root.steps[-2], _MAX_BYTES)
        return found

    def _read(self, file: str) -> tuple[Document, ...]:
        if file not in self._files:
            data = self._load(file) or b""
            self._files[file], _ = read_documents(data, file, _MAX_BYTES, lenient=True)
        return self._files[file]
