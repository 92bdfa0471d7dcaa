"""Files as kustomize makes them, before anything is imported; what is not worked out is told where it stands."""

from generator.importing.codes import ANOTHER, UNTAKEN
from generator.importing.draft import Draft
from generator.manifests import Instead, Load, SourceFile, read_manifests
from generator.manifests.builds import builds
from generator.model.manifest import Manifests


def as_built(manifests: Manifests, load: Load, draft: Draft) -> Manifests:
    """Return what the files say once kustomizations have laid their patches over them."""
    found = builds(manifests, load)
    if found is None:
        return manifests
    for one in found.untaken:
        draft.tell(UNTAKEN, one.what, one.place)
    for overlay in found.overlays:
        draft.tell(
            ANOTHER,
            f"the overlay {overlay.folder} is not imported beside {overlay.taken}: both make something else of "
            f"{overlay.file}",
            overlay.place,
            f"Import one overlay at a time: name {overlay.folder} and what it builds on, and no other overlay; or "
            f"`kustomize build {overlay.folder} | gpuslice import -`.",
        )
    if not found.documents and not found.without:
        return manifests
    files = (SourceFile(name, data) for name in manifests.names if (data := load(name)) is not None)
    return read_manifests(files, manifests.context, load, Instead(found.documents, found.without)).manifests
