"""Every legal way to fill a GPU, found by growing sets of places; knows neither bit masks nor `max_count`."""

from collections import Counter
from functools import cache
from typing import TypeAlias

from generator.model.mig import MigFamily, MigLayout

Place: TypeAlias = tuple[str, int]
Layout: TypeAlias = frozenset[Place]


@cache
def legal_placings(family: MigFamily, names: tuple[str, ...]) -> frozenset[Layout]:
    """Return every non-empty set of (profile, start) that may exist at once."""
    choices = [(p, start, size) for p in family.profiles if p.name in names for start, size in p.placements]
    sizes = {p.name: p.memory_units for p in family.profiles}
    engines = {p.name: Counter(dict(p.engines)) for p in family.profiles}
    pool = Counter(dict(family.engine_pool))
    known: set[Layout] = {frozenset()}
    edge: set[Layout] = {frozenset()}
    while edge:
        grown: set[Layout] = set()
        for layout in edge:
            taken = {unit for name, start in layout for unit in range(start, start + sizes[name])}
            used = sum((engines[name] for name, _ in layout), Counter())
            for profile, start, size in choices:
                free = taken.isdisjoint(range(start, start + size))
                if free and used + engines[profile.name] <= pool:
                    grown.add(layout | {(profile.name, start)})
        edge = grown - known
        known |= edge
    return frozenset(known - {frozenset()})


def counts_of(layout: Layout) -> MigLayout:
    """Forget where the instances of a layout lie."""
    return MigLayout.of_names(name for name, _ in layout)


def legal_multisets(family: MigFamily, names: tuple[str, ...]) -> frozenset[MigLayout]:
    """Return the counts that some legal placing has."""
    return frozenset(counts_of(layout) for layout in legal_placings(family, names))
