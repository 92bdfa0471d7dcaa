"""What the ledger says, as rows and sentences for the terminal and for the bundle's README."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.ledger.allocation import FreeUnits, Row
from generator.ledger.money import money, money_range
from generator.ledger.price import QuotaPrice, TenantPrice, UnitPrice, cards_without_price, tenant_prices, unit_prices
from generator.ledger.priority import Rank, ranks
from generator.ledger.room import Places, Room, Sum, rooms
from generator.ledger.supply import few
from generator.model.plan import Plan

SLOTS = "a slot is no part of its card's time or memory: a second one keeps others out and gives a pod nothing more"
"""What has to be known where some ask for shares of time."""
_LISTED = 4
_UNNAMED = "pods without a class"


class RankRow(NamedTuple):
    """Pods of one value that act alike: what they are called, from whom they get slots and to whom they lose them."""

    names: str
    value: int
    takes: str
    loses: str


class RoomRow(NamedTuple):
    """An advertised name with quotas: the pools that have it, how much there is, the quotas, and what follows."""

    resource: str
    where: str
    units: str
    quotas: str
    outcome: str


class CostRow(NamedTuple):
    """A unit's price per hour and how it comes about; `device` is empty where the pool has the name on one alone."""

    pool: str
    resource: str
    device: str
    price: str
    arithmetic: str


class BillRow(NamedTuple):
    """What the quotas of a namespace cost per hour when all of them are taken.

    `missing` says what has no price, `short` how many there are of what the quotas ask too much of.
    """

    namespace: str
    quotas: str
    price: str
    missing: str
    short: str = ""


class Ledger(NamedTuple):
    """All of it for one Plan; what the profile says nothing of is empty.

    `unpriced` are pool and card where others have a price and these have none. `most_shares` is the largest number of
    shares of a device with a price (1: none is shared), `cut` says whether such a card is cut into MIG devices.
    """

    ranks: tuple[RankRow, ...]
    rooms: tuple[RoomRow, ...]
    costs: tuple[CostRow, ...]
    bills: tuple[BillRow, ...]
    unpriced: tuple[tuple[str, str], ...]
    most_shares: int
    cut: bool


def place_text(row: Row) -> str:
    """Return the pool of a workload and how it comes about: ``a``, ``a (chosen)``, ``a (chosen, or b, c)``."""
    why = ["chosen"] if row.chosen else []
    if row.fallback:
        why.append(f"or {', '.join(row.fallback)}")
    return f"{row.pool} ({', '.join(why)})" if why else row.pool


def asked_text(row: Row) -> str:
    """Return how many of its resource a workload asks for, which follows: ``2``; alone ``nothing``."""
    return "nothing" if row.units is None else str(row.units)


def free_text(one: FreeUnits) -> str:
    """Return how many of a resource are free, which follows: ``5``, ``none, 2 too many of``."""
    if one.free is None:
        return f"what nodes bring, less {one.asked}"
    return f"none, {-one.free} too many of" if one.free < 0 else str(one.free)


def ledger(plan: Plan) -> Ledger:
    """Return what a Plan's quotas, priorities and prices come to."""
    prices = unit_prices(plan)
    return Ledger(
        ranks=rank_rows(ranks(plan)) if plan.priorities else (),
        rooms=tuple(_room_row(one) for one in rooms(plan) if one.limits or one.banned),
        costs=_cost_rows(prices, plan.currency),
        bills=tuple(_bill_row(one, plan.currency) for one in tenant_prices(plan)),
        unpriced=cards_without_price(plan) if prices else (),
        most_shares=max((one.replicas for one in prices), default=1),
        cut=any(one.part != 1 for one in prices),
    )


