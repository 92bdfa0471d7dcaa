"""Compares a bundle on disk with what a render would write; writes nothing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final, NamedTuple

from generator.files.folder import Folder
from generator.files.lock import open_for_reading
from generator.files.manifest import manifest_bytes
from generator.files.paths import MANIFEST, contents_of, shown
from generator.files.survey import Survey, survey
from generator.files.trouble import BundleError, unusable
from generator.model.bundle import OutFile

MAX_DIFF_LINES: Final = 200
"""Lines of one file's diff; more says how many were left out."""
_MAX_LINE_LENGTH: Final = 300
_MAX_COMPARED_BYTES: Final = 4 << 20
_MAX_COMPARED_LINES: Final = 10_000


class DriftKind(Enum):
    """How a file on disk departs from what a render would write."""

    MISSING = "missing"
    DIFFERS = "differs"
    EXTRA = "no longer produced"
    IN_THE_WAY = "in the way, not ours"


class Drift(NamedTuple):
    """One file that departs; `edited` says that it is not as a render left it, so a person or a merge changed it.

    `omitted` counts the lines of the diff that are not in `diff`.
    """

    path: str
    kind: DriftKind
    edited: bool = False
    diff: tuple[str, ...] = ()
    omitted: int = 0


class DriftReport(NamedTuple):
    """How a bundle on disk departs from the profile; names that are not ours depart from nothing.

    `interrupted` says that a run began to write here and did not end.
    """

    drifts: tuple[Drift, ...]
    foreign: tuple[str, ...]
    interrupted: bool

    @property
    def clean(self) -> bool:
        """A render would change nothing."""
        return not self.drifts and not self.interrupted


def check_bundle(folder: Path, files: Sequence[OutFile]) -> DriftReport:
    """Return how the folder departs from these files, writing nothing.

    Waits for a run that is writing. BundleError if the folder cannot be read, ValueError for an illegal path.
    """
    contents = contents_of(files)
    try:
        if not _exists(folder):
            return DriftReport(tuple(Drift(path, DriftKind.MISSING) for path in (*contents, MANIFEST)), (), False)
        with open_for_reading(folder).folder as opened:
            return _compare(opened, contents)
    except OSError as error:
        raise BundleError((unusable(str(folder), error),)) from error


def drift_lines(report: DriftReport) -> Iterator[str]:
    """Yield the report as lines of text without line ends."""
    if report.interrupted:
        yield "interrupted: a run began to write this bundle and did not end; the next render finishes it"
    for drift in report.drifts:
        yield f"{drift.kind.value}{' (edited by hand)' if drift.edited else ''}: {drift.path}"
        yield from drift.diff
        if drift.omitted:
            yield f"... {drift.omitted} more lines of this diff"
    for path in report.foreign:
        yield f"not ours, left alone: {path}"
    if report.drifts:
        yield f"{len(report.drifts)} of the bundle's files depart from the profile"


def _exists(folder: Path) -> bool:
    """Say whether anything has that name; unlike `Path.exists`, raise where that cannot be told."""
    try:
        folder.lstat()
    except FileNotFoundError:
        return False
    return True


def _compare(folder: Folder, contents: Mapping[str, bytes]) -> DriftReport:
    state = survey(folder, contents)
    blocked = [Drift(shown(path), DriftKind.IN_THE_WAY) for path, _ in state.obstacles]
    drifts = [*blocked, *_wanted(folder, state, contents), *_extra(state, contents)]
    manifest = manifest_bytes({path: frozenset({_sha256(data)}) for path, data in contents.items()})
    if manifest != state.manifest and MANIFEST not in {drift.path for drift in blocked}:
        drifts.append(_manifest_drift(state, manifest, alone=not drifts))
    strangers = state.present.keys() - contents.keys() - state.listed.keys()
    foreign = (*state.foreign, *(path for path in strangers if not state.wrote(path)))
    return DriftReport(tuple(sorted(drifts, key=lambda drift: drift.path)), tuple(sorted(foreign)), state.interrupted)


def _wanted(folder: Folder, state: Survey, contents: Mapping[str, bytes]) -> Iterator[Drift]:
    blocked = {path for path, _ in state.obstacles}
    for path, data in contents.items():
        digest = state.present.get(path)
        if digest is None and path not in blocked:
            yield Drift(path, DriftKind.MISSING)
        elif digest is not None and digest != _sha256(data):
            ours = state.wrote(path)
            kind = DriftKind.DIFFERS if ours or path in state.listed else DriftKind.IN_THE_WAY
            yield _with_diff(Drift(path, kind, edited=not ours), folder.read(path, _MAX_COMPARED_BYTES + 1), data)


def _extra(state: Survey, contents: Mapping[str, bytes]) -> Iterator[Drift]:
    for path in sorted(state.present.keys() - contents.keys()):
        ours = state.wrote(path)
        if ours or path in state.listed:
            yield Drift(path, DriftKind.EXTRA, edited=not ours)


def _manifest_drift(state: Survey, manifest: bytes, *, alone: bool) -> Drift:
    """Report the list of files, with a diff only where it is all there is to see."""
    if state.manifest is None:
        return Drift(MANIFEST, DriftKind.MISSING)
    drift = Drift(MANIFEST, DriftKind.DIFFERS, edited=alone)
    return _with_diff(drift, state.manifest, manifest) if alone else drift


def _with_diff(drift: Drift, found: bytes, wanted: bytes) -> Drift:
    before, after = _lines(found), _lines(wanted)
    if len(found) > _MAX_COMPARED_BYTES or len(before) > _MAX_COMPARED_LINES or len(after) > _MAX_COMPARED_LINES:
        return drift._replace(omitted=len(before) + len(after))
    # Costs 10 ms to import, and most checks find nothing.
    import difflib

    labels = (f"{drift.path} (on disk)", f"{drift.path} (from the profile)")
    diff = tuple(_shortened(line) for line in difflib.unified_diff(before, after, *labels, lineterm=""))
    return drift._replace(diff=diff[:MAX_DIFF_LINES], omitted=max(0, len(diff) - MAX_DIFF_LINES))


def _lines(data: bytes) -> list[str]:
    """Return lines that a terminal can show, whatever the bytes; a missing last line end shows."""
    text = data.decode("utf-8", errors="backslashreplace")
    lines = [line if line.isprintable() else "".join(map(_visible, line)) for line in text.split("\n")]
    if lines[-1]:
        lines[-1] += "  (no line end)"
        return lines
    return lines[:-1]


def _visible(char: str) -> str:
    return char if char.isprintable() or char == "\t" else ascii(char)[1:-1]


def _shortened(line: str) -> str:
    return line if len(line) <= _MAX_LINE_LENGTH else f"{line[:_MAX_LINE_LENGTH]}..."


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
