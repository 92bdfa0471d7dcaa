"""Writes a bundle so that it can be killed at any point and finished by the next run.

The order of things is what makes it safe:

1. take the lock, look at the folder, refuse if something that is not ours is in the way;
2. `.files.pending`, synced, names every file that this run or an interrupted one may leave behind, so that
   half-done work is known as ours whatever the profile says by then;
3. every new content is written aside, in the folder where it belongs: a full disk or a read-only folder ends
   the run here, and all is taken back;
4. each file takes its name in one step; files no longer produced are removed if they are as we wrote them;
5. the list of files comes last, then the render record, then `.files.pending` goes.

A file that a person edited is replaced and named: the bundle is generated, its header says so, Git has the
edit, and a render that refused could not mend the drift that the check reports. A file that the bundle no
longer holds is different: there the edit may be all that is left of somebody's work, so it stays and is named.
"""

import contextlib
import errno
import hashlib
import itertools
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from generator.files.disk import Disk, Staging
from generator.files.folder import Folder
from generator.files.lock import WAIT_SECONDS, LockTimeoutError, Opened, open_for_writing
from generator.files.manifest import manifest_bytes, merged
from generator.files.paths import MANIFEST, PENDING, RECORD, ancestors_of, contents_of, parent_of
from generator.files.render_record import record_bytes, stored_record
from generator.files.survey import Survey, survey
from generator.files.trouble import BundleError, busy, halfway, in_the_way, unusable
from generator.files.write_report import FileReport, Verb, WriteReport
from generator.model.bundle import OutFile
from generator.model.finding import Finding

REAL_DISK: Final = Disk()
_WRITTEN: Final = frozenset({Verb.CREATED, Verb.UPDATED, Verb.REPLACED})


class _Order(NamedTuple):
    """What a caller wants written, where, and by which calls."""

    place: str
    contents: Mapping[str, bytes]
    record: str
    disk: Disk


class _Plan(NamedTuple):
    """What is to be done: `closing` are the list of files and the render record, `emptied` is innermost first."""

    verbs: Mapping[str, Verb]
    contents: Mapping[str, bytes]
    closing: Mapping[str, bytes]
    pending: bytes
    emptied: tuple[str, ...]

    def paths(self, *verbs: Verb) -> tuple[str, ...]:
        return tuple(path for path, verb in self.verbs.items() if verb in verbs)


def write_bundle(folder: Path, files: Sequence[OutFile], record: str = "", disk: Disk = REAL_DISK) -> WriteReport:
    """Make the folder hold these files, touching nothing of others, and say what happened to each.

    `record` is stored as what the files were made from. BundleError says that the disk or something in the
    way kept us; then the bundle is as it was, unless the finding is FILE012. ValueError for an illegal path.
    """
    order = _Order(str(folder), contents_of(files), record, disk)
    missing = _missing_folders(folder)
    try:
        opened = open_for_writing(folder)
    except LockTimeoutError:
        raise BundleError((busy(order.place, WAIT_SECONDS),)) from None
    except OSError as error:
        _remove_empty(missing)
        raise BundleError((unusable(order.place, error),)) from error
    with opened.folder:
        try:
            return _write(opened, order)
        except OSError as error:
            # Still locked: a run that waits for this folder notices that it is gone, and makes it anew.
            _remove_empty(missing)
            raise BundleError((unusable(order.place, error),)) from error


def _write(opened: Opened, order: _Order) -> WriteReport:
    folder, locked = opened
    contents, place = order.contents, order.place
    state = survey(folder, contents)
    if not locked:
        # They may belong to a run that is alive.
        state = state._replace(leftovers=())
    conflicts = _conflicts(state, contents, place)
    if conflicts:
        raise BundleError(conflicts)
    plan = _plan(folder, state, contents, order.record)
    staging = Staging(folder, order.disk)
    if plan.paths(*_WRITTEN, Verb.REMOVED) or state.interrupted or MANIFEST in plan.closing:
        _prepare(folder, staging, state, plan)
        _carry_out(staging, plan, place)
    elif plan.closing:
        _refresh_record(staging, plan)
    verbs = {**plan.verbs, **dict.fromkeys(state.foreign, Verb.FOREIGN)}
    reports = tuple(FileReport(path, verbs[path]) for path in sorted(verbs))
    return WriteReport(reports, state.interrupted)


