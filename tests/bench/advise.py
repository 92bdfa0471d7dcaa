"""`gpuslice advise` as a whole command, start-up and the solver's import included."""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.lines import Line
from tests.bench.timing import Command, environment, in_turns, median_of

ROUNDS = 7
LIMIT_S = 0.5
WORKLOADS = 40
SIZES_GIB = (4, 9, 15, 19, 30, 39, 70)
CASES = (("8 A100, 40 workloads", 1, 40), ("10,000 A100, 50,000 pods, proven", 1250, 50_000))
"""What is measured, the nodes with 8 cards each, and the pods that the workloads have together."""


def request(nodes: int, pods: int) -> str:
    """Return a request for so many pods with devices of their own, the same each time."""
    chance = random.Random(pods)  # noqa: S311 - the same request each time is the point
    weights = [chance.random() for _ in range(WORKLOADS)]
    counts = [max(1, int(pods * weight / sum(weights))) for weight in weights]
    counts[0] += max(0, pods - sum(counts))
    lines = [
        "version: v1alpha1",
        'cluster: {name: bench, kubernetes: "1.35", distribution: kubeadm}',
        f"gpus: [{{model: A100-SXM4-80GB, count: 8, nodes: {nodes}}}]",
        "workloads:",
    ]
    for number, count in enumerate(counts):
        size = chance.choice(SIZES_GIB)
        lines.append(f"- {{name: w{number}, count: {count}, memory: {size}GiB, isolation: untrusted}}")
    return "\n".join(lines) + "\n"


def measure() -> Iterator[Line]:
    """Yield seconds of processor time, which a busy machine stretches least: one thread works, so on an idle one the
    clock says the same."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for name, nodes, pods in CASES:
            path = Path(folder) / f"{nodes}.yaml"
            path.write_text(request(nodes, pods), encoding="utf-8")
            commands[name] = Command(["/bin/sh", "-c", f"{sys.executable} -m generator advise {path} || test $? = 1"])
            _proven(path)
        for name, costs in in_turns(commands, ROUNDS).items():
            cost = median_of(costs)
            detail = f"{cost.wall_ms / 1000:.2f} s by the clock; {WORKLOADS} workloads, median of {ROUNDS}"
            yield Line(f"processor seconds of gpuslice advise: {name}", cost.cpu_ms / 1000, LIMIT_S, detail)


def _proven(path: Path) -> None:
    """What is measured has to be a proof; what does not fit makes the status 1."""
    words = [sys.executable, "-m", "generator", "advise", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=False)
    if "\nproven: " not in done.stderr:
        raise RuntimeError(f"no proven answer: {done.stderr[:300]}")
