"""Whole commands, start-up of Python included, next to kustomize on the same bundle in the same run."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generator.facts.charts import load_chart
from tests.bench.lines import Line
from tests.bench.timing import Command, environment, in_turns, median_of, removed
from tests.standin.chart import make_standin
from tests.support.go_build import ROOT
from tests.support.tools import Tools

RUNS = 21
PROFILE = ROOT / "profiles" / "a100-mig-fleet.yaml"
CHART = ("gpu-operator", "v26.7.0")
_LIST_MODULES = (
    "import json,sys; from generator.cli.main import run\nrun(sys.argv[1:])\njson.dump(list(sys.modules), sys.stderr)"
)


def _modules(render: list[str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _LIST_MODULES, *render],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env=environment(),
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
    subprocess.run([*gpuslice, *render, str(kept)], check=True, capture_output=True, cwd=ROOT, env=environment())
    bundle = kept / PROFILE.stem
    chart = bundle / "charts" / f"{CHART[0]}-{load_chart(*CHART).version}"
    make_standin(*CHART, chart, upstream_sized=True)
    kustomize = [str(tools.kustomize), "build", "--enable-helm", "--helm-command", str(tools.helm4), str(bundle)]
    size = len(subprocess.run(kustomize, check=True, capture_output=True).stdout) // 1024
    imports = ";".join(f"import {name}" for name in _modules([*render, str(folder / "probe")]))
    costs = in_turns(
        {
            "python": Command([sys.executable, "-c", ""]),
            "imports": Command([sys.executable, "-c", imports]),
            "help": Command([*gpuslice, "--help"]),
            "cold": Command([*gpuslice, *render, str(out)], removed(out)),
            "unchanged": Command([*gpuslice, *render, str(kept)]),
            "kustomize": Command(kustomize),
        },
        RUNS,
    )
    times = {name: median_of(found) for name, found in costs.items()}
    names = ", ".join(f"{name} {cost.wall_ms:.0f}/{cost.cpu_ms:.0f}" for name, cost in times.items())
    cold, imports_only, python = times["cold"], times["imports"], times["python"]
    detail = f"{size} KiB; wall/CPU ms: {names}"
    yield Line("cold render / kustomize build", cold.wall_ms / times["kustomize"].wall_ms, 0.75, detail)
    own = cold.cpu_ms - imports_only.cpu_ms
    yield Line("CPU ms of a cold render beyond interpreter and imports", own, 60)
    yield Line("share of imports in a cold render", (imports_only.cpu_ms - python.cpu_ms) / cold.cpu_ms, None)
    yield Line("unchanged render / cold render", times["unchanged"].wall_ms / cold.wall_ms, 0.5)
    yield Line("--help / bare python", times["help"].wall_ms / python.wall_ms, None)
