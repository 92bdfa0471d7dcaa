"""`make fuzz`: looks for inputs that break a law, keeps those that reach something new, and prints figures."""

import argparse
import datetime as dt
import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.reached import fewest
from tests.fuzz.targets import ROOT, TARGETS, Target

LOCK = ROOT / ".locks" / "fuzz.txt"
WORK = ROOT / ".tools" / "fuzz"
CORPUS = Path(__file__).with_name("corpus")
CRASHES = Path(__file__).with_name("crashes")
PAGE = ROOT / "docs" / "proof.md"
KEPT_BYTES, KEPT = 2048, 80
"""The largest input that is kept for everybody, and how many of each target."""
MOST_CRASHES = 20


class Figures(NamedTuple):
    """What came of one target; `edges` is what the fuzzer counts, lines are the package's own."""

    target: str
    seconds: float
    inputs: int
    edges: int
    crashes: int
    lines_of_seeds: int
    lines: int
    kept: int

    def row(self) -> str:
        """Return a row of the table."""
        numbers = (f"{self.seconds:.0f} s", f"{self.inputs:,}", f"{self.edges:,}", f"{self.lines_of_seeds:,}")
        return f"| {self.target} | {' | '.join((*numbers, f'{self.lines:,}', str(self.kept), str(self.crashes)))} |"


HEAD = """\
| target | time | inputs | edges | lines by the seeds | lines in the end | inputs kept | faults |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def installed() -> Path:
    """Return the Python that has the fuzzer, set up once per content of its lock; a failing pip ends it all."""
    folder = ROOT / ".tools" / f"fuzzer-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    python, ready = folder / "bin" / "python", folder / "ready"
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not ready.exists():
            print("installing the fuzzer (once) ...", flush=True)
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
            options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
            pip = [str(python), "-m", "pip", "install", *options, "--only-binary=:all:", "-r", str(LOCK)]
            subprocess.run(pip, check=True)
            ready.touch()
    return python


def fuzzed(target: Target, python: Path, seconds: float) -> Figures:
    """Fuzz a target and keep what was found in the tree."""
    folder = WORK / target.name
    seeds = target.seeds()
    filled(folder, [*seeds.values(), *(path.read_bytes() for path in sorted((CORPUS / target.name).glob("*")))])
    (WORK / f"{target.name}.log").unlink(missing_ok=True)
    start, inputs, edges, crashes = time.monotonic(), 0, 0, 0
    while (left := seconds - (time.monotonic() - start)) > 1 and crashes < MOST_CRASHES:
        log = searched(target.name, python, left)
        inputs += sum(map(int, re.findall(r"stat::number_of_executed_units:\s*(\d+)", log)))
        edges = max([edges, *map(int, re.findall(r" cov: (\d+) ", log))])
        found = taken(target.name)
        crashes += found
        if not found and "stat::" not in log:
            sys.exit(f"the fuzzer itself failed on {target.name}:\n{log[-2000:]}")
    spent = time.monotonic() - start
    grown = {path.name: path.read_bytes() for path in folder.iterdir() if path.stat().st_size <= KEPT_BYTES}
    kept, before, after = fewest(target.check, seeds.values(), grown)
    keep(CORPUS / target.name, dict(list(kept.items())[:KEPT]))
    return Figures(target.name, spent, inputs, edges, crashes, before, after, min(len(kept), KEPT))


def filled(folder: Path, inputs: Sequence[bytes]) -> None:
    """Add inputs to a folder, each named by what it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in inputs:
        (folder / name_of(data)).write_bytes(data)


def name_of(data: bytes) -> str:
    """Return the name that an input is kept under."""
    return hashlib.sha256(data).hexdigest()[:16]


def keep(folder: Path, inputs: dict[str, bytes]) -> None:
    """Let a folder hold these inputs and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    filled(folder, list(inputs.values()))


def searched(name: str, python: Path, seconds: float) -> str:
    """Run the fuzzer until it finds a fault or time is up, and return what it said."""
    (WORK / "found" / name).mkdir(parents=True, exist_ok=True)
    options = [
        *(f"-max_total_time={seconds:.0f}", "-timeout=20", "-rss_limit_mb=3000", "-max_len=16384"),
        *("-print_final_stats=1", f"-artifact_prefix={WORK / 'found' / name}/", str(WORK / name)),
    ]
    words = [str(python), "-m", "tests.fuzz.engine", name, *options]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    said = f"{done.stdout}{done.stderr}exit status {done.returncode}\n"
    with (WORK / f"{name}.log").open("a", encoding="utf-8") as log:
        log.write(said)
    return said


def taken(name: str) -> int:
    """Move inputs that broke a law to where `make test` replays them, and return how many are new."""
    new = 0
    for path in sorted((WORK / "found" / name).iterdir()):
        if path.name.startswith("slow-unit-"):  # the machine was busy
            path.unlink()
            continue
        aim = CRASHES / name / name_of(path.read_bytes())
        aim.parent.mkdir(parents=True, exist_ok=True)
        new += not aim.exists()
        shutil.move(path, aim)
        print(f"  a fault: {aim.relative_to(ROOT)}", flush=True)
    return new


def record(figures: Sequence[Figures]) -> None:
    """Replace the table on the page of records."""
    text = PAGE.read_text(encoding="utf-8")
    rows = "".join(f"{one.row()}\n" for one in figures)
    table = f"<!-- fuzz -->\nMeasured {dt.datetime.now(dt.UTC).date()}.\n\n{HEAD}{rows}<!-- /fuzz -->"
    made = re.sub(r"<!-- fuzz -->.*<!-- /fuzz -->", lambda _: table, text, flags=re.DOTALL)
    PAGE.write_text(made, encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Fuzz what was asked for; 1 where a law was broken."""
    parser = argparse.ArgumentParser(prog="make fuzz ARGS=...", description=__doc__)
    parser.add_argument("targets", nargs="*", help=f"some of {', '.join(TARGETS)}; all of them if none is named")
    parser.add_argument("--minutes", type=float, default=5, help="for each target")
    parser.add_argument("--record", action="store_true", help="write the figures into docs/proof.md")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}")
    python = installed()
    figures = []
    print(HEAD, end="", flush=True)
    for name in options.targets or TARGETS:
        figures.append(fuzzed(TARGETS[name], python, options.minutes * 60))
        print(figures[-1].row(), flush=True)
    if options.record:
        record(figures)
    return 1 if any(one.crashes for one in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
