"""Fetches a published Go module for the data in it, pinned by its version and its checksum."""

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.support.go_build import ROOT, BuildError, Say, _environment, _find_go

LONGEST_SECONDS = 300


class GoModule(NamedTuple):
    """A module of the Go proxy; `checksum` is as in a go.sum, `go` the oldest Go that will do."""

    path: str
    version: str
    checksum: str
    go: tuple[int, int, int] = (1, 24, 0)


GOSEC = GoModule("github.com/securego/gosec/v2", "v2.30.0", "h1:67aF6LHa7SAL6QEc4es857GrXTT50gUqmrl0XPhtDx0=")
"""It carries the schema of SARIF 2.1.0 as OASIS published it; no package on PyPI that we know of does."""
SARIF_SCHEMA = "report/sarif/testdata/sarif-schema-2.1.0.json"


def module_folder(module: GoModule, tools: Path, say: Say) -> Path:
    """Return the folder with the module's files; raises BuildError where it cannot be had or is another one."""
    go = _find_go(module.go, tools, say)
    command = [str(go.command), "mod", "download", "-json", f"{module.path}@{module.version}"]
    settings = _environment(go, tools / "bin")
    try:
        done = subprocess.run(
            command, env=settings, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS
        )
        told = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"`go mod download` failed: {error}") from error
    if "Error" in told or "Dir" not in told:
        raise BuildError(f"`go mod download` failed: {told.get('Error', done.stderr)}")
    if told["Sum"] != module.checksum:
        raise BuildError(f"{module.path}@{module.version} has the checksum {told['Sum']}, not {module.checksum}")
    return Path(told["Dir"])
