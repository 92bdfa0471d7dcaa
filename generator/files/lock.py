"""Turns: one writer at a time in a bundle folder."""

import errno
import fcntl
import os
import time
from pathlib import Path
from typing import Final, NamedTuple

from generator.files.folder import Folder

WAIT_SECONDS: Final = 30.0
"""How long a run waits for another one; a render takes well under a second."""

_PAUSE_SECONDS: Final = 0.01
_TRIES: Final = 50
_NOT_SUPPORTED: Final = frozenset(
    {errno.EBADF, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL}
)


class Opened(NamedTuple):
    """An open bundle folder; `locked` is False where the file system knows no such locks."""

    folder: Folder
    locked: bool


class LockTimeoutError(Exception):
    """Another run kept the folder locked."""


def open_for_writing(path: Path, wait_seconds: float = WAIT_SECONDS) -> Opened:
    """Open a bundle folder, made if it is missing, and keep other writers out until it is closed.

    OSError, or LockTimeoutError after `wait_seconds`. The lock is `flock` on the folder itself: it leaves no
    file behind and ends with the process, however that ends. Linux and macOS have it; NFS refuses it on a
    folder, and then runs do not take turns: every file is still whole, but two runs at once may leave a
    mixture, which `--check` reports. Windows has none and is no target.
    """
    deadline = time.monotonic() + wait_seconds
    tries = _TRIES
    while True:
        try:
            path.mkdir(parents=True, exist_ok=True)
            opened = _open(path, fcntl.LOCK_EX, deadline)
        except (FileNotFoundError, FileExistsError):
            # A run that failed may just have taken back the empty folder it had made.
            tries -= 1
            if not tries or (os.path.lexists(path) and not path.is_dir()):
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            if opened:
                return opened


def open_for_reading(path: Path, wait_seconds: float = WAIT_SECONDS) -> Opened:
    """Open a bundle folder and keep writers out until it is closed, so that no half-done work is seen; OSError."""
    deadline = time.monotonic() + wait_seconds
    try:
        while True:
            opened = _open(path, fcntl.LOCK_SH, deadline)
            if opened:
                return opened
    except LockTimeoutError:
        return Opened(Folder(os.open(path, os.O_RDONLY | os.O_DIRECTORY)), locked=False)


def _open(path: Path, operation: int, deadline: float) -> Opened | None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        locked = _lock(handle, operation, deadline)
        # Who waited may hold the lock of a folder that is deleted or replaced by now.
        if os.path.samestat(os.fstat(handle), path.stat()):
            return Opened(Folder(handle), locked)
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _lock(handle: int, operation: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(handle, operation | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockTimeoutError from None
        except OSError as error:
            if error.errno in _NOT_SUPPORTED:
                return False
            raise
        time.sleep(_PAUSE_SECONDS)
