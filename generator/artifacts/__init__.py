"""Everything that a bundle holds, each a pure function of the Plan. A new output is a module and a line here."""

from collections.abc import Callable

from generator.artifacts import (
    admission_policy,
    alerts,
    examples,
    helm_chart,
    kustomize,
    mig_config,
    namespaces,
    node_rules,
    plan_json,
    plugin_config,
    priority_classes,
    quotas,
    readme,
    release_namespace,
    runtime_class,
    smoke,
    values,
    workloads,
)
from generator.artifacts._concern import Concern, Manifest, header
from generator.model.bundle import OutFile
from generator.model.plan import Plan
from generator.yamltext.writer import write_documents

Emitter = Callable[[Plan, str, tuple[Manifest, ...]], tuple[OutFile, ...]]

CONCERNS: tuple[Concern, ...] = (
    release_namespace.CONCERN,
    plugin_config.CONCERN,
    mig_config.CONCERN,
    node_rules.CONCERN,
    runtime_class.CONCERN,
    namespaces.CONCERN,
    priority_classes.CONCERN,
    quotas.CONCERN,
    admission_policy.CONCERN,
    alerts.CONCERN,
)
"""Plain manifests by concern, in the order in which they are written."""

EMITTERS: tuple[Emitter, ...] = (
    kustomize.emit,
    values.emit,
    helm_chart.emit,
    smoke.emit,
    workloads.emit,
    examples.emit,
    plan_json.emit,
    readme.emit,
)
"""What makes files of the Plan and the manifests."""

_GITIGNORE = """\
# What kustomize and Helm fetch, and what a render keeps for itself.
/charts/
/chart/charts/
/chart/Chart.lock
/.render
/.files.pending
.gpuslice-*.tmp
"""


def manifests(plan: Plan, source: str) -> tuple[Manifest, ...]:
    """Return the manifests of all concerns that have anything to say about this Plan."""
    found = ((concern, concern.objects(plan)) for concern in CONCERNS)
    return tuple(
        Manifest(concern, write_documents(objects, header=header(source, concern.title)))
        for concern, objects in found
        if objects
    )


def bundle_files(plan: Plan, source: str) -> tuple[OutFile, ...]:
    """Return the bundle's files sorted by path; `source` is the profile's file name, for the headers."""
    parts = manifests(plan, source)
    files = [file for emit in EMITTERS for file in emit(plan, source, parts)]
    files.append(OutFile(".gitignore", _GITIGNORE))
    return tuple(sorted(files))
