"""How Kueue's own configuration, where it is here, counts what workloads ask for.

Sources: kubernetes-sigs/kueue apis/config/v1beta2/configuration_types.go (Resources), pkg/workload/workload.go
(totalRequestsFromPodSets: what is excluded is dropped first, then transformations, then claims of devices are added).
"""

from typing import NamedTuple

from generator.model.manifest import Manifests
from generator.model.manifest_objects import Program
from generator.model.manifest_value import Value, is_filled_in_later

_REPLACE = "Replace"
_STRATEGIES = (_REPLACE, "Retain")
_IGNORING = "IgnoreUndeclared"


class Transformation(NamedTuple):
    """What becomes of a resource: `replaced` is where it is said that it does not count itself, None where it does."""

    resource: str
    replaced: Value | None
    value: Value

    @property
    def outputs(self) -> dict[str, Value]:
        """What it counts as, each with the amount for one of it."""
        return dict(self.value.entries("outputs"))


class Counting(NamedTuple):
    """One configuration: its transformations, and the resources that it makes of others or of claims.

    `ignores` says that what a queue does not cover is not counted.
    """

    transformations: tuple[Transformation, ...]
    made: frozenset[str]
    ignores: bool

    @property
    def replaced(self) -> frozenset[str]:
        """The resources that count as others and are made of none."""
        return frozenset(one.resource for one in self.transformations if one.replaced is not None) - self.made


def countings(manifests: Manifests) -> tuple[Counting, ...]:
    """Return what each configuration of Kueue says of resources."""
    found = (one.content.get("resources") for one in manifests.program_configs if one.program is Program.KUEUE)
    return tuple(Counting((), frozenset(), ignores=False) if one is None else _counting(one) for one in found)


def _counting(resources: Value) -> Counting:
    excluded = tuple(str(one.tree) for one in resources.elements("excludeResourcePrefixes"))
    every = tuple(map(_transformation, resources.elements("transformations")))
    known = tuple(one for one in every if one.resource and not _is_open(one.value))
    classes = (one.text("name") or "" for one in resources.elements("deviceClassMappings"))
    return Counting(
        tuple(one for one in known if not one.resource.startswith(excluded)),
        frozenset(name for one in every for name in one.outputs) | frozenset(classes),
        ignores=resources.text("quotaCheckStrategy") == _IGNORING,
    )


def _transformation(value: Value) -> Transformation:
    strategy = value.get("strategy")
    replaced = strategy if strategy is not None and strategy.tree == _REPLACE else None
    return Transformation(value.text("input") or "", replaced, value)


def _is_open(value: Value) -> bool:
    strategy = value.get("strategy")
    return is_filled_in_later(value.text("input")) or (strategy is not None and strategy.tree not in _STRATEGIES)
