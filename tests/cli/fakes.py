"""A compiler for tests: each line of a "profile" says what is to become of it."""

import os
import subprocess
import sys
from pathlib import Path, PurePath
from typing import NamedTuple, Protocol

from generator.model.bundle import OutFile
from generator.model.compiled import Compiled
from generator.model.finding import Excepted, Finding, Position, Severity
from tests.report.samples import homelab

ROOT = Path(__file__).parents[2]


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


class Call(Protocol):
    """Runs a command line in the test's own process."""

    def __call__(self, *words: str | Path) -> Outcome: ...


_WEIGHTS = {"off": "warning", **{severity.value: severity.value for severity in Severity}}


def compile_profile(source: bytes, file: str) -> Compiled:
    """Do as a file's lines say: `cluster NAME`, `error`, `warning`, `info`, `off` for a warning that is switched off,
    `crash` to raise; other lines are a file's text."""
    lines = tuple(source.decode().splitlines())
    if "crash" in lines:
        raise KeyError("pools\x1b[2J")
    cluster = next((line.removeprefix("cluster ") for line in lines if line.startswith("cluster ")), "")
    found = [
        Finding(
            f"T{number:03}", Severity(_WEIGHTS[line]), f"an {line}", "", "", position=Position(number, 1), file=file
        )
        for number, line in enumerate(lines, 1)
        if line in _WEIGHTS
    ]
    findings = tuple(finding for finding in found if finding.message != "an off")
    excepted = tuple(Excepted(finding, "it must be") for finding in found if finding not in findings)
    if not cluster or "error" in lines:
        return Compiled(cluster, None, (), findings, lines, excepted)
    files = (
        OutFile("README.md", f"from {PurePath(file).name}\n"),
        OutFile("values/x.yaml", "".join(f"{line}\n" for line in lines)),
    )
    return Compiled(cluster, homelab()._replace(cluster=cluster), files, findings, lines, excepted)


def spawn(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> Outcome:
    """Run the real command in a process of its own; a child that blocks fails the test after a minute."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", *map(str, words)],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **(env or {})},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())
