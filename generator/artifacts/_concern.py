"""What the concerns of a bundle have in common: a name, a heading and the objects."""

from collections.abc import Callable
from typing import NamedTuple

from generator.model.plan import Plan
from generator.model.tree import Tree

Objects = tuple[dict[str, Tree], ...]


class Concern(NamedTuple):
    """One kind of plain manifests.

    `component` puts them under components/, where an overlay can leave them out; otherwise they are base.
    `in_chart` is False for what Helm itself takes care of.
    """

    name: str
    title: str
    objects: Callable[[Plan], Objects]
    component: bool
    in_chart: bool = True


class Manifest(NamedTuple):
    """The text of one concern's objects, the same bytes wherever it stands."""

    concern: Concern
    text: str


def metadata(plan: Plan, name: str, namespace: str | None = None, **more: Tree) -> dict[str, Tree]:
    """Return an object's metadata with the labels by which everything of this bundle is found."""
    found: dict[str, Tree] = {"name": name}
    if namespace is not None:
        found["namespace"] = namespace
    labels: dict[str, Tree] = {"app.kubernetes.io/managed-by": "gpuslice", "app.kubernetes.io/part-of": plan.cluster}
    given = more.pop("labels", None)
    if isinstance(given, dict):
        labels |= given
    found["labels"] = labels
    return found | more


def header(source: str, title: str) -> tuple[str, ...]:
    """Return the lines that open a generated file."""
    return (title, f"Made by gpuslice from {source}. Do not edit: change the profile and render again.")
