"""The calls that change the disk, and files put aside until all of them are written."""

import contextlib
import errno
import itertools
import os
from typing import Final

from generator.files.folder import Folder
from generator.files.paths import ancestors_of, parent_of, temp_name

_SYNC_UNKNOWN: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
_CREATE_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


class Disk:
    """Every call that changes something; tests hand in one that fails or dies at the n-th."""

    def make_folder(self, name: str, folder: int) -> None:
        """Make a folder."""
        os.mkdir(name, dir_fd=folder)

    def create(self, name: str, folder: int) -> int:
        """Create a file that does not exist yet, readable by all whom the umask lets."""
        return os.open(name, _CREATE_FLAGS, 0o644, dir_fd=folder)

    def write(self, handle: int, data: memoryview) -> int:
        """Write the beginning of the data and return how many bytes that was."""
        return os.write(handle, data)

    def set_mode(self, handle: int, mode: int) -> None:
        """Set the permission bits of an open file."""
        os.fchmod(handle, mode)

    def sync(self, handle: int) -> None:
        """Wait until an open file or folder is on the medium, where the file system can tell."""
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _SYNC_UNKNOWN:
                raise

    def replace(self, old: str, new: str, folder: int) -> None:
        """Give a file another name in its folder, in one step; a file of that name is gone."""
        os.replace(old, new, src_dir_fd=folder, dst_dir_fd=folder)

    def unlink(self, name: str, folder: int) -> None:
        """Remove a file."""
        os.unlink(name, dir_fd=folder)

    def remove_folder(self, name: str, folder: int) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=folder)


class Staging:
    """Files written aside under temporary names, each in the folder where it belongs.

    A full disk or a read-only folder thus shows before the first file of the bundle is replaced.

    Only what is asked to be durable is synced. A killed process needs no sync: a rename is whole or has not
    happened. After a power cut, an unsynced file can be old or empty; every later run compares content with
    sha256, so it is seen and written again. Syncing all 60 files of a bundle would buy what can be made again
    at will for 40 to 110 ms, some ten times the cost of writing them (measured on ext4).
    """

    def __init__(self, folder: Folder, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk
        self._numbers = itertools.count()
        self._staged: dict[str, str] = {}
        self._made: list[str] = []

    def put(self, path: str, data: bytes, *, durable: bool = False) -> None:
        """Write a file aside, with the permission bits of the one it is to replace; OSError."""
        mode = self._folder.mode(path)
        self._make_folders(path)
        folder = self._folder.handle(parent_of(path))
        handle = self._create(path, folder)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self._disk.write(handle, rest) :]
            if mode is not None:
                self._disk.set_mode(handle, mode)
            if durable:
                self._disk.sync(handle)
        finally:
            os.close(handle)

    def commit(self, path: str, *, durable: bool = False) -> None:
        """Let a file that was written aside take its name; OSError."""
        folder, name = self._folder.at(path)
        self._disk.replace(self._staged[path], name, folder)
        del self._staged[path]
        if durable:
            self._disk.sync(folder)

    def unlink(self, path: str) -> None:
        """Remove a file of the bundle; OSError."""
        folder, name = self._folder.at(path)
        self._disk.unlink(name, folder)

    def remove_if_empty(self, path: str) -> None:
        """Remove a folder of the bundle unless it holds something or cannot be removed."""
        with contextlib.suppress(OSError):
            folder, name = self._folder.at(path)
            self._disk.remove_folder(name, folder)
            self._folder.forget(path)

    def take_back(self) -> None:
        """Remove what is still aside, and the folders made for it, as far as the disk lets."""
        for path, temp in self._staged.items():
            with contextlib.suppress(OSError):
                self._disk.unlink(temp, self._folder.handle(parent_of(path)))
        self._staged.clear()
        for path in reversed(self._made):
            self.remove_if_empty(path)

    def _make_folders(self, path: str) -> None:
        for parent in ancestors_of(path):
            try:
                self._folder.handle(parent)
            except FileNotFoundError:
                folder, name = self._folder.at(parent)
                self._disk.make_folder(name, folder)
                self._made.append(parent)

    def _create(self, path: str, folder: int) -> int:
        while True:
            temp = temp_name(os.getpid(), next(self._numbers))
            # Where there are no locks, a run in another container may have the same process id.
            with contextlib.suppress(FileExistsError):
                handle = self._disk.create(temp, folder)
                self._staged[path] = temp
                return handle
