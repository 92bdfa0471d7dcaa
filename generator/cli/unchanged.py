"""Finds out that a render would change nothing, without loading the compiler.

A bundle's render record is a line: a digest of all that decides the bundle, and what the render told the
person, so that the next one can tell it again.
"""

import binascii
import os
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from generator.files.folder import Folder
from generator.files.render_record import record_of, stored_record, unchanged_report
from generator.files.write_report import WriteReport

_ROOM_BYTES: Final = 65000
"""A record is read up to 64 KiB, two digests included."""
_TEXT_LIMIT_BYTES: Final = 1 << 20


Bundles: TypeAlias = Mapping[str, Sequence[tuple[Path, str]]]
"""Folders with their render records by the digest that the record begins with: of copies each has the same."""


class Told(NamedTuple):
    """What a render of `cluster` told: `findings` on standard error, `table` on standard output."""

    cluster: str
    findings: str
    table: str


class Unchanged(NamedTuple):
    """A bundle that is what a render would make of it."""

    cluster: str
    told: Told
    report: WriteReport


def digest_of(data: bytes, fingerprint: str, shown: str) -> str:
    """Return the digest of all that decides a bundle and what is told about it; `shown` is the profile's path."""
    return record_of(data, fingerprint, shown)


def record_text(digest: str, told: Told) -> str:
    """Return the record of a render; without what was told where that is too long to keep."""
    packed = zlib.compress("\0".join(told).encode("utf-8"), 9)
    kept = binascii.b2a_base64(packed, newline=False).decode("ascii")
    return f"{digest} {kept}" if len(kept) <= _ROOM_BYTES else digest


def bundles_in(out: Path) -> Bundles:
    """Return the bundles of an output folder by the digest in their records; none if it cannot be read."""
    try:
        folders = sorted(out.iterdir())
    except OSError:
        return {}
    found: dict[str, list[tuple[Path, str]]] = {}
    for folder in folders:
        record = _record_in(folder)
        if record:
            found.setdefault(record.partition(" ")[0], []).append((folder, record))
    return found


def find_unchanged(bundles: Bundles, digest: str) -> Unchanged | None:
    """Return the bundle that came of these inputs and is still whole, None if there is none."""
    for folder, record in bundles.get(digest, ()):
        told = _told(record, digest)
        # A copy of a bundle under another name is not the bundle.
        if told is not None and told.cluster == folder.name:
            report = unchanged_report(folder, record)
            return None if report is None else Unchanged(folder.name, told, report)
    return None


def _record_in(folder: Path) -> str:
    try:
        with Folder(os.open(folder, os.O_RDONLY | os.O_DIRECTORY)) as opened:
            return stored_record(opened).decode("ascii").partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        return ""


def _told(record: str, digest: str) -> Told | None:
    first, _, kept = record.partition(" ")
    if first != digest or not kept:
        return None
    try:
        text = (
            zlib.decompressobj()
            .decompress(binascii.a2b_base64(kept), _TEXT_LIMIT_BYTES)
            .decode("utf-8", "surrogatepass")
        )
    except (ValueError, zlib.error):
        return None
    parts = text.split("\0")
    return Told(*parts) if len(parts) == len(Told._fields) else None
