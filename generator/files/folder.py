"""An open bundle folder: every access goes through folder handles, so no symbolic link inside it is followed."""

import errno
import hashlib
import os
import stat
from enum import Enum
from types import TracebackType
from typing import Final, Self

from generator.files.paths import parent_of

_FOLDER_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# Without O_NONBLOCK, opening a FIFO waits for a writer, maybe for ever.
_READ_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_CHUNK_BYTES: Final = 1 << 20


class Kind(Enum):
    """What a name on disk is; a link counts as a link, whatever it points to."""

    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a symbolic link"
    SPECIAL = "a device, socket or pipe"


class Folder:
    """A bundle folder held open; the folder itself may be reached over a link, nothing inside it may."""

    def __init__(self, handle: int) -> None:
        self._handles = {"": handle}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for handle in self._handles.values():
            os.close(handle)

    def handle(self, path: str) -> int:
        """Return the open handle of a folder inside, "" for the bundle folder; OSError if it is not a real folder."""
        if path not in self._handles:
            name = path.rpartition("/")[2]
            self._handles[path] = os.open(name, _FOLDER_FLAGS, dir_fd=self.handle(parent_of(path)))
        return self._handles[path]

    def forget(self, path: str) -> None:
        """Close the handle of a folder that is gone."""
        if path in self._handles:
            os.close(self._handles.pop(path))

    def at(self, path: str) -> tuple[int, str]:
        """Return the handle of a path's folder, and the last part of the path."""
        return self.handle(parent_of(path)), path.rpartition("/")[2]

    def names(self, path: str) -> tuple[tuple[str, Kind], ...]:
        """Return what a folder holds, in the order of names."""
        with os.scandir(self.handle(path)) as entries:
            return tuple(sorted(((entry.name, _kind_of(entry)) for entry in entries), key=lambda entry: entry[0]))

    def mode(self, path: str) -> int | None:
        """Return the permission bits of a file, None if there is none."""
        try:
            handle, name = self.at(path)
            return os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode & 0o777
        except FileNotFoundError:
            return None

    def digest(self, path: str) -> str:
        """Return the sha256 of a regular file's content, in hex."""
        handle, size = self._open(path)
        try:
            digest = hashlib.sha256()
            # One read sees a usual file whole and its end; a fixed large buffer costs more than the hashing.
            length = min(size + 1, _CHUNK_BYTES)
            while chunk := os.read(handle, length):
                digest.update(chunk)
                if len(chunk) < length:
                    break
            return digest.hexdigest()
        finally:
            os.close(handle)

    def read(self, path: str, limit: int) -> bytes:
        """Return the first `limit` bytes of a regular file."""
        handle, _ = self._open(path)
        try:
            data = b""
            while len(data) < limit and (chunk := os.read(handle, min(_CHUNK_BYTES, limit - len(data)))):
                data += chunk
            return data
        finally:
            os.close(handle)

    def _open(self, path: str) -> tuple[int, int]:
        """Return a handle of a regular file, and its size in bytes."""
        folder, name = self.at(path)
        handle = os.open(name, _READ_FLAGS, dir_fd=folder)
        seen = os.fstat(handle)
        if not stat.S_ISREG(seen.st_mode):
            os.close(handle)
            raise OSError(errno.EINVAL, "not a regular file", path)
        return handle, seen.st_size


def _kind_of(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    return Kind.FILE if entry.is_file(follow_symlinks=False) else Kind.SPECIAL
