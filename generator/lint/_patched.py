"""Whether kustomizations may add to an object what it lacks."""

from typing import NamedTuple

from generator.model.manifest import Manifests

_ADDING = ("components", "replacements", "transformers")
"""What changes objects in ways that stand elsewhere."""


class Additions(NamedTuple):
    """What kustomizations may add to: every object, or those of some kinds, or single ones by kind and name."""

    to_all: bool
    kinds: frozenset[str]
    objects: frozenset[tuple[str, str]]

    def may_reach(self, kind: str, name: str) -> bool:
        """Say whether an object may get something, or is itself what is added."""
        return self.to_all or kind in self.kinds or (kind, name) in self.objects


def additions(manifests: Manifests) -> Additions:
    """Return what the kustomizations among the files may add to."""
    adding = [one for one in manifests.built if any(one.value.get(key) is not None for key in _ADDING)]
    patches = manifests.patches
    targets = [one.target for one in patches if one.target is not None]
    # Of a patch in a file that says nothing of GPUs, which is not read, nobody knows what it is for.
    unread = any(one.target is None and one.entry.get("path") is not None and not one.objects for one in patches)
    return Additions(
        unread or any(one.objects is None for one in adding) or any(not one.text("kind") for one in targets),
        frozenset(kind for one in targets if (kind := one.text("kind"))),
        frozenset(
            (*(of for one in adding for of in one.objects or ()), *(of for one in patches for of in one.objects))
        ),
    )
