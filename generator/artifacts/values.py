"""The values file that the root kustomization names, each value with its reason above it."""

from generator.artifacts._concern import Manifest, header
from generator.artifacts._values import tree_and_reasons
from generator.model.bundle import OutFile
from generator.model.plan import Plan
from generator.yamltext.writer import write_yaml


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:  # noqa: ARG001
    """Return the values file that the root kustomization names."""
    tree, reasons = tree_and_reasons(plan)
    release = plan.release
    title = f"Values of {release.chart} {release.chart_version} for cluster {plan.cluster}."
    text = write_yaml(tree, header=header(source, title), comments=reasons)
    return (OutFile(f"values/{release.chart}.yaml", text),)
