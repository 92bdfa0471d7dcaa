"""The same bundle as a Helm chart: the upstream chart as dependency, our manifests as they are.

The manifests pass through one template by .Files.Get, so that braces in them (an alert's `{{ $labels }}`) are never
taken for template code, and stay the same bytes as in base/ and components/.
"""

import hashlib

from generator.artifacts._concern import Manifest, header
from generator.artifacts._prose import render
from generator.artifacts._values import tree_and_reasons
from generator.model.bundle import OutFile
from generator.model.plan import Plan
from generator.model.tree import Path, Tree
from generator.yamltext.writer import write_yaml

_VERSION = "1.0.0"
_DIGITS = 10
_TEMPLATE = """\
{{- range $path, $_ := .Files.Glob "manifests/*.yaml" }}
---
{{ $.Files.Get $path }}
{{- end }}
"""


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:
    """Return the chart's files; its version carries a hash of them, since Flux and others compare versions only."""
    ours = tuple(part for part in parts if part.concern.in_chart)
    files = [OutFile(f"chart/manifests/{part.concern.name}.yaml", part.text) for part in ours]
    files += [
        _values(plan, source),
        OutFile("chart/templates/NOTES.txt", render("NOTES.txt.j2", plan=plan)),
        OutFile("chart/.helmignore", "*.tmp\n"),
    ]
    if ours:
        files.append(OutFile("chart/templates/manifests.yaml", _TEMPLATE))
    return (_chart(plan, source, files), *files)


def _chart(plan: Plan, source: str, files: list[OutFile]) -> OutFile:
    release = plan.release
    content = hashlib.sha256()
    for name in (release.chart, release.chart_version, release.repository, *(part for file in files for part in file)):
        content.update(name.encode() + b"\0")
    tree: Tree = {
        "apiVersion": "v2",
        "name": plan.cluster,
        "description": f"GPU sharing of cluster {plan.cluster}",
        "type": "application",
        "version": f"{_VERSION}+{content.hexdigest()[:_DIGITS]}",
        "dependencies": [{"name": release.chart, "version": release.chart_version, "repository": release.repository}],
    }
    comments: dict[Path, str] = {("version",): "The part after + is a hash of the chart's content."}
    title = "The bundle as a Helm chart around the upstream chart."
    return OutFile("chart/Chart.yaml", write_yaml(tree, header=header(source, title), comments=comments))


def _values(plan: Plan, source: str) -> OutFile:
    tree, comments = tree_and_reasons(plan)
    chart = plan.release.chart
    nested = {(chart, *path): reason for path, reason in comments.items()}
    title = f"Values of the dependency {chart}."
    return OutFile("chart/values.yaml", write_yaml({chart: tree}, header=header(source, title), comments=nested))
