"""What a bundle folder holds, seen once: the writer, the check and the render record all judge by it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from generator.files.folder import Folder, Kind
from generator.files.manifest import Known, merged, read_manifest
from generator.files.paths import EXEMPT_FILES, EXEMPT_FOLDERS, MANIFEST, PENDING, RECORD, ancestors_of, is_temp, shown

_MANIFEST_LIMIT: Final = 16 << 20
_EMPTY: Final = hashlib.sha256().hexdigest()
_OWN: Final = frozenset({MANIFEST, PENDING, RECORD})


class Seen(NamedTuple):
    """A name in the bundle folder."""

    path: str
    kind: Kind


class Survey(NamedTuple):
    """The state of a bundle folder.

    `known` holds every path that we wrote or were about to write, `present` the sha256 of those of them, and
    of the wanted ones, that exist as regular files. `obstacles` are names that a wanted file or one of its
    folders cannot have, with what is there. `foreign` names are not ours, folders with a slash at the end.
    """

    manifest: bytes | None
    known: Known
    present: Mapping[str, str]
    pending: bool
    leftovers: tuple[str, ...]
    obstacles: tuple[Seen, ...]
    foreign: tuple[str, ...]

    @property
    def interrupted(self) -> bool:
        """A run began to write here and did not end."""
        return self.pending or bool(self.leftovers)

    def wrote(self, path: str) -> bool:
        """Say whether a present file is as we wrote it, or were about to write it."""
        # An empty file is what a power cut leaves of one of ours, and holds nobody's work.
        return path in self.known and (self.present[path] in self.known[path] or self.present[path] == _EMPTY)

    @property
    def listed(self) -> Known:
        """What the list of files names."""
        return read_manifest(self.manifest or b"")


def survey(folder: Folder, wanted: Collection[str]) -> Survey:
    """Look at a bundle folder for the wanted paths and for all that we ever wrote; OSError if it cannot be read.

    Folders in which we have no business are named, not entered: a bundle beside a large tree costs nothing.
    """
    own = {path: kind for path, kind in folder.names("") if path in _OWN}
    manifest = _read(folder, own, MANIFEST)
    pending = _read(folder, own, PENDING)
    known = merged(entry for data in (manifest, pending) for entry in read_manifest(data or b"").items())
    ours = set(wanted).union(known)
    seen = tuple(_walk(folder, _folders_of(ours)))
    files = frozenset(name.path for name in seen if name.kind is Kind.FILE)
    targets = ours.intersection(files)
    leftovers = frozenset(path for path in files if is_temp(path.rpartition("/")[2]))
    obstacles = frozenset(_obstacles(seen, wanted))
    accounted = EXEMPT_FILES.union(targets, leftovers, (name.path for name in obstacles))
    return Survey(
        manifest=manifest,
        known=known,
        present={path: folder.digest(path) for path in sorted(targets)},
        pending=PENDING in own,
        leftovers=tuple(sorted(leftovers)),
        obstacles=tuple(sorted(obstacles, key=lambda name: name.path)),
        foreign=tuple(sorted(_display(name) for name in seen if name.path not in accounted)),
    )


def _read(folder: Folder, own: Mapping[str, Kind], name: str) -> bytes | None:
    return folder.read(name, _MANIFEST_LIMIT) if own.get(name) is Kind.FILE else None


def _folders_of(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(folder for path in paths for folder in ancestors_of(path))


def _walk(folder: Folder, entered: frozenset[str], start: str = "") -> Iterator[Seen]:
    """Yield every name outside exempt folders; of the real folders only those that are not entered."""
    for name, kind in folder.names(start):
        path = f"{start}/{name}" if start else name
        if path in EXEMPT_FOLDERS:
            continue
        if kind is Kind.FOLDER and path in entered:
            yield from _walk(folder, entered, path)
        else:
            yield Seen(path, kind)


def _obstacles(seen: Iterable[Seen], wanted: Collection[str]) -> Iterator[Seen]:
    needed = _OWN.union(wanted)
    folders = _folders_of(wanted)
    for name in seen:
        is_wrong_file = name.path in needed and name.kind is not Kind.FILE
        is_wrong_folder = name.path in folders and name.kind is not Kind.FOLDER
        if is_wrong_file or is_wrong_folder:
            yield name


def _display(name: Seen) -> str:
    return shown(name.path) + ("/" if name.kind is Kind.FOLDER else "")
