"""Checks manifests against the API's own schemas, offline: kubeconform with schemas made here."""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import NamedTuple, TypedDict

from generator.model.tree import Tree
from tests.support.go_build import ROOT
from tests.support.tools import FOLDER

CORE = "{{.ResourceKind}}{{.KindSuffix}}.json"
CUSTOM = "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json"
OWN = ROOT / "schemas" / "custom-resources"
UPSTREAM = ROOT.parent / "shared" / "upstream" / "crd-schemas"
DEFINITIONS = "_definitions.json"
REFERENCE = re.compile(r'"\$ref": "#/\$defs/([^"]+)"')
FOLDER_NAME = re.compile(r"v(1\.\d+)\.0-local-strict")


class Conformance(NamedTuple):
    """How many objects were valid, and a line for each that was not."""

    valid: int
    problems: tuple[str, ...]


class _Resource(TypedDict):
    filename: str
    kind: str
    name: str
    status: str
    msg: str


class _Summary(TypedDict):
    valid: int


class _Report(TypedDict):
    resources: list[_Resource]
    summary: _Summary


def kubernetes_versions() -> tuple[str, ...]:
    """Return the Kubernetes versions whose schemas are at hand, oldest first: `1.25`, `1.26` and on."""
    found = (FOLDER_NAME.fullmatch(entry.name) for entry in _packaged().iterdir())
    return tuple(sorted((match[1] for match in found if match), key=lambda version: int(version.split(".")[1])))


def core_schemas(version: str) -> Path:
    """Return a folder with the strict schemas of a Kubernetes version such as `1.35`; made once, kept in .tools.

    Raises ValueError for a version that is not at hand.
    """
    if version not in kubernetes_versions():
        raise ValueError(f"no schemas of Kubernetes {version}; at hand: {', '.join(kubernetes_versions())}")
    target = FOLDER / "schemas" / f"{metadata.version('kubernetes-validate')}-by-kind" / version
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="build-") as aside:
            ready = Path(aside) / version
            _write_schemas(_packaged() / f"v{version}.0-local-strict", ready)
            _move_into_place(ready, target)
    return target


def kubeconform(program: Path, version: str, files: Sequence[Path], *installed: Path) -> Conformance:
    """Check every object in the files (.yaml or .json) strictly; a kind without a schema is a problem too.

    `installed` are folders with schemas of the definitions that come with the objects, see `crd_schemas`. Objects
    must satisfy those, ours, and where they lie beside the project the published ones.
    """
    folders = (*installed, OWN, UPSTREAM) if UPSTREAM.is_dir() else (*installed, OWN)
    orders = [(first, *(folder for folder in folders if folder != first)) for first in folders]
    outcomes = [
        _run(program, [core_schemas(version) / CORE, *(folder / CUSTOM for folder in order)], files) for order in orders
    ]
    problems = dict.fromkeys(problem for outcome in outcomes for problem in outcome.problems)
    return Conformance(min(outcome.valid for outcome in outcomes), tuple(problems))


def _run(program: Path, locations: Sequence[Path], files: Sequence[Path]) -> Conformance:
    places = [argument for location in locations for argument in ("-schema-location", str(location))]
    command = [str(program), "-strict", "-summary", "-output", "json", *places, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise RuntimeError(f"kubeconform failed: {done.stderr.strip()}")
    report: _Report = json.loads(done.stdout)
    bad = [resource for resource in report["resources"] if resource["status"] != "statusValid"]
    lines = [
        f"{entry['filename']}: {entry['kind']} {entry['name']}: {entry['status']}: {entry['msg']}" for entry in bad
    ]
    if not lines and report["summary"]["valid"] == 0:
        lines = ["no object was found in the files"]
    return Conformance(report["summary"]["valid"], tuple(lines))


def _packaged() -> Path:
    folder = resources.files("kubernetes_validate") / "kubernetes-json-schema"
    return Path(str(folder))


def _write_schemas(source: Path, target: Path) -> None:
    """Put into each schema the definitions that it needs: to compile all of them takes a second for every kind."""
    target.mkdir()
    shared: dict[str, Tree] = json.loads((source / DEFINITIONS).read_text(encoding="utf-8"))["$defs"]
    for path in source.glob("*.json"):
        if path.name == DEFINITIONS:
            continue
        text = path.read_text(encoding="utf-8").replace(f'"/api/{DEFINITIONS}#', '"#')
        schema: dict[str, Tree] = json.loads(text)
        schema.pop("$id", None)
        schema["$defs"] = _needed(schema, shared)
        (target / path.name).write_text(json.dumps(schema), encoding="utf-8")


def _needed(schema: Tree, shared: Mapping[str, Tree]) -> dict[str, Tree]:
    found: dict[str, Tree] = {}
    waiting = [schema]
    while waiting:
        for name in REFERENCE.findall(json.dumps(waiting.pop())):
            if name not in found:
                found[name] = shared[name]
                waiting.append(shared[name])
    return found


def _move_into_place(ready: Path, target: Path) -> None:
    try:
        ready.rename(target)
    except OSError:
        if not target.is_dir():  # otherwise another run was faster, with the same result
            raise
