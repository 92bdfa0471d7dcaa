"""Whole commands, start-up of Python included, next to kustomize on the same bundle in the same run."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.facts.charts import load_chart
from tests.bench.lines import Line
from tests.standin.chart import make_standin
from tests.support.go_build import ROOT
from tests.support.tools import Tools

RUNS = 21
PROFILE = ROOT / "profiles" / "a100-mig-fleet.yaml"
CHART = ("gpu-operator", "v26.7.0")
_LIST_MODULES = (
    "import json,sys; from generator.cli.main import run\nrun(sys.argv[1:])\njson.dump(list(sys.modules), sys.stderr)"
)


class Cost(NamedTuple):
    """What a command cost: `cpu_ms` is user and system time, which a busy machine stretches less than `wall_ms`."""

    wall_ms: float
    cpu_ms: float


def _environment() -> dict[str, str]:
    # As for a person who did not switch off Python's compiled modules.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _run(command: list[str], before: Callable[[], object]) -> Cost:
    before()
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT, env=_environment()
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000)


def medians(cases: Mapping[str, tuple[list[str], Callable[[], object]]]) -> dict[str, Cost]:
    """Return the median cost of each command, measured in turns so that noise hits all alike."""
    costs: dict[str, list[Cost]] = {name: [] for name in cases}
    for _ in range(RUNS):
        for name, (command, before) in cases.items():
            costs[name].append(_run(command, before))
    return {
        name: Cost(statistics.median(one.wall_ms for one in found), statistics.median(one.cpu_ms for one in found))
        for name, found in costs.items()
    }


def _modules(render: list[str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES, *render],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env=_environment(),
        text=True,
    )
    found: list[str] = json.loads(done.stderr[done.stderr.rindex("[") :])
    return [name for name in found if not name.startswith("__") and "." not in name[:1]]


def measure(tools: Tools) -> Iterator[Line]:
    """Yield the ratios that the commands promise."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measure(tools, Path(folder))


def _measure(tools: Tools, folder: Path) -> Iterator[Line]:
    out, kept = folder / "cold", folder / "kept"
    gpuslice = [sys.executable, "-m", "generator"]
    render = ["render", str(PROFILE), "--out"]
    subprocess.run([*gpuslice, *render, str(kept)], check=True, capture_output=True, cwd=ROOT, env=_environment())
    bundle = kept / PROFILE.stem
    chart = bundle / "charts" / f"{CHART[0]}-{load_chart(*CHART).version}"
    make_standin(*CHART, chart, upstream_sized=True)
    kustomize = [str(tools.kustomize), "build", "--enable-helm", "--helm-command", str(tools.helm4), str(bundle)]
    size = len(subprocess.run(kustomize, check=True, capture_output=True).stdout) // 1024
    imports = ";".join(f"import {name}" for name in _modules([*render, str(folder / "probe")]))
    nothing = lambda: None  # noqa: E731
    times = medians(
        {
            "python": ([sys.executable, "-c", ""], nothing),
            "imports": ([sys.executable, "-c", imports], nothing),
            "help": ([*gpuslice, "--help"], nothing),
            "cold": ([*gpuslice, *render, str(out)], lambda: shutil.rmtree(out, ignore_errors=True)),
            "unchanged": ([*gpuslice, *render, str(kept)], nothing),
            "kustomize": (kustomize, nothing),
        }
    )
    names = ", ".join(f"{name} {cost.wall_ms:.0f}/{cost.cpu_ms:.0f}" for name, cost in times.items())
    cold, imports_only, python = times["cold"], times["imports"], times["python"]
    detail = f"{size} KiB; wall/CPU ms: {names}"
    yield Line("cold render / kustomize build", cold.wall_ms / times["kustomize"].wall_ms, 0.75, detail)
    own = cold.cpu_ms - imports_only.cpu_ms
    yield Line("CPU ms of a cold render beyond interpreter and imports", own, 60)
    yield Line("share of imports in a cold render", (imports_only.cpu_ms - python.cpu_ms) / cold.cpu_ms, None)
    yield Line("unchanged render / cold render", times["unchanged"].wall_ms / cold.wall_ms, 0.5)
    yield Line("--help / bare python", times["help"].wall_ms / python.wall_ms, None)