def _prepare(folder: Folder, staging: Staging, state: Survey, plan: _Plan) -> None:
    """Put everything aside; if that fails, the bundle is as before."""
    try:
        staging.put(PENDING, plan.pending, durable=True)
        staging.commit(PENDING, durable=True)
        for path in state.leftovers:
            staging.unlink(path)
        for path in plan.paths(*_WRITTEN):
            staging.put(path, plan.contents[path])
        for path in plan.paths(Verb.REMOVED):
            _require_writable(folder, path)
        for path, data in plan.closing.items():
            staging.put(path, data)
    except BaseException:
        staging.take_back()
        if not state.pending:
            with contextlib.suppress(OSError):
                staging.unlink(PENDING)
        raise


def _carry_out(staging: Staging, plan: _Plan, place: str) -> None:
    try:
        for path in plan.paths(*_WRITTEN):
            staging.commit(path)
        for path in plan.paths(Verb.REMOVED):
            staging.unlink(path)
        for path in plan.emptied:
            staging.remove_if_empty(path)
        for path in plan.closing:
            staging.commit(path)
        staging.unlink(PENDING)
    except BaseException as error:
        staging.take_back()
        if isinstance(error, OSError):
            raise BundleError((halfway(place, error),)) from error
        raise


def _refresh_record(staging: Staging, plan: _Plan) -> None:
    """Store the record beside an unchanged bundle, where that can be done: it only saves time."""
    try:
        staging.put(RECORD, plan.closing[RECORD])
        staging.commit(RECORD)
    except OSError:
        staging.take_back()


def _plan(folder: Folder, state: Survey, contents: Mapping[str, bytes], record: str) -> _Plan:
    target = {path: frozenset({hashlib.sha256(data).hexdigest()}) for path, data in contents.items()}
    verbs = {path: _verb(state, path, target[path]) for path in contents}
    verbs |= {path: _verb_of_stale(state, path) for path in sorted(state.present) if path not in contents}
    manifest = manifest_bytes(target)
    closing = {MANIFEST: manifest} if manifest != state.manifest else {}
    if record and record_bytes(record, manifest) != stored_record(folder):
        closing[RECORD] = record_bytes(record, manifest)
    known = merged((*state.known.items(), *target.items()))
    needed = {parent for path in contents for parent in ancestors_of(path)}
    emptied = {parent for path in known for parent in ancestors_of(path)} - needed
    return _Plan(verbs, contents, closing, manifest_bytes(known), tuple(sorted(emptied, reverse=True)))


def _verb(state: Survey, path: str, target: frozenset[str]) -> Verb:
    if path not in state.present:
        return Verb.CREATED
    if state.present[path] in target:
        return Verb.UNCHANGED
    return Verb.UPDATED if state.wrote(path) else Verb.REPLACED


def _verb_of_stale(state: Survey, path: str) -> Verb:
    if state.wrote(path):
        return Verb.REMOVED
    return Verb.KEPT if path in state.listed else Verb.FOREIGN


def _conflicts(state: Survey, contents: Mapping[str, bytes], place: str) -> tuple[Finding, ...]:
    """Name what is where a file belongs and was never ours; the same content counts as ours."""
    found = {path: f"{kind.value} is there" for path, kind in state.obstacles}
    listed = state.listed
    for path in contents.keys() & state.present.keys() - listed.keys():
        if not state.wrote(path) and state.present[path] != hashlib.sha256(contents[path]).hexdigest():
            found[path] = "a file that we did not write is there"
    return tuple(in_the_way(place, path, what) for path, what in sorted(found.items()))


def _require_writable(folder: Folder, path: str) -> None:
    parent = parent_of(path)
    if not os.access(".", os.W_OK | os.X_OK, dir_fd=folder.handle(parent)):
        raise PermissionError(errno.EACCES, "the folder cannot be written", parent)


def _missing_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders that do not exist yet, innermost first."""
    chain = (folder, *folder.parents)
    return tuple(itertools.takewhile(lambda place: not os.path.lexists(place), chain))


def _remove_empty(folders: Sequence[Path]) -> None:
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()
