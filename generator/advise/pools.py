"""Pools of nodes: the cards that were cut are laid onto nodes, equal nodes together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.advise.devices import WHOLE
from generator.advise.request import Fleet
from generator.advise.rules import Reason
from generator.advise.shares import Group, Member, Room
from generator.advise.split import Cut
from generator.model.mig import MigLayout
from generator.model.plan import Mode


class Laid(NamedTuple):
    """`nodes` nodes whose cards have these layouts, in this order; the cards after them are whole."""

    nodes: int
    cuts: tuple[tuple[MigLayout, int], ...]

    @property
    def cards(self) -> int:
        """How many cards of such a node are cut."""
        return sum(cards for _, cards in self.cuts)


class AdvisedPool(NamedTuple):
    """A pool of the profile. `replicas` is 1 where nothing is shared.

    `members` share MIG devices where `sliced`, else the cards that are not cut.
    """

    name: str
    fleet: int
    nodes: int
    node_names: tuple[str, ...]
    mode: Mode
    replicas: int
    cuts: tuple[tuple[MigLayout, int], ...]
    members: tuple[Member, ...]
    reason: Reason
    sliced: bool = False


def laid_on_nodes(fleet: Fleet, cuts: Sequence[tuple[MigLayout, int]]) -> tuple[Laid, ...]:
    """Return nodes for all cards that are cut: full nodes of one layout first, then what is left, node after node.

    Only the last one can have cards that are not cut.
    """
    found: list[Laid] = []
    rest: list[MigLayout] = []
    for layout, cards in sorted(cuts, key=lambda cut: (-cut[1], cut[0].text())):
        nodes = cards // fleet.per_node
        found += [Laid(nodes, ((layout, fleet.per_node),))] if nodes else []
        rest += [layout] * (cards - nodes * fleet.per_node)
    for first in range(0, len(rest), fleet.per_node):
        node = rest[first : first + fleet.per_node]
        found.append(Laid(1, tuple((layout, node.count(layout)) for layout in dict.fromkeys(node))))
    return tuple(found)


def cut_cards(cuts: Sequence[Cut], fleet: int) -> tuple[tuple[MigLayout, int], ...]:
    """Return the layouts of a fleet with the number of cards, wherever these come from; whole cards left out."""
    cards: dict[MigLayout, int] = {}
    for cut in cuts:
        if cut.fleet == fleet and cut.layout.counts:
            cards[cut.layout] = cards.get(cut.layout, 0) + cut.cards
    return tuple(cards.items())


def devices_of_pool(fleet: Fleet, pool: AdvisedPool) -> dict[str, int]:
    """Return how many devices of each name a pool has on all of its nodes, shared or not; whole cards may be none."""
    found = {WHOLE: (fleet.per_node - sum(cards for _, cards in pool.cuts)) * pool.nodes}
    for layout, cards in pool.cuts:
        for name, count in layout.counts:
            found[name] = found.get(name, 0) + count * cards * pool.nodes
    return found


def devices_to_itself(fleet: Fleet, pool: AdvisedPool) -> dict[str, int]:
    """Return those that one pod can have to itself, without what the members of the pool have."""
    own = devices_of_pool(fleet, pool)
    return {name: count for name, count in own.items() if not pool.members or (name != WHOLE) != pool.sliced}


def room_left(number: int, fleet: Fleet, laid: Sequence[Laid], whole: int) -> Room:
    """Return what is left for shares when so many nodes are cut and `whole` cards are given out whole.

    Shares and whole cards of one node have one name, so that the scheduler would mix them up: whole cards take what
    is left of the last cut node, and then nodes of their own.
    """
    cut_nodes = sum(one.nodes for one in laid)
    spare = fleet.per_node - laid[-1].cards if laid else 0
    beyond = max(0, whole - spare)
    whole_nodes = -(-beyond // fleet.per_node)
    return Room(number, fleet.nodes - cut_nodes - whole_nodes, 0 if whole else spare)


class Namer:
    """Hands out names of pools and of nodes, each once."""

    def __init__(self, fleets: Sequence[Fleet]) -> None:
        self._fleets = fleets
        self._taken: dict[str, int] = {}
        self._nodes = [iter(fleet.node_names) for fleet in fleets]

    def pool(self, fleet: int, word: str) -> str:
        """Return a name that no other pool has."""
        name = word if len(self._fleets) == 1 else f"{self._fleets[fleet].gpu.id}-{word}"
        self._taken[name] = self._taken.get(name, 0) + 1
        return name if self._taken[name] == 1 else f"{name}-{self._taken[name]}"

    def nodes(self, fleet: int, number: int) -> tuple[str, ...]:
        """Return the next nodes of a fleet; none where they have no names."""
        return tuple(name for _, name in zip(range(number), self._nodes[fleet], strict=False))


class Chosen(NamedTuple):
    """How a group is shared, and why."""

    mode: Mode
    reason: Reason


def pools_of(
    number: int, laid: Sequence[Laid], groups: Sequence[tuple[Group, Chosen]], namer: Namer, reason: Reason
) -> Iterator[AdvisedPool]:
    """Yield the pools of a fleet: cut nodes, of which the last may share its whole cards, then groups that share."""
    spare = next((one for one in groups if one[0].nodes == 0), None)
    for one in laid:
        shares = spare if one is laid[-1] else None
        yield AdvisedPool(
            namer.pool(number, "mig"),
            number,
            one.nodes,
            namer.nodes(number, one.nodes),
            Mode.MIG,
            1 if shares is None else shares[0].replicas,
            one.cuts,
            () if shares is None else shares[0].members,
            reason,
        )
    for group, chosen in groups:
        if group.nodes:
            yield _group_pool(number, group, chosen, namer)


_WORDS = {
    Mode.EXCLUSIVE: "single",
    Mode.TIME_SLICING: "shared",
    Mode.MPS: "shared",
    Mode.MIG: "mig",
    Mode.MIG_TIME_SLICING: "slices",
}


def _group_pool(number: int, group: Group, chosen: Chosen, namer: Namer) -> AdvisedPool:
    layout = MigLayout.of({group.carrier.device: group.carrier.per_card}) if group.carrier.per_card > 1 else None
    return AdvisedPool(
        namer.pool(number, _WORDS[chosen.mode]),
        number,
        group.nodes,
        namer.nodes(number, group.nodes),
        chosen.mode,
        group.replicas,
        () if layout is None else ((layout, group.cards // group.nodes),),
        group.members,
        chosen.reason,
        layout is not None,
    )
