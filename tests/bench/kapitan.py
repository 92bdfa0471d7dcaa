"""Kapitan, in an environment of its own, with an inventory that gives the same manifests as a bundle."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import yaml

from generator.model.tree import Tree
from tests.bench.timing import environment
from tests.support.bundles import Object, parsed
from tests.support.go_build import ROOT, Say

LOCK = ROOT / ".locks" / "bench.txt"
TARGET = "cluster"
_INPUT = "local kap = import 'lib/kapitan.libjsonnet';\nkap.inventory().parameters.objects\n"


def installed(say: Say) -> Path:
    """Return kapitan's command, installed once per content of its lock; a failing pip ends the benchmark."""
    folder = ROOT / ".tools" / f"kapitan-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}"
    ready = folder / "ready"
    if not ready.exists():
        say("installing kapitan (some 300 MB, once) ...")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", *options, "-r", str(LOCK)]
        subprocess.run(pip, check=True)
        ready.touch()
    return folder / "bin" / "kapitan"


def version(program: Path) -> str:
    """Return kapitan's version."""
    done = subprocess.run([program, "--version"], check=True, capture_output=True, text=True, env=environment())
    return done.stdout.strip()


def inventory(objects: list[Object], folder: Path) -> list[str | Path]:
    """Write an inventory whose target holds these objects, and return what compiles it to a file for each."""
    named: dict[str, Tree] = {f"object-{index:04}": one for index, one in enumerate(objects)}
    entry: Tree = {"input_type": "jsonnet", "input_paths": ["objects.jsonnet"], "output_path": "manifests"}
    compiled: Tree = {"vars": {"target": TARGET}, "compile": [entry]}
    parameters: Tree = {"target_name": TARGET, "kapitan": compiled, "objects": named}
    (folder / "inventory" / "targets").mkdir(parents=True)
    (folder / "inventory" / "classes").mkdir()
    text: str = yaml.dump({"parameters": parameters}, Dumper=yaml.CSafeDumper, sort_keys=False)
    (folder / "inventory" / "targets" / f"{TARGET}.yml").write_text(text, encoding="utf-8")
    (folder / "objects.jsonnet").write_text(_INPUT, encoding="utf-8")
    return ["compile", "--targets", TARGET, "--output-path", folder / "made"]


def made(folder: Path) -> list[Object]:
    """Return what kapitan compiled, in the order of the files."""
    files = sorted((folder / "made" / "compiled" / TARGET / "manifests").iterdir())
    return [found for file in files for found in parsed(file.read_text(encoding="utf-8"))]


def same(one: list[Object], other: list[Object]) -> bool:
    """Tell whether two lists hold the same objects in the same order, whatever the order of keys."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
