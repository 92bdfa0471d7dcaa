"""The list of files: text in the format of `sha256sum`, pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from generator.files.paths import path_fault

Known: TypeAlias = Mapping[str, frozenset[str]]
"""Path -> every sha256 that we wrote there, or were about to write."""

_HEX: Final = frozenset("0123456789abcdef")


def manifest_bytes(known: Known) -> bytes:
    """Return the list of files: `<sha256>  <path>` lines in the order of their paths."""
    lines = (f"{digest}  {path}\n" for path in sorted(known) for digest in sorted(known[path]))
    return "".join(lines).encode("ascii")


def read_manifest(data: bytes) -> Known:
    """Return what a list of files names; lines that are none (a merge conflict's marks) count for nothing.

    A path may come twice, with another sha256, as in a list that Git could not merge.
    """
    return merged((path, frozenset({digest})) for path, digest in _lines(data))


def merged(entries: Iterable[tuple[str, frozenset[str]]]) -> Known:
    """Return one mapping of all entries, each path with all its digests."""
    known: dict[str, frozenset[str]] = {}
    for path, digests in entries:
        known[path] = known.get(path, frozenset()) | digests
    return known


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("ascii", errors="replace").splitlines():
        digest, path = line[:64], line[66:]
        regular = line[64:66] in ("  ", " *") and len(digest) == 64 and _HEX.issuperset(digest)
        # A path that leads out of the bundle is somebody's trick: nothing there is ours.
        if regular and not path_fault(path):
            yield path, digest
