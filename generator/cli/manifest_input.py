"""The manifests that a command line names, read as they are wanted."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.files.manifest_files import Found
    from generator.manifests import SourceFile
    from generator.model.finding import Finding

STDIN = "-"


class ManifestInput:
    """Reads files as they are wanted, and keeps what was on standard input alone.

    `names` are the files that were asked for or found, `faults` what is wrong with them and with folders.
    """

    def __init__(self, paths: tuple[str, ...]) -> None:
        """Keep the paths; nothing is read yet."""
        self.faults: list[Finding] = []
        self.names: list[str] = []
        self._paths = paths
        self._stdin = b""

    def read(self) -> "Iterator[SourceFile]":
        """Yield the files that can be read."""
        from generator.files.manifest_files import find_manifests
        from generator.manifests import SourceFile
        from generator.model.finding import Finding

        for found in find_manifests(self._paths):
            data = found if isinstance(found, Finding) else self._data(found)
            if isinstance(data, Finding):
                self.faults.append(data)
            elif data is not None and not isinstance(found, Finding):
                yield SourceFile(found.path, data)

    def again(self, name: str) -> bytes | None:
        """Return a file's bytes once more; None where it is gone by now."""
        from generator.files.manifest_files import Found, read_manifest

        if name == STDIN:
            return self._stdin
        data = read_manifest(Found(name, named=True))
        return data if isinstance(data, bytes) else None

    def _data(self, found: "Found") -> "bytes | Finding | None":
        from generator.files.manifest_files import read_manifest, read_standard_input

        if found.path != STDIN:
            data = read_manifest(found)
        else:
            data = read_standard_input(None if sys.stdin is None else sys.stdin.buffer, STDIN)
            self._stdin = data if isinstance(data, bytes) else b""
        if data is not None:
            self.names.append(found.path)
        return data
