"""Which GPUs the nodes of a pool have: said by the caller, by the nodes themselves, or by what only one can do."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.facts.discovery_labels import PRODUCT
from generator.facts.gpus import find_gpu
from generator.facts.mig import family_with
from generator.facts.placement import place
from generator.importing.groups import Group
from generator.importing.layouts import Layout
from generator.importing.request import Request
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place, Value
from generator.model.mig import MigLayout

_MOST_CARDS = 64
_GUESSED = "Taken from {}: no file says which GPU these nodes have."


class PoolCard(NamedTuple):
    """A model in each node of a pool and how many; `origin` is where it is said, None for the caller.

    `guess` says by what it was guessed, where nobody said it.
    """

    gpu: Gpu
    per_node: int
    origin: Place | None
    guess: str | None = None


class Wish(NamedTuple):
    """What is known of a pool before its cards are: the names it goes by, its nodes and its layout."""

    names: tuple[str, ...]
    groups: tuple[Group, ...]
    layout: Layout | None


class Cards:
    """Answers which cards a pool has; what any file says of products is read once."""

    def __init__(self, manifests: Manifests, request: Request) -> None:
        """Gather what holds for all pools."""
        self._owned: dict[str, dict[Gpu, int | None]] = {}
        for card in request.cards:
            if card.owner:
                self._owned.setdefault(card.owner, {})[card.gpu] = card.per_node
        for owner, gpu in manifests.context.node_gpus:
            self._owned.setdefault(owner, {}).setdefault(gpu, None)
        self._free = [(card.gpu, card.per_node) for card in request.cards if not card.owner]
        self._free += [(gpu, None) for gpu in manifests.context.gpus]
        self._selected = _selected(manifests)

    def owners(self) -> tuple[str, ...]:
        """Return the nodes and pools of which the caller says the cards."""
        return tuple(self._owned)

    def of(self, wish: Wish) -> tuple[PoolCard, ...]:
        """Return a pool's cards; nothing where they are not known."""
        found = self._said(wish) or self._seen(wish) or self._named(wish) or self._anywhere(wish)
        least = 0 if wish.layout is None else wish.layout.highest_index + 1
        if len(found) == 1:
            counted = next((group.per_node for group in wish.groups if group.per_node), 1)
            number = counted if found[0].per_node == 1 else found[0].per_node
            return (found[0]._replace(per_node=min(_MOST_CARDS, max(number, least))),)
        return found

    def others(self, wish: Wish) -> tuple[Gpu, ...]:
        """Return the models that the caller said of no node or pool and that this pool could have as well."""
        free = tuple(dict.fromkeys(gpu for gpu, _ in self._free))
        return free if not self._said(wish) and not self._seen(wish) and len(free) > 1 else ()

    def by_node(self, group: Group) -> Iterator[Group]:
        """Yield a group's nodes of which the caller says the cards one by one, and the others together."""
        for name in group.names:
            if name in self._owned:
                yield group._replace(names=(name,))
        others = tuple(name for name in group.names if name not in self._owned)
        if others or not group.names:
            yield group._replace(names=others)

    def _said(self, wish: Wish) -> tuple[PoolCard, ...]:
        nodes = (name for group in wish.groups for name in group.names)
        return self._of_owners(nodes) or self._of_owners(wish.names)

    def _of_owners(self, owners: Iterable[str]) -> tuple[PoolCard, ...]:
        owned = (self._owned.get(owner, {}) for owner in owners)
        cards = {gpu.id: PoolCard(gpu, number or 1, None) for one in owned for gpu, number in one.items()}
        return tuple(cards.values())

    def _seen(self, wish: Wish) -> tuple[PoolCard, ...]:
        counts = [number for gpu, number in self._free if number is not None]
        for group in wish.groups:
            if group.gpu is not None:
                said = next((number for gpu, number in self._free if gpu.id == group.gpu.id and number), None)
                return (
                    PoolCard(group.gpu, group.per_node or said or (counts[0] if len(counts) == 1 else 1), group.place),
                )
        return ()

    def _named(self, wish: Wish) -> tuple[PoolCard, ...]:
        """An entry that is called like a GPU is for that GPU, if the caller has not said others."""
        for name in wish.names:
            gpu = find_gpu(name)
            if isinstance(gpu, Gpu) and (not self._free or gpu.id in {one.id for one, _ in self._free}):
                guess = None if self._free else _GUESSED.format(f"the name {name}")
                return tuple(one._replace(guess=guess) for one in self._fitting(((gpu, self._count(gpu)),), wish))
        return ()

    def _count(self, gpu: Gpu) -> int | None:
        return next((number for one, number in self._free if one.id == gpu.id), None)

    def _anywhere(self, wish: Wish) -> tuple[PoolCard, ...]:
        return (
            self._fitting(self._free, wish)
            or self._fitting(((one, None) for one in self._filtered(wish)), wish)
            or tuple(
                one._replace(guess=_GUESSED.format("the product that workloads select"))
                for one in self._fitting(((gpu, None) for gpu in self._selected), wish)
            )
        )

    def _filtered(self, wish: Wish) -> tuple[Gpu, ...]:
        """Return the one GPU that a layout's filters let through."""
        from generator.facts.gpus import all_gpus

        items = wish.layout.items if wish.layout is not None else ()
        ids = {one for item in items for one in item.ids or ()}
        fitting = tuple(gpu for gpu in all_gpus() if ids & set(gpu.pci_device_ids))
        return fitting if len(fitting) == 1 else ()

    def _fitting(self, cards: "Iterable[tuple[Gpu, int | None]]", wish: Wish) -> tuple[PoolCard, ...]:
        """Return the first of several cards that can hold what the pool asks for, else the first with its profiles."""
        able = [(gpu, number) for gpu, number in cards if can_do(gpu, wish.layout)]
        holding = [(gpu, number) for gpu, number in able if can_hold(gpu, wish.layout)]
        return tuple(PoolCard(gpu, number or 1, None) for gpu, number in (holding or able)[:1])


