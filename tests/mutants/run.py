"""`make traps`: takes the handling of each trap away in a copy of the project and demands that its test fails."""

import argparse
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import Queue
from typing import NamedTuple

from tests.mutants.table import ROWS, Row
from tests.support.go_build import ROOT

LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".tools", "dist", "out", "__pycache__", ".*_cache", ".hypothesis")
WORKERS = 2
# A test that fails as it should says so by an assertion; anything else is a patch that broke the program.
BY_ASSERTION = re.compile(r"^FAILED \S.* - (?:AssertionError\b|assert\b)", re.MULTILINE)
_moments = itertools.count(1_000_000_000)


class Outcome(NamedTuple):
    """What became of a row: `complaint` is empty where its test noticed that the handling is gone."""

    row: Row
    complaint: str


class Copy:
    """The project in a folder of its own, with the built tools of the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        shutil.copytree(ROOT, self.folder, ignore=LEFT_BEHIND)
        if (ROOT / ".tools").exists():
            (self.folder / ".tools").symlink_to(ROOT / ".tools", target_is_directory=True)

    def test(self, tests: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """Run tests, up to the first that fails."""
        options = ["-x", "-rfE", "--tb=no", "-o", "cache_dir=.cache"]
        environment = {**os.environ, "COLUMNS": "300", "GPUSLICE_NO_SKIPS": "1"}
        command = [sys.executable, "-m", "pytest", *options, *tests]
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def write(self, path: str, text: str) -> None:
        """Write a file with a time of its own, so that Python compiles it anew however alike it is."""
        file = self.folder / path
        file.write_text(text, encoding="utf-8")
        moment = next(_moments)
        os.utime(file, (moment, moment))


def try_row(row: Row, copy: Copy) -> Outcome:
    """Take a row's handling away and run its test; the copy is as before afterwards."""
    text = (copy.folder / row.file).read_text(encoding="utf-8")
    if text.count(row.old) != 1:
        return Outcome(row, f"`{row.old}` stands {text.count(row.old)} times in {row.file}")
    copy.write(row.file, text.replace(row.old, row.new))
    try:
        done = copy.test([row.test])
    finally:
        copy.write(row.file, text)
    return Outcome(row, judge(done.returncode, done.stdout))


def judge(status: int, output: str) -> str:
    """Return what is wrong with how a test took it; empty where it failed by an assertion."""
    if status == 0:
        return "survives: the test passes without the handling"
    if status != 1:
        return f"pytest ended with {status}: {' '.join(output.split())[-300:]}"
    if BY_ASSERTION.search(output) is None:
        return f"the test breaks instead of failing: {' '.join(output.split())[-300:]}"
    return ""


def run_rows(rows: Sequence[Row], copies: Sequence[Copy], tell: Callable[[Outcome], None]) -> list[Outcome]:
    """Try all rows, one at a time in each copy, and tell each outcome in the order of the table."""
    free: Queue[Copy] = Queue()
    for copy in copies:
        free.put(copy)

    def task(row: Row) -> Outcome:
        copy = free.get()
        try:
            return try_row(row, copy)
        finally:
            free.put(copy)

    outcomes = []
    with ThreadPoolExecutor(len(copies)) as pool:
        for outcome in pool.map(task, rows):
            tell(outcome)
            outcomes.append(outcome)
    return outcomes


def show(outcome: Outcome) -> None:
    """Print a row's line."""
    print(f"{'ok  ' if not outcome.complaint else 'FAIL'}  {outcome.row.trap}", flush=True)
    if outcome.complaint:
        print(f"      {outcome.row.test}\n      {outcome.complaint}", flush=True)


def main() -> int:
    """Try the rows, or those whose trap or test contains a text; 1 where one survives."""
    parser = argparse.ArgumentParser(description="Take the handling of each trap away; its test must fail.")
    parser.add_argument("text", nargs="?", default="", help="only rows whose trap, file or test contains it")
    wanted = parser.parse_args().text
    rows = [row for row in ROWS if wanted in f"{row.trap}\n{row.file}\n{row.test}"]
    started = time.monotonic()
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(WORKERS)]
        copies = [Copy(folder) for folder in folders]
        before = copies[0].test(sorted({row.test for row in rows}))
        if before.returncode != 0:
            print(f"a test fails with nothing taken away:\n{before.stdout[-2000:]}{before.stderr[-1000:]}")
            return 1
        outcomes = run_rows(rows, copies, show)
    failed = sum(bool(outcome.complaint) for outcome in outcomes)
    print(f"{len(rows) - failed} of {len(rows)} noticed, in {time.monotonic() - started:.0f} s")
    return 1 if failed or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
