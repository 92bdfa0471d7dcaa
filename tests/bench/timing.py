"""Commands measured in turns, so that noise hits all alike, and compared round by round."""

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.go_build import ROOT


def _nothing() -> None:
    return None


class Command(NamedTuple):
    """What to run; `before` is called ahead of each run and not timed."""

    arguments: Sequence[str | Path]
    before: Callable[[], object] = _nothing
    folder: Path = ROOT


class Cost(NamedTuple):
    """What a command cost: `cpu_ms` is user and system time, which a busy machine stretches less than `wall_ms`."""

    wall_ms: float
    cpu_ms: float

    def plus(self, other: "Cost") -> "Cost":
        """Return what both cost, one after the other."""
        return Cost(self.wall_ms + other.wall_ms, self.cpu_ms + other.cpu_ms)


class Spread(NamedTuple):
    """A median and the quartiles around it."""

    low: float
    median: float
    high: float

    def text(self) -> str:
        """Return `1.2 (1.1-1.4)`."""
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def environment() -> dict[str, str]:
    """Return the environment of a person who did not switch off Python's compiled modules, and has no cluster."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "KUBECONFIG": os.devnull}


def removed(folder: Path) -> Callable[[], object]:
    """Return what removes a folder before a run."""
    return lambda: shutil.rmtree(folder, ignore_errors=True)


def run(command: Command) -> Cost:
    """Run a command and return what it cost, its children included; one that fails ends the benchmark."""
    command.before()
    arguments = [str(part) for part in command.arguments]
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=command.folder, env=environment()
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Cost(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000)


def in_turns(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Cost]]:
    """Return the costs of each command, one for each round; a round before them warms the caches."""
    for command in commands.values():
        run(command)
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command))
    return costs


def median_of(costs: Sequence[Cost]) -> Cost:
    """Return the median of both figures."""
    return Cost(statistics.median(one.wall_ms for one in costs), statistics.median(one.cpu_ms for one in costs))


def wall_ratio(costs: Sequence[Cost], to: Sequence[Cost]) -> Spread:
    """Return how often one command fits into another by the clock, from the ratio of each round."""
    return _spread([one.wall_ms / other.wall_ms for one, other in zip(costs, to, strict=True)])


def cpu_ratio(costs: Sequence[Cost], to: Sequence[Cost]) -> Spread:
    """Return the same by processor time."""
    return _spread([one.cpu_ms / other.cpu_ms for one, other in zip(costs, to, strict=True)])


def _spread(ratios: Sequence[float]) -> Spread:
    low, median, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Spread(low, median, high)
