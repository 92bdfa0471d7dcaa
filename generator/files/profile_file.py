"""Reads a profile from disk: always whole, never without a bound, never waiting."""

import os
import stat
import time
from pathlib import Path
from typing import Final

from generator.files.paths import shown
from generator.files.trouble import fault, reason_of
from generator.model.finding import Finding

MAX_PROFILE_BYTES: Final = 10 * 1024 * 1024
"""A profile for a large fleet has some 100 KB; what is larger than this is no profile."""

_TRIES: Final = 5
_PAUSE_SECONDS: Final = 0.02
# Without O_NONBLOCK, opening a FIFO waits for a writer; with O_NOCTTY no terminal is taken over.
_FLAGS: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY


def read_profile_bytes(path: Path, max_bytes: int = MAX_PROFILE_BYTES, noun: str = "profile") -> bytes | Finding:
    """Return the content of a profile as it was at one moment, or why it cannot be had.

    `noun` is what messages call the file, where it is another kind.

    FILE001 there is none; FILE002 the system refuses; FILE003 not a regular file; FILE004 too large;
    FILE005 it changes while it is read, again and again.
    """
    try:
        handle = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        return _unreadable(path, error, noun)
    try:
        return _read_regular(handle, path, max_bytes, noun)
    except OSError as error:
        return _unreadable(path, error, noun)
    finally:
        os.close(handle)


def _read_regular(handle: int, path: Path, max_bytes: int, noun: str) -> bytes | Finding:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        return _not_regular(path, os.fstat(handle).st_mode, noun)
    for _ in range(_TRIES):
        before = _version(handle)
        data = _read(handle, max_bytes + 1)
        if len(data) > max_bytes:
            return _too_large(path, max_bytes, noun)
        # Times are as coarse as the kernel's tick; a second look also sees an edit within one.
        if _read(handle, max_bytes + 1) == data and _version(handle) == before:
            return data
        time.sleep(_PAUSE_SECONDS)
    return _unsteady(path, noun)


def _version(handle: int) -> tuple[int, int, int]:
    seen = os.fstat(handle)
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _read(handle: int, limit: int) -> bytes:
    os.lseek(handle, 0, os.SEEK_SET)
    chunks = []
    left = limit
    while left and (chunk := os.read(handle, min(left, 1 << 20))):
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _unreadable(path: Path, error: OSError | ValueError, noun: str) -> Finding:
    name = shown(str(path))
    if isinstance(error, FileNotFoundError):
        why = "There is no such file. A symbolic link that points to nothing counts as none."
        return fault("FILE001", f"{noun} {name} does not exist", why, "Check the path.", name)
    reason, fix = reason_of(error) if isinstance(error, OSError) else ("no file can have this name", "Check the path.")
    why = f"The system refuses to read it: {reason}."
    return fault("FILE002", f"cannot read {noun} {name}: {reason}", why, fix, name)


def _not_regular(path: Path, mode: int, noun: str) -> Finding:
    name = shown(str(path))
    what = "a folder" if stat.S_ISDIR(mode) else "a pipe, socket or device"
    why = f"A {noun} is a regular file: its size is known and reading it cannot wait for ever."
    fix = "Name a file in that folder." if stat.S_ISDIR(mode) else "Save the content to a file and name that."
    return fault("FILE003", f"{noun} {name} is {what}, not a file", why, fix, name)


def _too_large(path: Path, max_bytes: int, noun: str) -> Finding:
    name = shown(str(path))
    why = f"A {noun} has some kilobytes, seldom hundreds of them; this looks like another kind of file."
    return fault("FILE004", f"{noun} {name} is larger than {max_bytes} bytes", why, "Check the path.", name)


def _unsteady(path: Path, noun: str) -> Finding:
    name = shown(str(path))
    why = f"It changed during each of {_TRIES} attempts, so what was read may be half of two versions."
    return fault("FILE005", f"{noun} {name} changes while it is read", why, "Run again once it is saved.", name)
