"""What the compiler hands to whoever writes files."""

from typing import NamedTuple


class OutFile(NamedTuple):
    """A text file of the bundle; `path` is relative to the bundle's folder, with forward slashes."""

    path: str
    text: str
