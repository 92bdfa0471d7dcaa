"""Finds and reads the manifests below files and folders: in order, each once, never waiting, never without a bound."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from generator.files.paths import shown
from generator.files.profile_file import read_profile_bytes
from generator.files.trouble import fault, reason_of
from generator.model.finding import Finding, Severity

SUFFIXES: Final = (".yaml", ".yml", ".json")
NAMES: Final = ("Kustomization",)
"""Names without an ending; source: kubernetes-sigs/kustomize api/konfig (RecognizedKustomizationFileNames)."""
MAX_MANIFEST_BYTES: Final = 8 << 20
_PASSED_OVER: Final = frozenset({".git", ".hg", ".svn", "node_modules", ".terraform", ".venv"})
_NOUN: Final = "manifest"


class Found(NamedTuple):
    """A file to read; `named` is false where it was found below a folder that somebody named."""

    path: str
    named: bool


def find_manifests(given: Sequence[str]) -> Iterator[Found | Finding]:
    """Yield the files that paths mean, in order: a folder means every manifest below it, links to folders aside.

    A folder that cannot be read is told (FILE002), and one without a manifest too (LNT002).
    """
    if len(given) == 1:
        # One path leads to each file once, so that nothing has to be remembered of it.
        yield from _all_of(given[0])
        return
    seen: set[str | Finding] = set()
    for path in given:
        for found in _all_of(path):
            entry = found if isinstance(found, Finding) else _entry(found.path)
            if entry not in seen:
                seen.add(entry)
                yield found


def read_manifest(found: Found) -> bytes | Finding | None:
    """Return a manifest's bytes, or why they cannot be had; None where nobody asked for that.

    What was found below a folder may be a link to nothing, gone by now or too large to be a manifest, which is
    worth a note; a pipe, socket or device is passed over.
    """
    read = read_profile_bytes(Path(found.path), MAX_MANIFEST_BYTES, _NOUN)
    if not isinstance(read, Finding):
        return read
    if not found.named and read.code == "FILE003":
        return None
    is_note = not found.named and (read.code in ("FILE001", "FILE004") or _leads_nowhere(found.path))
    return read._replace(file=shown(found.path), severity=Severity.INFO if is_note else read.severity)


def read_standard_input(stream: BinaryIO | None, name: str) -> bytes | Finding:
    """Return what stands on a stream, a little more than may be read at most; None is a stream that was closed.

    Nothing at all is told (LNT002): most likely the command before the pipe failed.
    """
    try:
        data = b"" if stream is None else stream.read(MAX_MANIFEST_BYTES + 1)
    except OSError as error:
        reason, _ = reason_of(error)
        why = f"The system refuses to read it: {reason}."
        return fault("FILE002", f"cannot read standard input: {reason}", why, "Pipe manifests into it.", name)
    why = "Most likely the command before the pipe failed or had nothing to say."
    return data or _nothing("standard input is empty", why, "Run that command alone.", name)


def _all_of(path: str) -> Iterator[Found | Finding]:
    if path and _is_folder(path):
        yield from _below(path)
    else:
        yield Found(path, named=True)


def _below(folder: str) -> Iterator[Found | Finding]:
    """Yield what is below a folder, one folder after the other: they may be nested deeper than Python can call."""
    has_nothing = True
    left = [folder]
    while left:
        parent = left.pop()
        try:
            files, folders = _listed(parent)
        except OSError as error:
            has_nothing = False
            yield _unreadable(parent, error)
            continue
        for name in files:
            has_nothing = False
            yield Found(str(Path(parent, name)), named=False)
        left.extend(str(Path(parent, name)) for name in reversed(folders))
    if has_nothing:
        yield _nothing_below(folder)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of what may be manifests, and of folders, each in order; OSError."""
    files, folders = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            elif entry.name.endswith(SUFFIXES) or entry.name in NAMES:
                files.append(entry.name)
    return sorted(files), sorted(name for name in folders if name not in _PASSED_OVER)


def _entry(path: str) -> str:
    """Return the one path of a name in a folder, however it was reached; links to files stay apart from their aims."""
    parent, name = os.path.split(path)
    return f"{os.path.realpath(parent)}/{name}"


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:
        return False


def _leads_nowhere(path: str) -> bool:
    try:
        return Path(path).is_symlink() and not Path(path).exists()
    except OSError:
        return False


def _unreadable(folder: str, error: OSError) -> Finding:
    reason, fix = reason_of(error)
    name = shown(folder)
    why = f"The system refuses to list it: {reason}. What is below it was not looked at."
    return fault("FILE002", f"cannot read folder {name}: {reason}", why, fix, name)


def _nothing_below(folder: str) -> Finding:
    message = f"no file below {shown(folder)} ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
    why = "In a folder, manifests are known by how their names end; what .git and the like hold is passed over."
    return _nothing(message, why, "Check the path, or name the files themselves.", folder)


def _nothing(message: str, why: str, fix: str, name: str) -> Finding:
    return Finding("LNT002", Severity.INFO, f"{message}: nothing was looked at", why, fix, file=shown(name))
