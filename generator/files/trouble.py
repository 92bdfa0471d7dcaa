"""What can go wrong on a disk, as findings."""

import errno
import os
from typing import Final

from generator.files.paths import MANIFEST, shown
from generator.model.finding import Finding, Severity

_REASONS: Final = {
    errno.ENOSPC: ("the disk is full", "Free some space, then run the command again."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space, then run the command again."),
    errno.EFBIG: ("the file would be larger than this process may write", "Raise the limit (`ulimit -f`)."),
    errno.EACCES: ("permission denied", "Give your user access, or run as the user who owns it."),
    errno.EPERM: ("the system does not permit it", "Give your user access, or run as the user who owns it."),
    errno.EROFS: ("the file system is read-only", "Choose an output folder that can be written."),
    errno.ENOENT: ("it does not exist", "Check the path."),
    errno.ENOTDIR: ("a part of the path is not a folder", "Check the path, or move that file away."),
    errno.EEXIST: ("something else has that name", "Check the path, or move that away."),
    errno.EISDIR: ("it is a folder", "Check the path."),
    errno.ELOOP: ("a symbolic link is in the way", "Replace the link by a folder or file of its own."),
    errno.EMFILE: ("too many open files", "Raise the limit (`ulimit -n`)."),
    errno.ENAMETOOLONG: ("the path is too long", "Choose a shorter path."),
}


class BundleError(Exception):
    """The bundle folder could not be read or written; `findings` say why and how to mend it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


def reason_of(error: OSError) -> tuple[str, str]:
    """Return why the system refused and what to do about it."""
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    text = os.strerror(error.errno) if error.errno else str(error)
    return text, "Mend that, then run the command again."


def fault(code: str, message: str, why: str, fix: str, file: str) -> Finding:
    """Return an error about one file or folder."""
    return Finding(code, Severity.ERROR, message, why, fix, file=shown(file))


def unusable(folder: str, error: OSError) -> Finding:
    """Say that the bundle folder could not be read or prepared, and that nothing in it changed (FILE010)."""
    reason, fix = reason_of(error)
    where = f" ({shown(str(error.filename))})" if error.filename else ""
    why = f"{reason[0].upper()}{reason[1:]}{where}. Nothing in the bundle was changed."
    return fault("FILE010", f"cannot use the bundle folder {shown(folder)}: {reason}", why, fix, folder)


def in_the_way(folder: str, path: str, what: str) -> Finding:
    """Say that something we did not write sits where a file of the bundle belongs (FILE011)."""
    message = f"{shown(folder)}/{shown(path)} is in the way: {what}"
    why = f"It is not what `{MANIFEST}` says we wrote, so replacing it could destroy your work. Nothing was changed."
    fix = f"Move or delete it; if it is an earlier output, restore `{MANIFEST}` from Git; then render again."
    return fault("FILE011", message, why, fix, f"{folder}/{path}")


def halfway(folder: str, error: OSError) -> Finding:
    """Say that writing stopped between two files (FILE012)."""
    reason, fix = reason_of(error)
    why = f"{reason[0].upper()}{reason[1:]}. Every file is whole, some are old and some new; `--check` reports it."
    message = f"writing {shown(folder)} stopped half-way: {reason}"
    return fault("FILE012", message, why, f"{fix} The next render finishes the work.", folder)


def busy(folder: str, seconds: float) -> Finding:
    """Say that another run kept the bundle folder locked for too long (FILE013)."""
    message = f"another run has been writing {shown(folder)} for more than {seconds:g} seconds"
    why = "Two runs at once take turns, so that the bundle is the result of one of them. Nothing was changed."
    return fault("FILE013", message, why, "Wait for the other run or end it, then render again.", folder)
