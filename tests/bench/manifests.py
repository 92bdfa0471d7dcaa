"""`gpuslice lint` on repositories: a thousand files against three seconds and PyYAML, and memory while files grow."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.bench.lines import Line
from tests.bench.rich import rich_repository
from tests.bench.timing import environment
from tests.support.go_build import ROOT

FILES, MANY = 1000, 10_000
LIMIT_SECONDS = 3
ABOUT_GPUS = 50
"""Files about GPUs in a mixed repository, however large it is."""
_APP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{n}, namespace: team-{n}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: app-{n}}}}}
  template:
    metadata: {{labels: {{app: app-{n}}}}}
    spec:
      containers:
        - name: main
          image: registry.example.com/app:{n}
          ports: [{{containerPort: 80}}]
          resources: {{limits: {{{resource}: {amount}}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: app-{n}, namespace: team-{n}}}
spec: {{selector: {{app: app-{n}}}, ports: [{{port: 80}}]}}
"""
_SHARING = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: sharing-{n}, namespace: gpu-operator}}
data:
  any: |
    version: v1
    sharing:
      timeSlicing:
        resources:
          - name: nvidia.com/gpu
            replicas: {replicas}
"""
_OTHERS = (
    (
        "values.yaml",
        "image: {{repository: registry.example.com/x, tag: v{n}}}\ningress:\n  enabled: true\n  hosts: [x-{n}]\n",
    ),
    ("workflow.yml", "on: push\njobs:\n  test-{n}:\n    runs-on: linux\n    steps: [{{run: make test}}]\n"),
    ("data.json", '{{"name": "x-{n}", "scripts": {{"test": "y"}}, "numbers": [1, 2, 3]}}\n'),
    ("chart.yaml", "apiVersion: v2\nname: x\nversion: {n}.0.0\n"),
    ("notes.md", "# Notes {n}\n"),
)


class Run(NamedTuple):
    """What a command cost, and what it said."""

    cpu_seconds: float
    peak_mib: float
    said: str


def repository(folder: Path, files: int, about_gpus: int) -> None:
    """Write `files` manifests, the first ones about GPUs; one in twenty of these has a fault."""
    for number in range(files):
        path = folder / f"{number // 100:03}" / f"{number:05}-{_name(number, about_gpus)}"
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(_text(number, about_gpus), encoding="utf-8")


def _name(number: int, about_gpus: int) -> str:
    return "app.yaml" if number < about_gpus or number % 2 else _OTHERS[number // 2 % 4][0]


def _text(number: int, about_gpus: int) -> str:
    if number >= about_gpus:
        other = _OTHERS[number // 2 % 4][1]
        return _APP.format(n=number, resource="cpu", amount=1) if number % 2 else other.format(n=number)
    if number % 2:
        return _APP.format(n=number, resource="nvidia.com/gpu", amount=1)
    return _SHARING.format(n=number, replicas=1 if number % 20 == 0 else 4)


def run(*words: str) -> Run:
    """Run a Python module of ours with its words on one core at most, and return what it cost."""
    process = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, cwd=ROOT, env=environment())
    assert process.stdout is not None
    said = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise subprocess.CalledProcessError(process.returncode, words)
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def median(count: int, measured: Callable[[], Run]) -> Run:
    """Return the run of the median cost."""
    return sorted(measured() for _ in range(count))[count // 2]


def parsed_seconds(folder: Path) -> float:
    """Return what PyYAML's parser in C takes for all files of a folder."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.*"))]
    start = time.process_time()
    for text in texts:
        list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    return time.process_time() - start


def measure() -> Iterator[Line]:
    """Yield time for a thousand files of four kinds, and what ten times as many take."""
    with tempfile.TemporaryDirectory() as name:
        rich = Path(name, "rich")
        rich_repository(rich, FILES)
        yield from _timed("20 to 120 lines each", rich)
        for what, about_gpus in (("all about GPUs", FILES), ("50 about GPUs", ABOUT_GPUS), ("none about GPUs", 0)):
            folder = Path(name, what.replace(" ", "-"))
            repository(folder, FILES, about_gpus)
            yield from _timed(what, folder)
        large, small = Path(name, "large"), Path(name, "50-about-GPUs")
        repository(large, MANY, ABOUT_GPUS)
        few, many = (median(3, partial(run, "generator", "lint", str(at))) for at in (small, large))
        grown = f"{few.peak_mib:.0f} and {many.peak_mib:.0f} MiB"
        yield Line(f"lint: memory with {MANY} files / with {FILES}", many.peak_mib / few.peak_mib, 1.2, grown)
        spent = f"{many.cpu_seconds:.2f} s of one core"
        yield Line(f"lint: time for {MANY} files / for {FILES}", many.cpu_seconds / few.cpu_seconds, 10, spent)


def _timed(what: str, folder: Path) -> Iterator[Line]:
    """Yield what a thousand files take, against the limit and against reading them."""
    once = median(5, partial(run, "generator", "lint", str(folder)))
    detail = f"{once.cpu_seconds:.2f} s of one core, {once.said.splitlines()[-1]}"
    yield Line(f"lint: {FILES} files, {what} / {LIMIT_SECONDS} s", once.cpu_seconds / LIMIT_SECONDS, 1, detail)
    yield Line(f"lint: {FILES} files, {what} / PyYAML reads them", once.cpu_seconds / parsed_seconds(folder), None)