def can_do(gpu: Gpu, layout: Layout | None) -> bool:
    """Say whether a GPU has the MIG profiles of a layout, as far as they are meant for it."""
    if layout is None:
        return True
    wanted = {name for item in layout.items if item.fits(gpu) for name in item.counts}
    return family_with(gpu, wanted) is not None and bool(wanted or not layout.items)


def can_hold(gpu: Gpu, layout: Layout | None) -> bool:
    """Say whether a GPU has places for the devices of a layout, as far as they are meant for it."""
    items = () if layout is None else tuple(item for item in layout.items if item.fits(gpu))
    return all(holds(gpu, item.counts) for item in items)


def holds(gpu: Gpu, counts: Mapping[str, int]) -> bool:
    """Say whether a GPU has places for devices of these MIG profiles, together on one GPU."""
    family = family_with(gpu, counts)
    return family is not None and place(family, MigLayout.of(counts)) is not None


def _selected(manifests: Manifests) -> tuple[Gpu, ...]:
    """Return the one GPU that workloads select by nvidia.com/gpu.product, if all of them mean the same."""
    found = {gpu.id: gpu for text in _products(manifests) if isinstance(gpu := find_gpu(text), Gpu)}
    return tuple(found.values()) if len(found) == 1 else ()


def _products(manifests: Manifests) -> Iterator[str]:
    for workload in manifests.workloads:
        selected = workload.pod.text("nodeSelector", PRODUCT)
        if selected is not None:
            yield selected
        for term in workload.pod.elements(
            "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"
        ):
            yield from _of_term(term)


def _of_term(term: Value) -> Iterator[str]:
    for one in term.elements("matchExpressions"):
        if one.text("key") == PRODUCT and one.text("operator") == "In":
            yield from (each.tree for each in one.elements("values") if isinstance(each.tree, str))
