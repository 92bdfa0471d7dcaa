"""Files as they come in."""

from collections.abc import Callable
from typing import NamedTuple

Load = Callable[[str], bytes | None]
"""Returns a file's bytes once more; None where it is gone by now."""


class SourceFile(NamedTuple):
    """A file of manifests: its name as messages show it, and its bytes."""

    name: str
    data: bytes
