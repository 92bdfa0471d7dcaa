"""Whether kustomizations may add to an object what it lacks."""

from generator.model.manifest import Manifests
from generator.model.manifest_built import Built

_ADDING = ("components", "replacements", "transformers")
"""What changes objects in ways that stand elsewhere."""


def may_be_patched(kind: str, name: str, manifests: Manifests) -> bool:
    """Say whether a kustomization may add to an object, or the object is itself what is added."""
    if any(_adds(one) and (one.objects is None or (kind, name) in one.objects) for one in manifests.built):
        return True
    patches = (*manifests.overlaid, *(patch for built in manifests.built for patch in built.patches))
    return any(
        (kind, name) in one.objects
        # A file that says nothing of GPUs is not read.
        or (one.target is None and one.entry.get("path") is not None and not one.objects)
        or (one.target is not None and (one.target.text("kind") or kind) == kind)
        for one in patches
    )


def _adds(built: Built) -> bool:
    return any(built.value.get(key) is not None for key in _ADDING)
