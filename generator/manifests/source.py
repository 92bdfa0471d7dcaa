"""Files as they come in."""

from collections.abc import Callable, Container, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.model.manifest_value import Value

Load = Callable[[str], bytes | None]
"""Returns a file's bytes once more; None where it is gone by now."""


class SourceFile(NamedTuple):
    """A file of manifests: its name as messages show it, and its bytes."""

    name: str
    data: bytes


class Instead(NamedTuple):
    """What is read in the place of documents, by their files and numbers, and the files that are passed over."""

    documents: Mapping[str, Mapping[int, tuple[Value, ...]]]
    without: Container[str]

    def of(self, value: Value) -> tuple[Value, ...]:
        """Return what stands in the place of a document."""
        return self.documents.get(value.place.file, {}).get(value.place.document, (value,))


AS_GIVEN = Instead(MappingProxyType({}), ())
