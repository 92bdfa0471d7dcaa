"""Which MIG layouts a GPU can hold: an exact search over placements, nothing estimated from slice counts.

mig-parted cannot choose places, only counts: the driver picks the places, so a layout is good when there is at least
one way to place it. Source: NVIDIA/mig-parted pkg/mig/config/config.go (SetMigConfig).
"""

from functools import cache

from generator.model.mig import MigFamily, MigLayout, MigProfile, Placement

_SHOWN = 3


@cache
def place(family: MigFamily, layout: MigLayout) -> tuple[Placement, ...] | None:
    """Return a legal place for each instance, by start; None if the GPU cannot hold the layout.

    A family without known placements holds nothing but the empty layout: look at `MigFamily.basis` first.
    """
    profiles: list[MigProfile] = []
    for name, count in layout.counts:
        profile = family.profile(name)
        if profile is None or count > profile.max_count:
            return None
        profiles.extend([profile] * count)
    if not _engines_suffice(family, profiles):
        return None
    starts = _search(tuple(_by_difficulty(profiles)))
    if starts is None:
        return None
    places = (
        Placement(profile.name, start, size)
        for profile, (start, size) in zip(_by_difficulty(profiles), starts, strict=True)
    )
    return tuple(sorted(places, key=lambda place: place.start))


@cache
def legal_layouts(family: MigFamily, names: tuple[str, ...] | None = None) -> tuple[MigLayout, ...]:
    """Return every layout of these profiles (by default all of the family's) that fits, the empty one left out."""
    found = [MigLayout(())]
    for name in family.profile_names if names is None else names:
        for layout in tuple(found):
            larger = layout.plus(name)
            while place(family, larger) is not None:
                found.append(larger)
                larger = larger.plus(name)
    return tuple(found[1:])


@cache
def maximal_layouts(family: MigFamily, names: tuple[str, ...] | None = None) -> tuple[MigLayout, ...]:
    """Return the layouts of these profiles (by default all of the family's) that no other legal one contains."""
    considered = family.profile_names if names is None else names
    return tuple(
        layout
        for layout in legal_layouts(family, names)
        if all(place(family, layout.plus(name)) is None for name in considered)
    )


@cache
def what_fits(family: MigFamily, layout: MigLayout) -> tuple[MigLayout, ...]:
    """Return up to three layouts that fit and come nearest to one that does not, the best first.

    First the largest part of the layout that fits, then full GPUs that differ from it in the fewest instances. A
    layout that fits is its own answer; nothing is returned if none of its profiles exists on the GPU.
    """
    if place(family, layout) is not None:
        return (layout,)
    asked = MigLayout.of({p.name: min(layout.count_of(p.name), p.max_count + 1) for p in family.profiles})
    if not asked.counts:
        return ()
    parts = (part for part in legal_layouts(family, asked.names) if asked.contains(part))
    ranked_parts = sorted(parts, key=lambda part: (-_units(family, part), -part.instances, part.text()))
    plain = (p.name for p in family.profiles if not p.is_variant)
    full = maximal_layouts(family, tuple(dict.fromkeys((*plain, *asked.names))))
    ranked_full = sorted(full, key=lambda other: (_distance(asked, other), -_slices(family, other), other.text()))
    return tuple(dict.fromkeys((*ranked_parts[:1], *ranked_full)))[:_SHOWN]


def _engines_suffice(family: MigFamily, profiles: list[MigProfile]) -> bool:
    left = dict(family.engine_pool)
    for profile in profiles:
        for engine, count in profile.engines:
            left[engine] -= count
    return all(count >= 0 for count in left.values())


def _by_difficulty(profiles: list[MigProfile]) -> list[MigProfile]:
    return sorted(profiles, key=lambda profile: (len(profile.placements), profile.name))


def _search(profiles: tuple[MigProfile, ...]) -> tuple[tuple[int, int], ...] | None:
    dead: set[tuple[int, int]] = set()

    def descend(index: int, taken: int) -> tuple[tuple[int, int], ...] | None:
        if index == len(profiles):
            return ()
        if (index, taken) in dead:
            return None
        for start, size in profiles[index].placements:
            mask = ((1 << size) - 1) << start
            rest = None if taken & mask else descend(index + 1, taken | mask)
            if rest is not None:
                return ((start, size), *rest)
        dead.add((index, taken))
        return None

    return descend(0, 0)


def _units(family: MigFamily, layout: MigLayout) -> int:
    units = {profile.name: profile.memory_units for profile in family.profiles}
    return sum(units[name] * count for name, count in layout.counts)


def _slices(family: MigFamily, layout: MigLayout) -> int:
    slices = {profile.name: profile.compute_slices for profile in family.profiles}
    return sum(slices[name] * count for name, count in layout.counts)


def _distance(one: MigLayout, other: MigLayout) -> int:
    names = dict.fromkeys((*one.names, *other.names))
    return sum(abs(one.count_of(name) - other.count_of(name)) for name in names)
