"""Where pods are placed by what is no pod's spec: values of charts, SparkApplications, TaskRuns."""

from collections.abc import Iterable, Iterator

from generator.facts.gpu_words import names_gpus
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value
from generator.model.tree import words

TOLERATIONS = ("tolerations", "extraTolerations")
_AFFINITIES = ("nodeAffinity", "podAffinity", "podAntiAffinity")
_PLACING = ("affinity", *TOLERATIONS)
_WHEN = ("requiredDuring", "preferredDuring")
_GROUP = "tekton.dev/"
"""The group whose runs have an affinity and tolerations in a template of their own."""


def tolerations_elsewhere(manifests: Manifests) -> Iterator[Value]:
    """Return the tolerations that are handed to pods as they are, of which a key or an operator is said."""
    for around in _around(_others(manifests)):
        yield from _tolerations(around)


def _tolerations(around: Value) -> Iterator[Value]:
    for key in TOLERATIONS:
        for one in around.elements(key):
            if isinstance(one.tree, dict) and ("key" in one.tree or "operator" in one.tree):
                yield one


def affinities_elsewhere(manifests: Manifests) -> Iterator[tuple[str, Value]]:
    """Return the kinds of affinity that are handed to pods as they are, by their key, where they have that form.

    Without a key it is the affinity as a whole, where what a kind of it says stands beside the kinds.
    """
    for around in _around([*_others(manifests), *_of_nvidia(manifests)]):
        whole = around.get("affinity")
        misplaced = whole is not None and any(key.startswith(_WHEN) for key, _ in whole.entries())
        if whole is not None and misplaced and any(map(names_gpus, words(around.tree))):
            yield "", whole
        for key in _AFFINITIES:
            found = around.get("affinity", key)
            if found is not None and any(one.startswith(_WHEN) for one, _ in found.entries()):
                yield key, found


def _of_nvidia(manifests: Manifests) -> list[Value]:
    return [one for use in manifests.charts for one in use.values]


def _others(manifests: Manifests) -> list[Value]:
    # A chart of one's own may read them in any form.
    found = [one.value for one in manifests.others if not one.is_own]
    return found + [one.value for one in manifests.objects if (one.value.text("apiVersion") or "").startswith(_GROUP)]


def _around(roots: Iterable[Value]) -> Iterator[Value]:
    for root in {one.place: one for one in roots}.values():
        yield from (one for one in root.mappings() if any(map(one.has, _PLACING)))
