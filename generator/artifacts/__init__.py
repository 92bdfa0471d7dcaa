"""Everything that a bundle holds, each a pure function of the Plan. A new output is a module and a line here."""

from collections.abc import Callable

from generator.artifacts import helm_chart, kustomize, plan_json, readme, smoke, values
from generator.artifacts._concerns import Manifest, manifests
from generator.model.bundle import OutFile
from generator.model.plan import Plan

Emitter = Callable[[Plan, str, tuple[Manifest, ...]], tuple[OutFile, ...]]

EMITTERS: tuple[Emitter, ...] = (
    kustomize.emit,
    values.emit,
    helm_chart.emit,
    smoke.emit,
    plan_json.emit,
    readme.emit,
)


def bundle_files(plan: Plan, source: str) -> tuple[OutFile, ...]:
    """Return the bundle's files sorted by path; `source` is the profile's file name, for the headers."""
    parts = manifests(plan, source)
    files = [file for emit in EMITTERS for file in emit(plan, source, parts)]
    files.append(OutFile(".gitignore", "/charts/\n/chart/charts/\n/chart/Chart.lock\n/.render\n"))
    return tuple(sorted(files))
