"""Charts that are asked for by name, each with the address of the repository that is to have it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from generator.model.manifest import ChartOrder, Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Place, Value

REPOSITORY = "HelmRepository"


class Sourced(NamedTuple):
    """A chart that is asked for, and the address of its repository; None where that is not known."""

    order: ChartOrder
    address: Value | None

    @property
    def url(self) -> str:
        """The address as text; empty where it is not known."""
        tree = None if self.address is None else self.address.tree
        return tree if isinstance(tree, str) else ""


def sourced_orders(manifests: Manifests) -> Iterator[Sourced]:
    """Return every chart that is taken from a Helm repository or registry; those of Git repositories are none."""
    repositories: dict[str, list[KubeObject]] = {}
    for one in manifests.of_kind(REPOSITORY):
        repositories.setdefault(one.name, []).append(one)
    for order in manifests.orders:
        if order.source is None:
            yield Sourced(order, order.repository)
        elif order.source.text("kind") in (REPOSITORY, None):
            yield Sourced(order, _address(repositories.get(order.source.text("name") or "", [])))


class SourcedValues:
    """The charts that values are for, by where the values stand; the files are gone through once, at the first need."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests = manifests

    @cached_property
    def _by_place(self) -> Mapping[Place, list[Sourced]]:
        found: dict[Place, list[Sourced]] = {}
        for one in sourced_orders(self._manifests):
            for place in dict.fromkeys(given.place.plain for given in one.order.values):
                found.setdefault(place, []).append(one)
        return found

    def of(self, values: Value) -> Sequence[Sourced]:
        """Return the charts that are asked for with these values."""
        return self._by_place.get(values.place.plain, ())


def _address(named: list[KubeObject]) -> Value | None:
    """Return the address that repositories of one name agree on."""
    addresses = [one.value.get("spec", "url") for one in named]
    texts = {None if one is None else one.text() for one in addresses}
    return addresses[0] if len(texts) == 1 else None
