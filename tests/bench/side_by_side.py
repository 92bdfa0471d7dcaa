"""The same clusters through gpuslice and through the tools that people have beside it, in turns in one run."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.compile import compile_profile
from generator.facts.charts import load_crds
from generator.model.tree import Tree
from tests.bench import kapitan
from tests.bench.clusters import Cluster, shipped, with_pools
from tests.bench.lines import Line
from tests.bench.timing import Command, Cost, Spread, cpu_ratio, environment, in_turns, median_of, removed, wall_ratio
from tests.standin.chart import make_standin
from tests.standin.crds import crd_manifest
from tests.support.bundles import Bundle, Object, as_bundle, parsed
from tests.support.crd_schemas import crd_schemas
from tests.support.go_build import ROOT
from tests.support.kubernetes import CORE, CUSTOM, core_schemas
from tests.support.tools import Tools

ROUNDS = 15
CLUSTERS = (
    shipped("homelab", "1 pool of 1 node, chart nvidia-device-plugin"),
    shipped("workstation-4x3090", "1 pool of 1 node, chart gpu-operator"),
    with_pools(40, nodes=10, tenants=40),
)
BASE = "gpuslice render"
KAPITAN = "kapitan compile"
KAPITAN_START = "kapitan --version"
LIMITS = {"kustomize build": 1.25, KAPITAN: 0.25}
"""The most processor time that a cold render may take next to another command, on any machine."""


class Row(NamedTuple):
    """A command, what it does with the cluster, and what it cannot do with it."""

    name: str
    does: str
    cannot: str


ROWS = (
    Row(BASE, "profile to a bundle in a new folder, every rule looked at", "inflate the upstream chart"),
    Row("gpuslice render, unchanged", "finds that the bundle is what the profile gives, and says so", "as above"),
    Row("gpuslice check", "every rule, all artifacts made and thrown away", "see the cluster or upstream's manifests"),
    Row("gpuslice check + render", "both, one process after the other", "as above"),
    Row(
        "helm3 template",
        "inflates the bundle's chart with upstream's below it",
        "derive any value; read a device plugin or MIG configuration, which is text to it",
    ),
    Row("helm4 template", "the same with Helm 4", "the same"),
    Row(
        "kustomize build",
        "reads the bundle, has Helm 4 inflate upstream's chart, merges both",
        "the same; it takes whatever the values file says",
    ),
    Row(
        KAPITAN,
        "writes the bundle's manifests from an inventory that spells them out, through its jsonnet input; no chart",
        "derive them: names, counts and labels are typed into the inventory; know what a GPU is",
    ),
    Row(KAPITAN_START, "starts and stops: what is above it in the row before is the compiling", "anything else"),
    Row(
        "kubeconform",
        "holds all that kustomize built against schemas on disk, for one Kubernetes version",
        "see across objects, or into a configuration that a ConfigMap holds as text",
    ),
)


class Outcome(NamedTuple):
    """One cluster's measurement: each row's ratios to `BASE` by the clock and by processor time, and medians in ms."""

    cluster: Cluster
    built_kib: int
    wall: Mapping[str, Spread]
    cpu: Mapping[str, Spread]
    medians: Mapping[str, Cost]


class _Laid(NamedTuple):
    bundle: Bundle
    profile: Path
    folder: Path


def measure(cluster: Cluster, tools: Tools, program: Path | None) -> Outcome:
    """Run every command on one cluster; without kapitan's program its row is left out."""
    with tempfile.TemporaryDirectory() as place:
        laid = _lay(cluster, Path(place))
        commands = _own_commands(laid) | _others(laid, tools)
        built = subprocess.run(
            [str(part) for part in commands["kustomize build"].arguments],
            check=True,
            capture_output=True,
            env=environment(),
        ).stdout
        commands["kubeconform"] = _kubeconform(laid, tools, parsed(built.decode()))
        if program is not None:
            commands[KAPITAN] = _kapitan(laid, program)
            commands[KAPITAN_START] = Command([program, "--version"])
        costs = in_turns(commands, ROUNDS)
    both = zip(costs["gpuslice check"], costs[BASE], strict=True)
    costs["gpuslice check + render"] = [one.plus(other) for one, other in both]
    return Outcome(
        cluster,
        len(built) // 1024,
        {name: wall_ratio(found, costs[BASE]) for name, found in costs.items()},
        {name: cpu_ratio(found, costs[BASE]) for name, found in costs.items()},
        {name: median_of(found) for name, found in costs.items()},
    )


