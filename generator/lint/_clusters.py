"""Whether objects of one repository meet: their folders may be for different clusters, or they get a namespace."""

from pathlib import PurePosixPath

from generator.model.manifest import Manifests
from generator.model.manifest_value import Place

_OF_EACH = frozenset({"cluster", "clusters", "env", "envs", "environment", "environments", "overlays", "sites"})
"""What people call the folder that has one folder for each cluster."""


def are_apart(one: Place, other: Place) -> bool:
    """Say whether two files stand in the folders of two clusters: clusters/a/... and clusters/b/..."""
    first, second = PurePosixPath(one.file).parent.parts, PurePosixPath(other.file).parent.parts
    same = next((index for index, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    return bool(same) and same is not None and first[same - 1].lower() in _OF_EACH


def are_moved(manifests: Manifests) -> bool:
    """Say whether a kustomization puts objects into a namespace, whatever they say themselves."""
    return any(one.value.get("namespace") is not None for one in manifests.built)
