"""Ray's containers: which of them have no GPU, and what they are told."""

import re
from collections.abc import Iterator

from generator.ecosystem.ray import CLUSTERS, GROUP
from generator.lint.common.images import reference_of
from generator.lint.common.objects import group_of
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value
from generator.model.tree import words

_IMAGE, _OF_CUDA = "rayproject/ray", re.compile(r"gpu|cu\d|\$|\{")
"""Ray's own image, which has CUDA where its tag says so; source: docs.ray.io, Docker Images."""


def is_without_cuda(container: Value) -> bool:
    """Say whether a container's image is one of Ray's own without CUDA, so that it is given no card unasked."""
    image = reference_of(container.text("image") or "")
    return image.repository.endswith(_IMAGE) and bool(image.tag) and not _OF_CUDA.search(image.tag)


def ray_objects(manifests: Manifests) -> Iterator[Value]:
    """Return Ray's objects, those whose pods ask for GPUs and those that speak of them alone."""
    found = [one.whole for one in manifests.workloads if not one.loose and group_of(one) == GROUP]
    found += [one.value for one in manifests.objects if one.kind in CLUSTERS]
    yield from {one.place: one for one in found if one is not None}.values()


def ray_groups(whole: Value) -> Iterator[Value]:
    """Return the groups of a RayCluster, wherever it stands in an object."""
    for way in CLUSTERS.values():
        head = whole.get(*way, "headGroupSpec")
        if head is not None:
            yield head
        yield from whole.elements(*way, "workerGroupSpecs")


def words_in(value: Value | None) -> Iterator[str]:
    """Return all words of a tree; none where there is none."""
    yield from () if value is None else words(value.tree)