def promises(outcomes: Sequence[Outcome]) -> Iterator[Line]:
    """Yield what holds on every machine, by processor time, which its load disturbs least."""
    for one in outcomes:
        for name in ("kustomize build", KAPITAN):
            if name in one.wall:
                claim = f"{one.cluster.name}: processor time of {BASE} / {name}"
                yield Line(claim, 1 / one.cpu[name].median, LIMITS[name])


def _lay(cluster: Cluster, place: Path) -> _Laid:
    """Render the cluster, and put charts as large as upstream's where kustomize and Helm look for them."""
    profile = place / f"{cluster.name}.yaml"
    profile.write_text(cluster.text, encoding="utf-8")
    bundle = as_bundle(compile_profile(cluster.text.encode(), profile.name))
    render = Command([*_gpuslice(), "render", profile, "--out", place / "kept"])
    subprocess.run([str(part) for part in render.arguments], check=True, capture_output=True, env=environment())
    folder, release = place / "kept" / cluster.name, bundle.plan.release
    upstream = make_standin(release.chart, release.version, place / "upstream", upstream_sized=True)
    for below in (f"charts/{release.chart}-{release.chart_version}", "chart/charts"):
        shutil.copytree(upstream, folder / below / release.chart)
    return _Laid(bundle, profile, folder)


def _gpuslice() -> list[str | Path]:
    return [sys.executable, "-m", "generator"]


def _own_commands(laid: _Laid) -> dict[str, Command]:
    cold = laid.profile.parent / "cold"
    render = [*_gpuslice(), "render", laid.profile, "--out"]
    return {
        BASE: Command([*render, cold], removed(cold)),
        "gpuslice render, unchanged": Command([*render, laid.folder.parent]),
        "gpuslice check": Command([*_gpuslice(), "check", laid.profile]),
    }


def _others(laid: _Laid, tools: Tools) -> dict[str, Command]:
    release = laid.bundle.plan.release
    options = ["-n", release.namespace, "--include-crds", "--no-hooks"]
    template: list[str | Path] = ["template", release.name, laid.folder / "chart", *options]
    kustomize: list[str | Path] = [
        tools.kustomize,
        "build",
        "--enable-helm",
        "--helm-command",
        tools.helm4,
        laid.folder,
    ]
    return {
        "helm3 template": Command([tools.helm3, *template]),
        "helm4 template": Command([tools.helm4, *template]),
        "kustomize build": Command(kustomize),
    }


def _kubeconform(laid: _Laid, tools: Tools, objects: list[Object]) -> Command:
    release = laid.bundle.plan.release
    schemas = laid.profile.parent / "schemas"
    installed = crd_schemas([crd_manifest(crd) for crd in load_crds(release.chart, release.version)], schemas)
    file = laid.profile.parent / "built.json"
    # Upstream's templates leave nulls, which kubeconform refuses and the API server prunes.
    everything: list[Tree] = [_without_nulls(one) for one in objects]
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": everything}), encoding="utf-8")
    folders = (core_schemas(str(laid.bundle.plan.kubernetes)) / CORE, installed / CUSTOM)
    own = ROOT / "schemas" / "custom-resources" / CUSTOM
    places = [part for folder in (*folders, own) for part in ("-schema-location", folder)]
    return Command([tools.kubeconform, "-strict", "-summary", *places, file])


def _without_nulls(tree: Tree) -> Tree:
    if isinstance(tree, list):
        return [_without_nulls(one) for one in tree]
    if isinstance(tree, dict):
        return {key: _without_nulls(value) for key, value in tree.items() if value is not None}
    return tree


def _kapitan(laid: _Laid, program: Path) -> Command:
    """Return kapitan's command, once it was seen to make the same objects."""
    folder = laid.profile.parent / "kapitan"
    folder.mkdir()
    objects = list(laid.bundle.objects)
    command = Command([program, *kapitan.inventory(objects, folder)], removed(folder / "made"), folder)
    subprocess.run(
        [str(part) for part in command.arguments], check=True, capture_output=True, cwd=folder, env=environment()
    )
    if not kapitan.same(kapitan.made(folder), objects):
        raise RuntimeError(f"kapitan made other objects than the bundle of {laid.bundle.plan.cluster} has")
    return command
