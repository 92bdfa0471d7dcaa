"""Patches for what a chart of NVIDIA's makes, where kustomize or Flux renders it."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_built import Overlaid


def patches_of(use: ChartUse, manifests: Manifests) -> Iterator[Overlaid]:
    """Return the patches for what the operator's chart makes."""
    if use.chart != GPU_OPERATOR:
        return
    if use.form is Form.FLUX:
        renderers = "postRenderers"
        for patch in manifests.overlaid:
            same = patch.entry.place.file == use.place.file and patch.entry.place.document == use.place.document
            if same and renderers in patch.entry.place.steps[0]:
                yield patch
    elif use.form is Form.KUSTOMIZE:
        for built in manifests.built:
            if built.value.place.file == use.place.file:
                yield from built.patches


def named_by(patch: Overlaid) -> tuple[tuple[str, str], ...]:
    """Return kind and name of what a patch is for; a target need not say both."""
    target = patch.target
    return patch.objects if target is None else ((target.text("kind") or "", target.text("name") or ""),)
