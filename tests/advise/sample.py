"""Requests for tests, and a second, plain way to find the best split of a few cards."""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from generator.advise.cuts import PARTS, Need
from generator.advise.devices import mig_devices, mig_layouts
from generator.advise.request import Fleet, Workload
from generator.facts.gpus import all_gpus, find_gpu
from generator.model.gpu import Gpu, GpuUnknown
from generator.model.mig import MigFamily, MigLayout
from generator.model.workload import Isolation


def gpu(name: str) -> Gpu:
    """Return a GPU, which must be known."""
    found = find_gpu(name)
    assert not isinstance(found, GpuUnknown)
    return found


def gpu_of_family(family: MigFamily) -> Gpu:
    """Return a GPU of a family."""
    return next(one for one in all_gpus() if family.id in (one.mig_family, *one.mig_family_variants))


def fleet(name: str, cards: int) -> Fleet:
    """Return a node with so many cards."""
    return Fleet(gpu(name), cards, 1)


def isolated(name: str, pods: int, mib: int, slices: int = 1) -> Workload:
    """Return a workload that wants devices of its own."""
    return Workload(name, pods, mib, Isolation.UNTRUSTED, compute_slices=slices)


def trusted(name: str, pods: int, mib: int, tenant: str = "") -> Workload:
    """Return a workload that may share."""
    return Workload(name, pods, mib, Isolation.TRUSTED, tenant)


Score = tuple[int, int, int, int]
"""Pods without a device, cards, layouts, and stranded parts of cards: the less, the better, in this order."""


def best_by_hand(family: MigFamily, needs: Sequence[Need], cards: int) -> Score:
    """Try every multiset of full layouts on up to so many cards, and every way to hand out their devices."""
    tried = (
        (layouts, _served(family, needs, layouts))
        for number in range(cards + 1)
        for layouts in combinations_with_replacement(mig_layouts(family), number)
    )
    wanted = sum(need.pods for need in needs)
    return min(
        (wanted - served, len(layouts), len(set(layouts)), sum(_loose(family, one) for one in layouts) + oversize)
        for layouts, (served, oversize) in tried
    )


def _served(family: MigFamily, needs: Sequence[Need], layouts: Sequence[MigLayout]) -> tuple[int, int]:
    """Return the most pods that get a device, and the least that these devices are too large for them."""
    devices: dict[str, int] = {}
    for layout in layouts:
        for name, count in layout.counts:
            devices[name] = devices.get(name, 0) + count
    names = tuple(devices)
    states = {tuple(devices.values()): (0, 0)}
    for need in needs:
        states = dict(_after(family, need, names, states))
    return max(states.values(), key=lambda one: (one[0], -one[1]))


def _after(
    family: MigFamily, need: Need, names: tuple[str, ...], states: dict[tuple[int, ...], tuple[int, int]]
) -> Iterator[tuple[tuple[int, ...], tuple[int, int]]]:
    """Yield the states, free devices with what was reached, after each way to serve a need in part or whole."""
    found = dict(states)
    front = states
    for _ in range(need.pods):
        following: dict[tuple[int, ...], tuple[int, int]] = {}
        for free, (served, oversize) in front.items():
            for index, name in enumerate(names):
                if not free[index] or name not in need.fits[0]:
                    continue
                left = (*free[:index], free[index] - 1, *free[index + 1 :])
                more = _units(family, name) - _units(family, need.fits[0][0])
                reached = (served + 1, oversize + PARTS * more // family.placement_units)
                known = following.get(left)
                if known is None or (-reached[0], reached[1]) < (-known[0], known[1]):
                    following[left] = reached
        for left, reached in following.items():
            known = found.get(left)
            if known is None or (-reached[0], reached[1]) < (-known[0], known[1]):
                found[left] = reached
        front = following
    yield from found.items()


def _units(family: MigFamily, name: str) -> int:
    profile = family.profile(name)
    assert profile is not None
    return profile.memory_units


def _loose(family: MigFamily, layout: MigLayout) -> int:
    units = sum(_units(family, name) * count for name, count in layout.counts)
    slices = sum(int(name.partition("g.")[0]) * count for name, count in layout.counts)
    return (
        PARTS * (family.placement_units - units) // family.placement_units
        + PARTS * (family.compute_slices - slices) // family.compute_slices
    )


def fits_on_mig(family: MigFamily, workload: Workload) -> tuple[str, ...]:
    """Return the devices that do for a workload, the smallest first."""
    return tuple(
        device.name
        for device in mig_devices(family)
        if device.memory_mib >= workload.memory_mib and device.compute_slices >= workload.compute_slices
    )
