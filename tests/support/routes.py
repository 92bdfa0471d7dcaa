"""The ways from a bundle to a cluster, as far as they go without one: kustomize, Helm, and either Helm below both."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from generator.compile import compile_profile
from generator.facts.charts import load_chart
from generator.model.tree import Tree
from tests.standin.chart import chart_for
from tests.standin.templates import ECHO
from tests.support.bundles import Bundle, Object, as_bundle, at, parsed
from tests.support.profiles import SHIPPED

Key: TypeAlias = tuple[str, str, str, str]
"""API version, kind, namespace and name."""


class Case(NamedTuple):
    """A profile to send down all routes."""

    name: str
    text: str


class Built(NamedTuple):
    """What a command printed: objects by key, and what it said besides."""

    objects: Mapping[Key, Object]
    said: str

    def of_kind(self, kind: str) -> list[Object]:
        """Return the objects of a kind."""
        return [found for key, found in self.objects.items() if key[1] == kind]

    def find(self, kind: str, name: str) -> Object:
        """Return the one object of that kind and name."""
        (found,) = [found for key, found in self.objects.items() if (key[1], key[3]) == (kind, name)]
        return found


def shipped_cases() -> tuple[Case, ...]:
    """Return the profiles in profiles/."""
    return tuple(Case(path.stem, path.read_text(encoding="utf-8")) for path in SHIPPED)


class Laid(NamedTuple):
    """A bundle on disk, the upstream chart where kustomize and Helm look for it."""

    bundle: Bundle
    folder: Path


def lay(case: Case, folder: Path) -> Laid:
    """Compile a profile and write its bundle below a folder, with the upstream chart in place."""
    return lay_bundle(as_bundle(compile_profile(case.text.encode(), f"{case.name}.yaml")), folder)


def lay_bundle(bundle: Bundle, folder: Path) -> Laid:
    """Write a bundle below a folder and put the upstream chart where kustomize and Helm look for it.

    Kustomize 5.8.1 keeps a chart with repository and version in charts/NAME-VERSION/NAME and fetches nothing
    where that exists (source: its HelmChartInflationGenerator); Helm wants dependencies in CHART/charts.
    """
    write_files(bundle, folder)
    release = bundle.plan.release
    upstream = chart_for(release.chart, release.version, folder / ".upstream")
    for place in (f"charts/{release.chart}-{release.chart_version}", "chart/charts"):
        shutil.copytree(upstream, folder / place / release.chart)
    return Laid(bundle, folder)


def lay_bare(case: Case, folder: Path) -> Laid:
    """Compile a profile and write its bundle below a folder, as `gpuslice render` leaves it: without the chart."""
    bundle = as_bundle(compile_profile(case.text.encode(), f"{case.name}.yaml"))
    write_files(bundle, folder)
    return Laid(bundle, folder)


def write_files(bundle: Bundle, folder: Path) -> None:
    """Write a bundle's files below a folder."""
    for path, text in bundle.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def by_kustomize(kustomize: Path, helm: Path, folder: Path) -> Built:
    """Return what `kustomize build --enable-helm` makes of a folder."""
    return built(run([kustomize, "build", "--enable-helm", "--helm-command", helm, folder], folder))


def by_helm(helm: Path, laid: Laid, *arguments: str) -> Built:
    """Return what `helm template` makes of the bundle's chart, hooks left out as kustomize leaves them out."""
    release = laid.bundle.plan.release
    chart = laid.folder / "chart"
    options = ["-n", release.namespace, "--include-crds", "--no-hooks", *arguments]
    printed = built(run([helm, "template", release.name, chart, *options], laid.folder))
    placed = [_placed(found, release.namespace) for found in printed.objects.values()]
    return Built({key_of(found): found for found in placed}, printed.said)


def _placed(found: Object, namespace: str) -> Object:
    """Return an object where Helm puts it: what names no namespace and needs one is in the release's."""
    if found["kind"] not in ("Deployment", "Role", "RoleBinding", "ServiceAccount") or at(
        found, "metadata", "namespace"
    ):
        return found
    metadata = found["metadata"]
    assert isinstance(metadata, dict)
    return {**found, "metadata": {**metadata, "namespace": namespace}}


def run(command: Sequence[str | Path], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a tool that must succeed, apart from the settings, caches and cluster of whoever runs the tests."""
    own = {f"HELM_{name}_HOME": str(folder / ".helm" / name.lower()) for name in ("CACHE", "CONFIG", "DATA")}
    environment = {**os.environ, **own, "KUBECONFIG": os.devnull}
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done


def built(done: "subprocess.CompletedProcess[str]") -> Built:
    """Return the objects that a command printed; one printed twice is a fault."""
    found: dict[Key, Object] = {}
    for one in parsed(done.stdout):
        key = key_of(one)
        assert key not in found, f"twice: {key}"
        found[key] = _without_helms_own(one)
    return Built(found, done.stderr)


def _without_helms_own(found: Object) -> Object:
    """Take out of a stand-in's echo what Helm puts there or not: `global` for sub-charts, and defaults of null."""
    annotations = at(found, "metadata", "annotations")
    if isinstance(annotations, dict) and ECHO in annotations:
        annotations[ECHO] = json.dumps(_stated(json.loads(str(annotations[ECHO]))), sort_keys=True)
    return found


def _stated(tree: Tree) -> Tree:
    if not isinstance(tree, dict):
        return tree
    return {key: _stated(value) for key, value in tree.items() if value is not None and (key, value) != ("global", {})}


def key_of(found: Object) -> Key:
    """Return by what an API server tells objects apart."""
    namespace = at(found, "metadata", "namespace")
    return (
        str(found["apiVersion"]),
        str(found["kind"]),
        "" if namespace is None else str(namespace),
        str(at(found, "metadata", "name")),
    )


def plugin_fullname(bundle: Bundle) -> str:
    """Return how the standalone chart names its DaemonSet (source: its _helpers.tpl)."""
    release = bundle.plan.release
    return release.name if release.chart in release.name else f"{release.name}-{release.chart}"


def chart_sheet_version(bundle: Bundle) -> str:
    """Return the chart's own version, as its fact sheet has it."""
    return load_chart(bundle.plan.release.chart, bundle.plan.release.version).version
