"""What a unit and a namespace's quota cost per hour, exactly: fractions of the price of a card, never floats.

The units of a card cost together what the card costs. Shares of time or of MPS cost the same each. A MIG device is
weighed by the larger of its parts of the card's compute slices and of its memory, since that is what it takes away
from others (two 3g.40gb leave nothing of an A100, though they compute with 6 of 7 slices); then the card's price is
parted by these weights among the devices of its layout. So what a layout leaves unused is paid by those who are there,
and where the weights come to more than the card (1/2 by memory and twice 2/7 by compute slices) each pays less.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from generator.facts.mig import family_with, mig_family
from generator.model.mig import MigFamily, MigLayout
from generator.model.plan import Plan, PoolGpu, PoolPlan

_MICROS = 1_000_000
_MANY = 2**63
"""Nodes of a pool of which nobody says how many: more than any quota asks for."""


class Cards(NamedTuple):
    """`number` cards of an entry in each node of a pool that are cut alike; None is a card without MIG."""

    entry: PoolGpu
    layout: MigLayout | None
    number: int


class UnitPrice(NamedTuple):
    """What one unit on a device costs per hour: a part of the card's price, over the replicas of the device.

    `part` is 1 for a whole card. `devices` is how many there are in each node.
    """

    pool: str
    resource: str
    device: str
    devices: int
    card: Fraction
    part: Fraction
    replicas: int

    @property
    def amount(self) -> Fraction:
        """The price of one unit for one hour."""
        return self.card * self.part / self.replicas


class QuotaPrice(NamedTuple):
    """What a quota costs per hour when all of it is taken, or all that there is where that is less.

    It is a range where pools that advertise the name have different prices, since a quota knows no pool: at least as
    many units as there are of the cheapest are cheap, and so on. `counted` are the units that the price is for.
    """

    resource: str
    units: int
    counted: int
    low: Fraction
    high: Fraction


class TenantPrice(NamedTuple):
    """A namespace's quotas that can be priced; `unpriced` are names that cards without a price have, too."""

    namespace: str
    quotas: tuple[QuotaPrice, ...]
    unpriced: tuple[str, ...]

    @property
    def low(self) -> Fraction:
        """All priced quotas together where they cost least."""
        return sum((one.low for one in self.quotas), Fraction(0))

    @property
    def high(self) -> Fraction:
        """All priced quotas together where they cost most."""
        return sum((one.high for one in self.quotas), Fraction(0))


def cards_of(pool: PoolPlan) -> tuple[Cards, ...]:
    """Return the cards of a node by entry and layout."""
    found: list[Cards] = []
    for entry in pool.gpus:
        cut = 0
        for item in pool.mig_items:
            if item.layout is None or item.device_filter not in ((), entry.gpu.pci_device_ids):
                continue
            number = entry.per_node if item.devices is None else len(item.devices)
            found.append(Cards(entry, item.layout, number))
            cut += number
        if entry.per_node > cut:
            found.append(Cards(entry, None, entry.per_node - cut))
    return tuple(found)


def unit_prices(plan: Plan) -> tuple[UnitPrice, ...]:
    """Return the prices of all units on cards that have one, pool by pool, equal ones together."""
    return tuple(price for pool in plan.pools for price in _pool_prices(pool))


def tenant_prices(plan: Plan) -> tuple[TenantPrice, ...]:
    """Return what quotas cost, of each namespace that has one on what nodes advertise; none without a price."""
    nodes = {pool.name: pool.most_nodes for pool in plan.pools}
    known: dict[str, list[_Lot]] = {}
    for price in unit_prices(plan):
        lot = _Lot(price.amount, (nodes[price.pool] or _MANY) * price.devices * price.replicas)
        known.setdefault(price.resource, []).append(lot)
    if not known:
        return ()
    unpriced = _unpriced(plan)
    orders = {name: (sorted(lots), sorted(lots, reverse=True)) for name, lots in known.items() if name not in unpriced}
    found: list[TenantPrice] = []
    for tenant in plan.tenants:
        asked = [(name, units) for name, units in tenant.quota if units]
        quotas = (
            QuotaPrice(name, units, _counted(units, orders[name][0]), *(_cost(units, lots) for lots in orders[name]))
            for name, units in asked
            if name in orders
        )
        found.append(TenantPrice(tenant.namespace, tuple(quotas), tuple(name for name, _ in asked if name in unpriced)))
    return tuple(one for one in found if one.quotas or one.unpriced)


def cards_without_price(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return pool and card for all cards that nobody said a price of."""
    return tuple(
        dict.fromkeys(
            (pool.name, entry.gpu.marketing) for pool in plan.pools for entry in pool.gpus if entry.price_micros is None
        )
    )


class _Lot(NamedTuple):
    """So many units at one price."""

    amount: Fraction
    units: int


def _cost(units: int, lots: Sequence[_Lot]) -> Fraction:
    """Return what so many units cost if the first lots are taken first; nothing for those that are not there."""
    cost = Fraction(0)
    for lot in lots:
        taken = min(units, lot.units)
        cost += taken * lot.amount
        units -= taken
        if not units:
            break
    return cost


def _counted(units: int, lots: Sequence[_Lot]) -> int:
    """Return how many of so many units there are."""
    return min(units, sum(lot.units for lot in lots))


def _unpriced(plan: Plan) -> frozenset[str]:
    """Return the names behind which there is a card without a price."""
    found: set[str] = set()
    for pool in plan.pools:
        free = {name for cards in cards_of(pool) if cards.entry.price_micros is None for name in _devices(cards)}
        found.update(one.name for one in pool.resources if any(part.device in free for part in one.parts))
    return frozenset(found)


def _devices(cards: Cards) -> tuple[str, ...]:
    return (cards.entry.gpu.marketing,) if cards.layout is None else cards.layout.names


def _pool_prices(pool: PoolPlan) -> Iterator[UnitPrice]:
    behind = {part.device: one for one in pool.resources for part in one.parts}
    found: dict[UnitPrice, int] = {}
    for cards in cards_of(pool):
        if cards.entry.price_micros is None:
            continue
        card = Fraction(cards.entry.price_micros, _MICROS)
        for device, count, part in _parts(cards):
            resource = behind[device]
            price = UnitPrice(pool.name, resource.name, device, 0, card, part, resource.replicas)
            found[price] = found.get(price, 0) + count * cards.number
    return (price._replace(devices=devices) for price, devices in found.items())


def _parts(cards: Cards) -> tuple[tuple[str, int, Fraction], ...]:
    """Return each device of a card, how many of it there are, and the part of the card's price that one has."""
    if cards.layout is None:
        return ((cards.entry.gpu.marketing, 1, Fraction(1)),)
    family = family_with(cards.entry.gpu, cards.layout.names) or mig_family(cards.entry.gpu.mig_family or "")
    weights = [(name, count, _weight(family, name)) for name, count in cards.layout.counts]
    whole = sum((count * weight for _, count, weight in weights), Fraction(0))
    return tuple((name, count, weight / whole) for name, count, weight in weights)


def _weight(family: MigFamily, name: str) -> Fraction:
    profile = family.profile(name)
    if profile is None:
        raise ValueError(f"{family.id} has no MIG profile {name}")
    compute = Fraction(profile.compute_slices, family.compute_slices)
    return max(compute, Fraction(profile.memory_units, family.placement_units))
