"""Which files most likely go to one cluster, by the folders that they lie in."""

import re
from pathlib import PurePosixPath

from generator.model.manifest import Manifests
from generator.model.manifest_value import Place

_APP = re.compile(r"nvidia|plugin|operator|discovery|dcgm|slic|sharing|\bmps\b|\bmig\b|^gpus?$", re.IGNORECASE)
"""What folders of applications are called; gpu-east and gpu-west are clusters."""
_CHOICES = re.compile(
    r"examples?|samples?|docs?|optional|disabled|archived?|unused|old|alternatives?|base|components?|tests?"
)


def together(one: Place, other: Place, manifests: Manifests) -> bool:
    """Say whether two files most likely go to one cluster: one folder, or folders of applications side by side.

    Folders that are called otherwise may be clusters, and some hold what one may choose from, but for what one
    kustomization puts together.
    """
    by = manifests.held_by
    if not by.get(one.file, frozenset()).isdisjoint(by.get(other.file, ())):
        return True
    here, there = PurePosixPath(one.file).parent.parts, PurePosixPath(other.file).parent.parts
    if len(here) != len(there) or any(_CHOICES.fullmatch(part) for part in (*here, *there)):
        return False
    apart = [pair for pair in zip(here, there, strict=True) if pair[0] != pair[1]]
    return not apart or (len(apart) == 1 and all(_APP.search(part) for part in apart[0]))
