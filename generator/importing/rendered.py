"""Patches over what a release's chart renders: named, since the profile's bundle renders it anew.

Sources: fluxcd/helm-controller api/v2 (postRenderers); helmfile/helmfile pkg/state/state.go (ReleaseSpec:
strategicMergePatches, jsonPatches, transformers).
"""

from collections.abc import Iterator

from generator.importing.codes import UNTAKEN
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_value import Value

_OF_FLUX = ("images", "patches", "patchesJson6902", "patchesStrategicMerge")
_OF_HELMFILE = ("jsonPatches", "strategicMergePatches", "transformers")
_FIX = (
    "Say the same by the chart's values before you import, where these can; else lay the patch over what the bundle "
    "renders, too."
)


def tell_rendered(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Tell what is laid over the objects of the release that is imported."""
    if source.use is None:
        return
    for one in _patches(source.use, manifests):
        what = one.text("target", "kind") or one.text("kind") or one.text("name") or "an object"
        draft.tell(UNTAKEN, f"what is laid over {what} once the chart is rendered", one.place, _FIX)


def _patches(use: ChartUse, manifests: Manifests) -> Iterator[Value]:
    if use.form is Form.FLUX:
        for release in manifests.releases:
            if release.value.place[:2] == use.place[:2]:
                for renderer in release.value.elements("spec", "postRenderers"):
                    yield from (one for key in _OF_FLUX for one in renderer.elements("kustomize", key))
    elif use.form is Form.HELMFILE:
        for entry in (one for document in manifests.helmfiles for one in document.elements("releases")):
            if entry.text("name") == use.release_name:
                yield from (one for key in _OF_HELMFILE for one in entry.elements(key))
