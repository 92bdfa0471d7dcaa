"""Stand-in charts: made from the fact sheets, for tests that cannot reach a chart repository."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import yaml

from generator.facts.charts import load_chart, load_crds
from generator.model.chart import ChartSheet, Crd
from generator.model.tree import Tree
from tests.standin.crds import crd_manifest, field_count
from tests.standin.templates import templates
from tests.standin.values_schema import values_schema

REAL_CHARTS = "UPSTREAM_CHARTS"
"""The environment variable that names a folder with every release of both charts as CHART-RELEASE, unpacked, their
sub-charts in place: to run the tests on what NVIDIA ships."""


def chart_for(chart: str, version: str, into: Path) -> Path:
    """Return the real chart's folder if the environment names where it is, else a stand-in made below `into`."""
    real = os.environ.get(REAL_CHARTS, "")
    if not real:
        return make_standin(chart, version, into)
    folder = Path(real) / f"{chart}-{version}"
    if not (folder / "Chart.yaml").is_file():
        raise FileNotFoundError(f"{REAL_CHARTS} has no {folder.name}/Chart.yaml")
    return folder


def make_standin(chart: str, version: str, into: Path, *, upstream_sized: bool = False) -> Path:
    """Write a chart that behaves like upstream's and return its folder, `into`/CHART.

    `upstream_sized` lets the CRDs grow to the size of upstream's, for measurements.
    """
    sheet = load_chart(chart, version)
    crds = load_crds(chart, version)
    filler = _filler(sheet, crds) if upstream_sized else 0
    folder = into / chart
    dependencies: list[Tree] = []
    defaults = sheet.defaults()
    for dependency in sheet.dependencies:
        below = folder / "charts" / dependency.name
        values = defaults.pop(dependency.key, {})
        meta: dict[str, Tree] = {"name": dependency.name, "version": dependency.version}
        _write_chart(below, {**meta, "appVersion": dependency.version}, values)
        _write_parts(below, sheet, [crd for crd in crds if crd.chart == dependency.key], (dependency.key, filler))
        alias: dict[str, Tree] = {"alias": dependency.key} if dependency.key != dependency.name else {}
        dependencies.append({**meta, "repository": "", "condition": dependency.condition, **alias})
    meta = {"name": chart, "version": sheet.version, "appVersion": sheet.app_version}
    meta |= {"kubeVersion": sheet.kube_version, "dependencies": dependencies}
    _write_chart(folder, meta, defaults)
    _write_parts(folder, sheet, [crd for crd in crds if not crd.chart], ("", filler))
    schema = values_schema(sheet.values, tuple(dependency.key for dependency in sheet.dependencies))
    (folder / "values.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return folder


def _write_chart(folder: Path, meta: dict[str, Tree], values: Tree) -> None:
    (folder / "templates").mkdir(parents=True)
    (folder / "crds").mkdir()
    (folder / "Chart.yaml").write_text(_yaml({"apiVersion": "v2", "type": "application", **meta}), encoding="utf-8")
    (folder / "values.yaml").write_text(_yaml(values), encoding="utf-8")


def _write_parts(folder: Path, sheet: ChartSheet, crds: list[Crd], part: tuple[str, int]) -> None:
    key, filler = part
    for crd in crds:
        text = _yaml(crd_manifest(crd, filler))
        (folder / "crds" / f"{crd.group}_{crd.plural}.yaml").write_text(text, encoding="utf-8")
    for name, text in templates(sheet, crds, key).items():
        (folder / "templates" / name).write_text(text, encoding="utf-8")


def _filler(sheet: ChartSheet, crds: Iterable[Crd]) -> int:
    """Return how many characters each field has to say for the CRDs to be as large as upstream's."""
    known = tuple(crds)
    bare = sum(len(_yaml(crd_manifest(crd))) for crd in known)
    with_one = sum(len(_yaml(crd_manifest(crd, 1))) for crd in known)
    return max(0, (sheet.crd_bytes - with_one) // max(1, field_count(known))) if with_one > bare else 0


def _yaml(tree: Tree) -> str:
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, width=10_000)
    return text
