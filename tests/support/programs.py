"""Programs on PATH and the versions that they say they are."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.support.tool_table import Version

VERSION = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])")


def parse_version(text: str) -> Version | None:
    """Return the first version in a text, as in `v5.8.1`, `go1.26.3` or `v4.3`; nothing where there is none."""
    match = VERSION.search(text)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def programs_on_path(names: Sequence[str], path: str) -> Iterator[Path]:
    """Yield every executable of these names, by name and then in the order of PATH; relative folders do not count."""
    folders = [Path(folder) for folder in path.split(os.pathsep) if Path(folder).is_absolute()]
    for name in names:
        for folder in folders:
            program = folder / name
            if program.is_file() and os.access(program, os.X_OK):
                yield program


def stated_version(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Version | None:
    """Run a command and read the version from its output; nothing where it fails or names none."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return parse_version(done.stdout) if done.returncode == 0 else None
