"""What the LimitRanges of a namespace say together, looked up by type, block and resource."""

from collections.abc import Iterable
from typing import NamedTuple

from generator.lint.common.workloads import thousandths
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_value import Value

_BLOCKS = ("default", "defaultRequest", "max", "maxLimitRequestRatio", "min")


class Bound(NamedTuple):
    """An amount of a resource in a LimitRange of this name."""

    name: str
    quantity: Value
    thousandths: int


class Limits:
    """The items of LimitRanges: read once, however many pods they are held against."""

    def __init__(self, ranges: Iterable[KubeObject]) -> None:
        """Take the items of some LimitRanges."""
        self.ranges = tuple(ranges)
        found: dict[tuple[str, str, str], list[Bound]] = {}
        self._said: set[tuple[str, str, str]] = set()
        for one in self.ranges:
            for item in one.value.elements("spec", "limits"):
                for block in _BLOCKS:
                    for resource, quantity in item.entries(block):
                        key, number = (item.text("type") or "", block, resource), thousandths(quantity)
                        self._said |= {key} if quantity.tree is not None else set()
                        if number is not None:
                            found.setdefault(key, []).append(Bound(one.name, quantity, number))
        self._bounds = {key: sorted(some, key=lambda bound: bound.thousandths) for key, some in found.items()}

    def says(self, kind: str, block: str, resource: str) -> bool:
        """Say whether an item of a type names a resource in a block."""
        return (kind, block, resource) in self._said

    def least(self, kind: str, block: str, resource: str) -> Bound | None:
        """Return the smallest amount that items of a type give."""
        return next(iter(self._bounds.get((kind, block, resource), ())), None)

    def most(self, kind: str, block: str, resource: str) -> Bound | None:
        """Return the largest amount that items of a type give."""
        return next(reversed(self._bounds.get((kind, block, resource), [])), None)
