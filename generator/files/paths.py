"""Names inside a bundle folder: which are ours, which are exempt, which no file may have."""

from collections.abc import Mapping, Sequence
from typing import Final

from generator.model.bundle import OutFile

MANIFEST: Final = "files.sha256"
"""The list of files, in the format of `sha256sum`, so that `sha256sum -c files.sha256` checks a bundle."""
PENDING: Final = ".files.pending"
"""What a run is about to write; present only while it writes, or after it was interrupted."""
RECORD: Final = ".render"
"""What the last render was made from; local to one checkout, git-ignored."""

EXEMPT_FOLDERS: Final = frozenset({"charts", "chart/charts"})
"""Where `kustomize build --enable-helm` and `helm dependency build` unpack upstream charts."""
EXEMPT_FILES: Final = frozenset({"chart/Chart.lock", MANIFEST, PENDING, RECORD})

_TEMP_PREFIX: Final = ".gpuslice-"
_TEMP_SUFFIX: Final = ".tmp"
# Portable on every file system, and never escaped by sha256sum.
_ALLOWED: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=@,/")


def temp_name(process: int, number: int) -> str:
    """Return the name of a temporary file of ours, told apart by process id and number."""
    return f"{_TEMP_PREFIX}{process}-{number}{_TEMP_SUFFIX}"


def is_temp(name: str) -> bool:
    """Say whether a file name is one that `temp_name` makes."""
    if not (name.startswith(_TEMP_PREFIX) and name.endswith(_TEMP_SUFFIX)):
        return False
    process, _, number = name[len(_TEMP_PREFIX) : -len(_TEMP_SUFFIX)].partition("-")
    return process.isdecimal() and number.isdecimal()


def parent_of(path: str) -> str:
    """Return the folder of a bundle path, "" for the bundle folder itself."""
    return path.rpartition("/")[0]


def ancestors_of(path: str) -> tuple[str, ...]:
    """Return the folders above a bundle path, outermost first, without the bundle folder itself."""
    parts = path.split("/")[:-1]
    return tuple("/".join(parts[: end + 1]) for end in range(len(parts)))


def path_fault(path: str) -> str:
    """Say what keeps a path from naming a file of the bundle, "" if nothing does."""
    if not path or not _ALLOWED.issuperset(path):
        return "must be relative, of ASCII letters, digits and ._-+=@,/"
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "must have no empty, '.' or '..' part"
    if any(len(part) > 255 for part in parts):
        return "must have no part longer than 255 bytes"
    if any(part.lower() == ".git" or is_temp(part) for part in parts):
        return "has a part that belongs to Git or to temporary files"
    if path in EXEMPT_FILES or not EXEMPT_FOLDERS.isdisjoint((path, *ancestors_of(path))):
        return "is reserved"
    return ""


def contents_of(files: Sequence[OutFile]) -> Mapping[str, bytes]:
    """Return path -> UTF-8 bytes in path order; ValueError if two files clash or a path is not allowed."""
    contents: dict[str, bytes] = {}
    folded: set[str] = set()
    for file in sorted(files):
        fault = path_fault(file.path)
        if fault:
            raise ValueError(f"bundle path {file.path!r} {fault}")
        # macOS keeps one of two names that differ only in case.
        if file.path.lower() in folded:
            raise ValueError(f"bundle path {file.path!r} is produced twice")
        folded.add(file.path.lower())
        contents[file.path] = file.text.encode("utf-8")
    for path in contents:
        clash = folded.intersection(folder.lower() for folder in ancestors_of(path))
        if clash:
            raise ValueError(f"bundle path {path!r} needs a folder where {min(clash)!r} is a file")
    return contents


def shown(name: str) -> str:
    """Return a name found on disk so that a terminal can show it: no control characters, valid UTF-8."""
    return name if name.isprintable() else ascii(name)[1:-1]
