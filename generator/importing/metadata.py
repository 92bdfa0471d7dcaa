"""Labels and annotations of objects that the bundle makes itself: those that it does not give them are told."""

from collections.abc import Iterator

from generator.importing.codes import INEXPRESSIBLE
from generator.importing.draft import Draft
from generator.model.finding import Severity
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Value

_MANAGED = "app.kubernetes.io/managed-by"
_PART = "app.kubernetes.io/part-of"
_KEPT = frozenset({"helm.sh/resource-policy", "argocd.argoproj.io/sync-options", "kustomize.toolkit.fluxcd.io/prune"})
"""By these the bundle keeps a tenant's namespace from being pruned, whatever the annotation said before."""
_BY_OTHERS = ("kubectl.kubernetes.io/", "meta.helm.sh/", "kubernetes.io/metadata.name")
"""What Kubernetes, kubectl and Helm write themselves."""


def own_labels(one: KubeObject) -> Iterator[tuple[str, Value]]:
    """Return the labels that somebody gave an object, less those by which the bundle's objects are found."""
    bundles = _is_bundles(one)
    for key, value in one.value.entries("metadata", "labels"):
        if not key.startswith(_BY_OTHERS) and not (bundles and key in (_MANAGED, _PART)):
            yield key, value


def is_replaced(key: str) -> bool:
    """Say whether the bundle sets a label on each of its objects."""
    return key in (_MANAGED, _PART)


def tell_label(one: KubeObject, key: str, value: Value, draft: Draft, fix: str) -> None:
    """Say that a label stays behind: nothing of GPUs reads it, so that it is worth a note and no more."""
    _tell(one, f"metadata.labels[{key}]", value, draft, fix)


def tell_annotations(one: KubeObject, draft: Draft, fix: str) -> None:
    """Name the annotations that the bundle's object does not have."""
    for key, value in one.value.entries("metadata", "annotations"):
        if not key.startswith(_BY_OTHERS) and key not in _KEPT:
            _tell(one, f"metadata.annotations[{key}]", value, draft, fix)


def _tell(one: KubeObject, what: str, value: Value, draft: Draft, fix: str) -> None:
    """Name what the bundle's object lacks; two objects of one name cannot stand beside each other."""
    draft.tell(INEXPRESSIBLE, f"{what} of the {one.kind} {one.name}", value.place, fix, Severity.INFO)


def _is_bundles(one: KubeObject) -> bool:
    return one.value.text("metadata", "labels", _MANAGED) == "gpuslice"
