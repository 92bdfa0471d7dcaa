"""What the last render was made from, so that an unchanged one need not be made again."""

import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from generator.files.folder import Folder, Kind
from generator.files.manifest import read_manifest
from generator.files.paths import RECORD
from generator.files.survey import Survey, survey
from generator.files.write_report import FileReport, Verb, WriteReport

_FORMAT: Final = b"gpuslice render record 1"
_LIMIT_BYTES: Final = 1 << 16
_PACKAGE: Final = Path(__file__).absolute().parent.parent
# Beside the package in a checkout; an installed package carries them inside.
_BESIDE: Final = ("charts", "schemas")


def record_of(profile_bytes: bytes, fingerprint: str, *options: str) -> str:
    """Return the sha256 of all that decides a bundle's bytes; the profile's path is one of the options."""
    parts = (
        _FORMAT,
        profile_bytes,
        fingerprint.encode(),
        *(option.encode("utf-8", "surrogateescape") for option in options),
    )
    digest = hashlib.sha256()
    for part in parts:
        # With its length, or "ab" and "c" would be "a" and "bc".
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def record_bytes(record: str, manifest: bytes) -> bytes:
    """Return the content of `.render`: the record, and the sha256 of the list of files that came of it.

    The second line ties the two together: without it, a run that is overtaken by another could leave its own
    record beside the other's files.
    """
    return f"{record}\n{hashlib.sha256(manifest).hexdigest()}\n".encode("ascii")


def stored_record(folder: Folder) -> bytes:
    """Return the content of `.render`, nothing if there is none; OSError if it cannot be read."""
    is_there = (RECORD, Kind.FILE) in folder.names("")
    return folder.read(RECORD, _LIMIT_BYTES) if is_there else b""


def is_current(folder: Path, record: str) -> bool:
    """Say whether a render from these inputs would change nothing; in doubt it says no."""
    return unchanged_report(folder, record) is not None


def unchanged_report(folder: Path, record: str) -> WriteReport | None:
    """Return what a render from these inputs would report if it would change nothing, else None.

    The record must be the same, every listed file must have its listed content, and nothing may be pending,
    left over or in the way. Needs no lock: a run that begins meanwhile comes after this answer.
    """
    try:
        with Folder(os.open(folder, os.O_RDONLY | os.O_DIRECTORY)) as opened:
            return _unchanged(opened, record)
    except OSError:
        return None


def _unchanged(folder: Folder, record: str) -> WriteReport | None:
    stored = stored_record(folder)
    if not stored.startswith(f"{record}\n".encode("ascii")):
        return None
    state = survey(folder, ())
    if state.manifest is None or stored != record_bytes(record, state.manifest) or not _is_whole(state):
        return None
    ours = tuple(FileReport(path, Verb.UNCHANGED) for path in sorted(state.present))
    foreign = tuple(FileReport(path, Verb.FOREIGN) for path in state.foreign)
    return WriteReport(tuple(sorted((*ours, *foreign), key=lambda file: file.path)))


def _is_whole(state: Survey) -> bool:
    listed = read_manifest(state.manifest or b"")
    if state.interrupted or state.obstacles or listed.keys() != state.present.keys():
        return False
    return all(listed[path] == {digest} for path, digest in state.present.items())


def generator_fingerprint(roots: Sequence[Path] | None = None) -> str:
    """Return a digest that changes when the generator does: its files, Python, and the installed distributions.

    Without `roots` it looks at this package and the `charts` and `schemas` beside it. Files count by path, size,
    modification time, change time and inode, not by content, which would cost some ten times as much. No program
    can set a change time, so a checkout, an install or an edit that alters a file always alters it too, even
    where the modification time is a constant (archives, reproducible builds); Python itself trusts size and
    modification time alone when it decides whether its compiled files are stale. The digest means nothing on
    another machine, and need not: the record that holds it is local to one checkout.
    """
    places = (_PACKAGE, *(_PACKAGE.parent / name for name in _BESIDE)) if roots is None else roots
    digest = hashlib.sha256(repr((sys.version, sys.platform)).encode())
    for place in places:
        for line in _stats(str(place)):
            digest.update(line)
    for name in sorted(_distributions()):
        digest.update(os.fsencode(name) + b"\0")
    return digest.hexdigest()


def _stats(folder: str) -> Iterator[bytes]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in listed:
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _stats(entry.path)
        else:
            seen = entry.stat()
            numbers = (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)
            yield os.fsencode(entry.path) + repr(numbers).encode() + b"\0"


def _distributions() -> Iterator[str]:
    """Yield the names and versions of installed distributions: a library's upgrade may change the output."""
    for place in sys.path:
        try:
            with os.scandir(place or ".") as entries:
                yield from (entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
