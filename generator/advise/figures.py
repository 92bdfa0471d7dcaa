"""How well an advice uses the cards: what is taken, what is free, and what nobody can use."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.advise.advise import Advice
from generator.advise.cuts import devices_of
from generator.advise.devices import WHOLE, usable_mib
from generator.advise.fragmentation import FreeCard, Task, fragmentation
from generator.advise.pools import AdvisedPool, devices_of_pool, devices_to_itself
from generator.advise.request import Fleet

SHARE = "share"


class Free(NamedTuple):
    """`number` devices or shares of a name that nobody has."""

    name: str
    number: int


class FleetFigures(NamedTuple):
    """Figures for the cards of one model, memory in MiB.

    `loose_mib` lies in no device; `fragmented_mib` of the free memory is what the typical workload of the request
    cannot use.
    """

    model: str
    cards: int
    used_cards: int
    memory_mib: int
    wanted_mib: int
    free: tuple[Free, ...]
    loose_mib: int
    free_mib: int
    fragmented_mib: int

    @property
    def utilisation(self) -> float:
        """The part of the used cards' memory that workloads say they want."""
        return self.wanted_mib / self.memory_mib if self.memory_mib else 0.0


def fleet_figures(advice: Advice) -> tuple[FleetFigures, ...]:
    """Return the figures of each model of the request."""
    return tuple(_figures(advice, number, fleet) for number, fleet in enumerate(advice.request.fleets))


def _figures(advice: Advice, number: int, fleet: Fleet) -> FleetFigures:
    pools = [pool for pool in advice.pools if pool.fleet == number]
    free, loose, shares = _inventory(fleet, pools)
    wanted = sum(member.pods * member.workload.memory_mib for pool in pools for member in pool.members)
    for given in advice.split.given:
        if given.fleet == number:
            free[given.device] -= given.pods
            wanted += given.pods * given.workload.memory_mib
    cards = sum(pool.nodes for pool in pools) * fleet.per_node
    used = cards - free[WHOLE]
    sizes = {device.name: device.memory_mib for device in devices_of(fleet)}
    free_cards = [(FreeCard(0, (sizes[name],)), count) for name, count in free.items()]
    mix = [Task(one.memory_mib, one.pods) for one in advice.request.workloads if one.past is None]
    return FleetFigures(
        model=fleet.gpu.marketing,
        cards=cards,
        used_cards=used,
        memory_mib=used * usable_mib(fleet),
        wanted_mib=wanted,
        free=tuple(Free(name, count) for name, count in (*free.items(), (SHARE, shares)) if count),
        loose_mib=loose,
        free_mib=loose + sum(card.free_mib * count for card, count in free_cards),
        fragmented_mib=round(fragmentation([(FreeCard(loose, ()), 1), *free_cards], mix)),
    )


def _inventory(fleet: Fleet, pools: Sequence[AdvisedPool]) -> tuple[dict[str, int], int, int]:
    """Return devices that one pod can have to itself, memory that lies in none, and shares that are free."""
    devices: dict[str, int] = {}
    sizes = {device.name: device.memory_mib + device.kept_mib for device in devices_of(fleet)}
    loose = shares = 0
    for pool in pools:
        own, every = devices_to_itself(fleet, pool), devices_of_pool(fleet, pool)
        for layout, cards in pool.cuts:
            inside = sum(sizes[device] * count for device, count in layout.counts)
            loose += max(0, fleet.gpu.total_mib - fleet.reserved_mib - inside) * cards * pool.nodes
        shared = sum(count for name, count in every.items() if name not in own)
        shares += shared * pool.replicas - sum(one.pods for one in pool.members)
        for device, count in own.items():
            devices[device] = devices.get(device, 0) + count
    return {**devices, WHOLE: devices.get(WHOLE, 0)}, loose, shares
