"""Bundles in an output folder that no profile leads to any more."""

import os
from collections.abc import Collection
from pathlib import Path

from generator.files.folder import Folder, Kind
from generator.files.paths import MANIFEST, PENDING


def leftover_bundles(out: Path, clusters: Collection[str]) -> tuple[Path, ...]:
    """Return the bundles of other clusters than these, in the order of names; none where the folder cannot be read.

    A bundle is a folder with our list of files, also with one that was only begun. Links are not followed.
    """
    try:
        names = sorted(entry.name for entry in os.scandir(out) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return ()
    return tuple(out / name for name in names if name not in clusters and _is_bundle(out / name))


def _is_bundle(folder: Path) -> bool:
    try:
        with Folder(os.open(folder, os.O_RDONLY | os.O_DIRECTORY)) as opened:
            return any(kind is Kind.FILE and name in (MANIFEST, PENDING) for name, kind in opened.names(""))
    except OSError:
        return False
