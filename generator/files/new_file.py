"""Writes one file that a person will own: never half of it, and never over another unless told so."""

import errno
import os
import stat
from pathlib import Path

from generator.files.paths import shown, temp_name
from generator.files.trouble import fault, reason_of
from generator.model.finding import Finding

_OF_SYSTEM = ("/dev", "/proc", "/sys")


def write_new_file(path: Path, text: str, *, replace: bool = False) -> Finding | None:
    """Write a file and the folders above it; return why that could not be done.

    FILE006 there is one already and `replace` is false; FILE007 the system refuses.
    """
    if not path.name:  # "." and "/"
        return _refused(path, IsADirectoryError(errno.EISDIR, ""))
    if replace and _is_special(path):
        return _special(path)
    try:
        # Whoever has a link to the file keeps it: what it leads to is replaced.
        target = path.resolve(strict=True) if replace and path.is_symlink() else path
    except (OSError, RuntimeError) as error:
        return _refused(path, error if isinstance(error, OSError) else OSError(errno.ELOOP, ""))
    return _written(path, target, text, replace=replace)


def _written(path: Path, target: Path, text: str, *, replace: bool) -> Finding | None:
    aside = target.with_name(temp_name(os.getpid(), 0))
    try:
        _make_folder(target.parent)
        aside.write_text(text, encoding="utf-8", newline="\n")
        if replace:
            if target.exists():
                aside.chmod(stat.S_IMODE(target.stat().st_mode))
            aside.replace(target)
        else:
            # Unlike a rename, a link fails where something has the name already, whenever it came.
            target.hardlink_to(aside)
    except FileExistsError:
        return _exists(path)
    except (OSError, ValueError) as error:
        return _refused(path, error)
    finally:
        _remove(aside)
    return None


def _make_folder(folder: Path) -> None:
    """A file in the place of a folder is no reason to call the new file an existing one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, "") from error


def _is_special(path: Path) -> bool:
    """Say whether something is a device, a pipe or a socket, which a file would take the place of.

    So is what the system keeps in folders of its own: /dev/stdout may lead to a file, and is none.
    """
    try:
        ways = [path.absolute()]
        if path.is_symlink():
            ways.append(path.parent.absolute() / path.readlink())
        if any(way.is_relative_to(folder) for way in ways for folder in _OF_SYSTEM):
            return True
        return path.exists() and not path.is_file() and not path.is_dir()
    except (OSError, ValueError):
        return False  # Why it cannot be looked at is told by what writes it.


def _special(path: Path) -> Finding:
    name = shown(str(path))
    message = f"cannot write {name}: it is a pipe, socket or device"
    return fault("FILE007", message, "Nothing was written.", "Choose another name, or - for the screen.", name)


def _remove(aside: Path) -> None:
    try:
        aside.unlink(missing_ok=True)
    except (OSError, ValueError):
        return


def _exists(path: Path) -> Finding:
    name = shown(str(path))
    why = "It may be somebody's work, so it is left as it is."
    return fault("FILE006", f"{name} exists already", why, "Choose another name, or say --force to replace it.", name)


def _refused(path: Path, error: OSError | ValueError) -> Finding:
    name = shown(str(path))
    reason, fix = reason_of(error) if isinstance(error, OSError) else ("no file can have this name", "Check the path.")
    return fault("FILE007", f"cannot write {name}: {reason}", "Nothing was written.", fix, name)
