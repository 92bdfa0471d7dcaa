"""Finds and reads the manifests below files and folders: in order, each once, never waiting, never without a bound."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from generator.files.paths import shown
from generator.files.profile_file import read_profile_bytes
from generator.model.finding import Finding

SUFFIXES: Final = (".yaml", ".yml", ".json")
MAX_MANIFEST_BYTES: Final = 8 << 20
_PASSED_OVER: Final = frozenset({".git", ".hg", ".svn", "node_modules", ".terraform", ".venv"})


def manifest_paths(given: Iterable[str]) -> Iterator[str]:
    """Return the files that paths mean, in order: a folder means every manifest below it, links to folders aside."""
    seen: set[str] = set()
    for path in given:
        for found in _below(path) if Path(path).is_dir() else (path,):
            if found not in seen:
                seen.add(found)
                yield found


def _below(folder: str) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        for name in sorted(files):
            if name.endswith(SUFFIXES):
                yield str(Path(parent, name))


def read_manifest(path: str) -> bytes | Finding:
    """Return a manifest's bytes, or why they cannot be had."""
    found = read_profile_bytes(Path(path), MAX_MANIFEST_BYTES)
    return found._replace(file=shown(path)) if isinstance(found, Finding) else found
