"""Disks that fail, and folders to look at: what the tests of this layer share."""

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from generator.files.disk import Disk
from generator.model.bundle import OutFile

NOBODY = 65534


class DeathError(BaseException):
    """The process was killed here."""


class CountingDisk(Disk):
    """Calls `on_step` with the number of each change, from 1 on, before it is made."""

    def __init__(self) -> None:
        self.steps = 0

    def on_step(self) -> None:
        self.steps += 1

    def make_folder(self, name: str, folder: int) -> None:
        self.on_step()
        super().make_folder(name, folder)

    def create(self, name: str, folder: int) -> int:
        self.on_step()
        return super().create(name, folder)

    def write(self, handle: int, data: memoryview) -> int:
        self.on_step()
        return super().write(handle, data)

    def set_mode(self, handle: int, mode: int) -> None:
        self.on_step()
        super().set_mode(handle, mode)

    def sync(self, handle: int) -> None:
        self.on_step()

    def replace(self, old: str, new: str, folder: int) -> None:
        self.on_step()
        super().replace(old, new, folder)

    def unlink(self, name: str, folder: int) -> None:
        self.on_step()
        super().unlink(name, folder)

    def remove_folder(self, name: str, folder: int) -> None:
        self.on_step()
        super().remove_folder(name, folder)


class DyingDisk(CountingDisk):
    """Dies before the n-th change, or in the middle of it where it is a write; the dead clean nothing up."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self._last = last

    def on_step(self) -> None:
        super().on_step()
        if self.steps >= self._last:
            raise DeathError

    def write(self, handle: int, data: memoryview) -> int:
        if self.steps + 1 == self._last:
            os.write(handle, data[: len(data) // 2])
        return super().write(handle, data)


class FullDisk(CountingDisk):
    """Has room until the n-th change; from there on nothing is created or written, while removing goes on."""

    def __init__(self, last: int) -> None:
        super().__init__()
        self._last = last

    def _need_room(self) -> None:
        if self.steps >= self._last:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def make_folder(self, name: str, folder: int) -> None:
        self._need_room()
        super().make_folder(name, folder)

    def create(self, name: str, folder: int) -> int:
        self._need_room()
        return super().create(name, folder)

    def write(self, handle: int, data: memoryview) -> int:
        if self.steps >= self._last:
            os.write(handle, data[:1])
        self._need_room()
        return super().write(handle, data)


class SlowDisk(CountingDisk):
    """Writes three bytes at a time, as a disk may that is nearly full."""

    def write(self, handle: int, data: memoryview) -> int:
        return super().write(handle, data[:3])


class StubbornDisk(CountingDisk):
    """Refuses to let the n-th rename happen, as for a file that is marked immutable."""

    def __init__(self, refused: int) -> None:
        super().__init__()
        self._renames_left = refused

    def replace(self, old: str, new: str, folder: int) -> None:
        self._renames_left -= 1
        if self._renames_left == 0:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        super().replace(old, new, folder)


def bundle(contents: Mapping[str, str]) -> tuple[OutFile, ...]:
    return tuple(OutFile(path, text) for path, text in contents.items())


def tree(folder: Path) -> dict[str, str]:
    """Return path -> content of a folder; folders end in a slash and have none, links have their target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_dir():
            found[f"{name}/"] = ""
        else:
            found[name] = path.read_text(encoding="utf-8")
    return found


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return path -> inode and time of the last change, which no write and no replacement leaves alone."""
    return {str(path): (path.lstat().st_ino, path.lstat().st_ctime_ns) for path in (folder, *folder.rglob("*"))}


def start(action: Callable[[], object]) -> int:
    """Run an action in a process of its own and return its id; it exits with 0, or 99 if it raised."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        action()
        code = 0
    finally:
        os._exit(code)


def ended(children: Sequence[int]) -> list[int]:
    """Wait for processes and return their exit codes, negative for a signal."""
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def become_plain_user() -> None:
    """Give up the right to ignore permissions, if the tests have it."""
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
