"""Where workloads that trust each other go: shares of cards, sized for the worst set of pods that may meet on one."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from generator.advise.devices import WHOLE, family_of, mig_devices, usable_mib
from generator.advise.request import Fleet, Workload

MOST_SHARES = 1024
"""The most that a profile takes."""
MOST_INSTANCES = 7
"""The most MIG devices of one card (source: https://docs.nvidia.com/datacenter/tesla/mig-user-guide/)."""


class Member(NamedTuple):
    """`pods` of a workload in a group."""

    workload: Workload
    pods: int


class Carrier(NamedTuple):
    """What shares are cut from: `per_card` devices of a card, each with `memory_mib`."""

    device: str
    per_card: int
    memory_mib: int


class Group(NamedTuple):
    """Workloads that share `nodes` nodes of a fleet, or `cards` cards of one node that is partly cut by MIG.

    Each device of the carrier has `replicas` shares; with 1 nothing is shared.
    """

    fleet: int
    nodes: int
    cards: int
    carrier: Carrier
    replicas: int
    members: tuple[Member, ...]

    @property
    def capacity(self) -> int:
        """How many pods find a place."""
        return self.cards * self.carrier.per_card * self.replicas


class Room(NamedTuple):
    """What a fleet has left: whole nodes, and cards of the one node that is partly cut by MIG."""

    fleet: int
    nodes: int
    spare_cards: int


class Shared(NamedTuple):
    """Groups, and what found no place."""

    groups: tuple[Group, ...]
    left: tuple[Member, ...]


def safe_shares(members: Sequence[Member], memory_mib: int) -> int:
    """Return how many pods may meet on one device, whichever they are: the largest ones together must fit.

    `members` come the largest first.
    """
    found, free = 0, memory_mib
    for workload, pods in members:
        more = min(pods, free // workload.memory_mib)
        found, free = found + more, free - more * workload.memory_mib
        if more < pods:
            break
    return min(found, MOST_SHARES)


def worst_set(members: Sequence[Member], replicas: int) -> int:
    """Return the memory of the largest pods that may meet on one device, in MiB."""
    total = 0
    for workload, pods in sorted(members, key=_size, reverse=True):
        taken = min(pods, replicas)
        total, replicas = total + taken * workload.memory_mib, replicas - taken
    return total


def share_out(fleets: Sequence[Fleet], rooms: Sequence[Room], workloads: Sequence[Workload]) -> Shared:
    """Return who shares what, the largest workloads first, fleet by fleet in the order of the request.

    Within a fleet the number of nodes is the least that workloads in order of their size can do with.
    """
    left = sorted((Member(one, one.pods) for one in workloads), key=_size, reverse=True)
    sliced = len({one.tenant for one in workloads}) > MOST_INSTANCES
    groups: list[Group] = []
    for room in rooms:
        fleet = fleets[room.fleet]
        fitting = [member for member in left if member.workload.memory_mib <= usable_mib(fleet)]
        found = [*_on_spare_cards(room, fleet, fitting)]
        rest = _without(fitting, found)
        found += _on_nodes(room, fleet, rest, sliced=sliced)
        groups += found
        left = _without(left, found)
    return Shared(tuple(groups), tuple(left))


def _size(member: Member) -> tuple[int, str]:
    return member.workload.memory_mib, member.workload.name


def _without(members: Sequence[Member], groups: Sequence[Group]) -> list[Member]:
    taken: dict[str, int] = {}
    for group in groups:
        for member in group.members:
            taken[member.workload.name] = taken.get(member.workload.name, 0) + member.pods
    rest = (member._replace(pods=member.pods - taken.get(member.workload.name, 0)) for member in members)
    return [member for member in rest if member.pods]


def _pods(members: Sequence[Member]) -> int:
    return sum(member.pods for member in members)


def _whole(fleet: Fleet) -> Carrier:
    return Carrier(WHOLE, 1, usable_mib(fleet))


def _on_spare_cards(room: Room, fleet: Fleet, members: Sequence[Member]) -> Iterator[Group]:
    """The run of workloads, in order of size, with the most pods that these cards can take."""
    best: list[Member] = []
    if room.spare_cards:
        for first in range(len(members)):
            most = safe_shares(members[first:], usable_mib(fleet)) * room.spare_cards
            taken = _up_to(members[first:], most)
            best = taken if _pods(taken) > _pods(best) else best
    if best:
        replicas = ceil(_pods(best) / room.spare_cards)
        yield Group(room.fleet, 0, room.spare_cards, _whole(fleet), replicas, tuple(best))


def _up_to(members: Sequence[Member], most: int) -> list[Member]:
    """Return the first members, with `most` pods together."""
    taken: list[Member] = []
    for member in members:
        pods = min(member.pods, most - _pods(taken))
        if not pods:
            break
        taken.append(member._replace(pods=pods))
    return taken


def _on_nodes(room: Room, fleet: Fleet, members: Sequence[Member], *, sliced: bool) -> list[Group]:
    """Cut the members into runs that need the fewest nodes; what is too much is left out, the largest first."""
    carriers = (*(_slices(fleet) if sliced else ()), _whole(fleet))
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (len(members) + 1)
    for first in range(len(members) - 1, -1, -1):
        ends = range(first + 1, len(members) + 1)
        runs = ((_cost(fleet, carriers, members[first:end])[0], end) for end in ends)
        best[first] = min((nodes + best[end][0], 1 + best[end][1], end) for nodes, end in runs)
    start = next(index for index in range(len(members) + 1) if best[index][0] <= room.nodes)
    groups: list[Group] = []
    free = room.nodes - best[start][0]
    if start and free:
        _, carrier, shares = _cost(fleet, carriers, members[start - 1 : start])
        some = _up_to(members[start - 1 : start], free * fleet.per_node * carrier.per_card * shares)
        groups.append(_group(room.fleet, fleet, carriers, some))
    while start < len(members):
        end = best[start][2]
        groups.append(_group(room.fleet, fleet, carriers, members[start:end]))
        start = end
    return groups


def _slices(fleet: Fleet) -> Iterator[Carrier]:
    family = family_of(fleet)
    for device in () if family is None else mig_devices(family):
        profile = None if family is None else family.profile(device.name)
        if profile is not None and profile.max_count > 1:
            yield Carrier(device.name, profile.max_count, device.memory_mib)


def _cost(fleet: Fleet, carriers: Sequence[Carrier], members: Sequence[Member]) -> tuple[int, Carrier, int]:
    """Return the nodes that a run of members needs, and on what, with how many shares; MIG devices where they do."""
    for carrier in carriers:
        shares = safe_shares(members, carrier.memory_mib)
        if shares:
            return ceil(_pods(members) / (shares * carrier.per_card * fleet.per_node)), carrier, shares
    raise AssertionError("only what fits on a whole card gets here")


def _group(number: int, fleet: Fleet, carriers: Sequence[Carrier], members: Sequence[Member]) -> Group:
    """Make a group with as few shares as its nodes allow."""
    nodes, carrier, _ = _cost(fleet, carriers, members)
    cards = nodes * fleet.per_node
    replicas = ceil(_pods(members) / (cards * carrier.per_card))
    return Group(number, nodes, cards, carrier, replicas, tuple(members))
