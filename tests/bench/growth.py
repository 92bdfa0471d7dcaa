"""How the cost grows with pools, nodes and profiles: processor seconds, each size next to the smallest."""

import gc
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.compile import compile_profile
from tests.bench.clusters import Cluster, fleet, with_nodes, with_pools
from tests.bench.timing import Command, environment, removed, run

ROUNDS = 7
LIMIT = 1.15
"""The most that the exponent between the two largest sizes may be; 1 is linear."""


class Curve(NamedTuple):
    """Costs in ms by size, smallest first. What is done once weighs less and less, so growth shows at the end."""

    name: str
    sizes: tuple[int, ...]
    costs: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Each cost as a multiple of the smallest size's."""
        return tuple(cost / self.costs[0] for cost in self.costs)

    @property
    def exponent(self) -> float:
        """The slope of a line through all points, both axes logarithmic."""
        return statistics.linear_regression([math.log(size) for size in self.sizes], list(map(math.log, self.costs)))[0]

    @property
    def last_exponent(self) -> float:
        """The same between the two largest sizes."""
        return math.log(self.costs[-1] / self.costs[-2]) / math.log(self.sizes[-1] / self.sizes[-2])


def compiled(name: str, sizes: tuple[int, ...], make: Callable[[int], Sequence[Cluster]]) -> Curve:
    """Measure compiling in one process: in turns, the least of several rounds."""
    work = {size: [(one.text.encode(), one.name) for one in make(size)] for size in sizes}
    best = dict.fromkeys(sizes, math.inf)
    for _ in range(ROUNDS):
        for size in sizes:
            # A large one leaves the processor's caches cold and rubbish to collect for whoever comes next.
            gc.collect()
            _compile(work[sizes[0]])
            best[size] = min(best[size], _compile(work[size]))
    return Curve(name, sizes, tuple(best[size] for size in sizes))


def _compile(sources: Sequence[tuple[bytes, str]]) -> float:
    start = time.process_time()
    for source, name in sources:
        if compile_profile(source, f"{name}.yaml").plan is None:
            raise RuntimeError(f"{name} does not compile")
    return (time.process_time() - start) * 1000


def commands(sizes: tuple[int, ...], rounds: int) -> tuple[Curve, Curve]:
    """Measure `gpuslice render` of so many profiles at once, into a new folder and with nothing changed."""
    cold: list[float] = []
    unchanged: list[float] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            new = Command(_render(folder, size, "cold"), removed(folder / "cold"))
            again = Command(_render(folder, size, "kept"))
            subprocess.run(again.arguments, check=True, capture_output=True, env=environment())
            costs = [(run(new).cpu_ms, run(again).cpu_ms) for _ in range(rounds)]
            cold.append(min(cost for cost, _ in costs))
            unchanged.append(min(cost for _, cost in costs))
    return (
        Curve("profiles, `gpuslice render` into a new folder", sizes, tuple(cold)),
        Curve("profiles, `gpuslice render` with nothing changed", sizes, tuple(unchanged)),
    )


def _render(folder: Path, size: int, out: str) -> list[str | Path]:
    profiles: list[str | Path] = []
    for one in fleet(size):
        profile = folder / f"{one.name}.yaml"
        profile.write_text(one.text, encoding="utf-8")
        profiles.append(profile)
    return [sys.executable, "-m", "generator", "render", *profiles, "--out", folder / out]


def measure() -> list[Curve]:
    """Return all curves."""
    return [
        compiled("pools", (1, 10, 50, 100, 200), lambda size: [with_pools(size)]),
        compiled("pools with as many tenants", (1, 10, 50, 100, 200), lambda size: [with_pools(size, tenants=size)]),
        compiled("nodes by name", (1, 10, 100, 1000, 10_000), lambda size: [with_nodes(size)]),
        compiled("profiles, compiled in one process", (1, 10, 100, 1000), fleet),
        *commands((1, 10, 100, 1000), 2),
    ]