def rank_rows(found: Sequence[Rank]) -> tuple[RankRow, ...]:
    """Return the ranks, highest first; classes that preempt nobody stand apart from those of the same value that do."""
    rows: list[RankRow] = []
    above: list[str] = []
    below = [name for rank in found for name in _names(rank)]
    passed = 0
    for rank in found:
        names, preempting = _names(rank), _preempting(rank)
        passed += len(names)
        loses = _listed(above, 0, "above")
        held_back = set(names).difference(preempting)
        waiting = [name for name in names if name in held_back]
        if preempting:
            rows.append(RankRow(", ".join(preempting), rank.value, _listed(below, passed, "below"), loses))
        if waiting:
            rows.append(RankRow(", ".join(waiting), rank.value, "nobody, it waits (preemptionPolicy: Never)", loses))
        above += preempting
    return tuple(rows)


def _names(rank: Rank) -> list[str]:
    return [*rank.classes, *([_UNNAMED] if rank.unnamed else [])]


def _preempting(rank: Rank) -> list[str]:
    # Pods without a class have the policy of the default class, or the usual one.
    unnamed = rank.unnamed and rank.unnamed_preempts
    return [*rank.preempts, *([_UNNAMED] if unnamed else [])]


def _listed(names: Sequence[str], start: int, side: str) -> str:
    """Return the names from `start` on, or their number where there are too many to read."""
    number = len(names) - start
    return f"all {number} {side}" if number > _LISTED else ", ".join(names[start:]) or "nobody"


def _room_row(room: Room) -> RoomRow:
    quotas = few([(f"{namespace} {units}", units) for namespace, units in room.limits])
    quotas += [f"{namespace} none" for namespace in room.banned]
    where = "; ".join(_place(place) for place in room.places)
    return RoomRow(room.capacity.name, where, room.capacity.text(), ", ".join(quotas), outcome(room))


def _place(place: Places) -> str:
    taints = ", ".join(f"{one.key}={one.value}:{one.effect}" for one in place.taints)
    pools = ", ".join(place.pools)
    return f"{pools} (tolerating {taints})" if taints else pools


def outcome(room: Room) -> str:
    """Return what follows from the quotas on a name: ``8 of 8, each namespace finds its own``."""
    against = f"{room.units} of {room.capacity.text()}"
    if room.sum is Sum.UNLIMITED:
        return "nobody else is limited"
    if room.sum is Sum.WITHIN:
        return f"{against}, each namespace finds its own"
    if room.sum is Sum.WITHIN_LARGEST:
        return f"{against}, each namespace finds its own while all nodes are there"
    if room.sum is Sum.UNKNOWN:
        return f"{room.units} against {room.capacity.text()}"
    return f"{against}, {room.units - room.capacity.most} too many: when all are taken some within their quota wait"


def _cost_rows(prices: Sequence[UnitPrice], currency: str | None) -> tuple[CostRow, ...]:
    """Return a row for each price; where a pool has a name on several devices the device is named too."""
    devices: dict[tuple[str, str], set[str]] = {}
    for one in prices:
        devices.setdefault((one.pool, one.resource), set()).add(one.device)
    rows: list[CostRow] = []
    for one in prices:
        several = len(devices[one.pool, one.resource]) > 1
        device = one.device if several else ""
        rows.append(CostRow(one.pool, one.resource, device, money(one.amount, currency), _arithmetic(one, currency)))
    return tuple(rows)


def _arithmetic(price: UnitPrice, currency: str | None) -> str:
    card = money(price.card, currency)
    part = "" if price.part == 1 else f" x {price.part.numerator}/{price.part.denominator} of the card"
    shares = f" / {price.replicas} shares" if price.replicas > 1 else ""
    return f"{card}{part}{shares}" if part or shares else "the whole card"


def _quota(quota: QuotaPrice) -> str:
    counted = f" (the price is for the {quota.counted} that there are)" if quota.counted < quota.units else ""
    return f"{quota.units} {quota.resource}{counted}"


def _bill_row(bill: TenantPrice, currency: str | None) -> BillRow:
    quotas = ", ".join(_quota(one) for one in bill.quotas) or "-"
    price = money_range(bill.low, bill.high, currency) if bill.quotas else ""
    missing = f"without a price: {', '.join(bill.unpriced)}" if bill.unpriced else ""
    short = ", ".join(f"{one.counted} {one.resource}" for one in bill.quotas if one.counted < one.units)
    return BillRow(bill.namespace, quotas, price, missing, short)
