"""An advice as people read it, and as programs do."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from generator.advise.advise import Advice
from generator.advise.cuts import KEPT, LAYOUTS, MOVED, SERVED, USED, devices_of
from generator.advise.devices import WHOLE
from generator.advise.figures import FleetFigures, fleet_figures
from generator.advise.homes import share_name
from generator.advise.pools import AdvisedPool
from generator.advise.profile import POOL_LABEL
from generator.advise.shares import worst_set
from generator.model.mig import mig_resource_name
from generator.model.plan import GPU_RESOURCE
from generator.model.tree import Tree

_WIDTH = 110


class Row(NamedTuple):
    """Where `pods` of a workload go: the resource that they ask for, and the pool, empty where any will do."""

    workload: str
    pods: int
    resource: str
    on: str
    pool: str


_GOALS = {
    SERVED: ("pod with a device of its own", "pods with a device of their own"),
    KEPT: ("card kept whole for shares", "cards kept whole for shares"),
    USED: ("card for them", "cards for them"),
    MOVED: ("card cut anew", "cards cut anew"),
    LAYOUTS: ("layout", "layouts"),
}
"""What the goals count: of the last two only the proof is told."""


def rows(advice: Advice) -> Iterator[Row]:
    """Yield who goes where: devices of their own first, then shares."""
    for given in advice.split.given:
        fleet = advice.request.fleets[given.fleet]
        resource = GPU_RESOURCE if given.device == WHOLE else mig_resource_name(given.device)
        yield Row(given.workload.name, given.pods, resource, f"{given.device} of {fleet.gpu.marketing}", "")
    for pool in advice.pools:
        gpu = advice.request.fleets[pool.fleet].gpu.marketing
        for member in pool.members:
            device = pool.cuts[0][0].names[0] if pool.sliced else "card"
            on = f"{device} of {gpu}" if pool.replicas == 1 else f"1 of {pool.replicas} shares, {device} of {gpu}"
            yield Row(member.workload.name, member.pods, share_name(advice, pool), on, pool.name)


def advice_text(advice: Advice) -> str:
    """Return the advice for a terminal, without findings and profile."""
    parts = [
        _table(("WORKLOAD", "PODS", "ASKS FOR", "GETS", "POOL"), [_cells(row) for row in rows(advice)]),
        "\n".join(_reach(advice)),
        "\n".join(_past(advice)),
        "\n".join(line for pool in advice.pools for line in _pool_lines(advice, pool)),
        "\n".join(_reasons(advice)),
        "\n".join(_moves(advice)),
        "\n".join(_proof(advice)),
        "\n".join(
            line
            for one in advice.runners_up
            for line in _wrapped(f"runner-up for {one.subject}: {one.name}: {one.lost}")
        ),
        "\n".join(line for figures in fleet_figures(advice) for line in _figure_lines(figures)),
    ]
    return "".join(f"{part}\n\n" for part in parts if part)


def _cells(row: Row) -> tuple[str, ...]:
    return (row.workload, str(row.pods), row.resource, row.on, row.pool or "any")


def _table(head: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (head, *cells)) for column in range(len(head))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *cells))
    return "\n".join(line.rstrip() for line in lines)


def _pool_lines(advice: Advice, pool: AdvisedPool) -> Iterator[str]:
    fleet = advice.request.fleets[pool.fleet]
    yield f"pool {pool.name}: {pool.nodes} x {fleet.per_node} {fleet.gpu.marketing}, {pool.mode.value}"
    yield from (f"  {cards} of each node's cards: {layout.text()}" for layout, cards in pool.cuts)
    if pool.members and pool.replicas > 1:
        worst = worst_set(pool.members, pool.replicas)
        room = share_room(advice, pool)
        many = f"{pool.replicas} shares: the largest {pool.replicas} together want {_gib(worst)} of {_gib(room)}"
        yield f"  {many}"


def _reach(advice: Advice) -> Iterator[str]:
    named = [pool.name for pool in advice.pools if pool.members]
    if len(advice.pools) > 1 and named:
        yield f"pods reach the pool that is named by the node label {POOL_LABEL}, such as {POOL_LABEL}: {named[0]}"


def _past(advice: Advice) -> Iterator[str]:
    for one in advice.request.workloads:
        if one.past is not None:
            taken = _gib(one.pods * one.memory_mib)
            yield f"{one.name} takes {taken} of each {advice.request.fleets[one.past].gpu.marketing} past the plugin"


def _reasons(advice: Advice) -> Iterator[str]:
    """Yield each reason once, with the pools that it holds for."""
    for reason in dict.fromkeys(pool.reason for pool in advice.pools):
        names = ", ".join(pool.name for pool in advice.pools if pool.reason == reason)
        yield from _wrapped(f"why {names}: {reason.text}")
        yield f"  source: {reason.source}"


def share_room(advice: Advice, pool: AdvisedPool) -> int:
    """Return the memory of what is shared, in MiB."""
    wanted = pool.cuts[0][0].names[0] if pool.sliced else WHOLE
    return next(one.memory_mib for one in devices_of(advice.request.fleets[pool.fleet]) if one.name == wanted)


def _moves(advice: Advice) -> Iterator[str]:
    moved = [cut for cut in advice.split.cuts if cut.before is not None and cut.before != cut.layout]
    if advice.request.standing and advice.split.cuts:
        cards = sum(cut.cards for cut in moved)
        yield f"{cards} cards to cut anew; each loses the pods that run on it" if cards else "nothing to cut anew"
    for cut in moved:
        before = cut.before.text() if cut.before is not None and cut.before.counts else "whole"
        gpu = advice.request.fleets[cut.fleet].gpu.marketing
        yield f"  {cut.cards} x {gpu}: {before} -> {cut.layout.text() if cut.layout.counts else 'whole'}"


def _proof(advice: Advice) -> Iterator[str]:
    levels = [level for level in advice.split.levels if level.goal in _GOALS and (level.value or level.goal == MOVED)]
    if not levels:
        return
    told = ", ".join(f"{abs(level.value)} {_GOALS[level.goal][abs(level.value) != 1]}" for level in levels)
    if all(level.proven for level in advice.split.levels):
        yield from _wrapped(f"proven: {told}; no other split is better in this order, then in what is stranded")
        return
    yield from _wrapped(f"best found: {told}")
    for level in advice.split.levels:
        if not level.proven:
            name = _GOALS.get(level.goal, (level.goal, level.goal))[1]
            yield f"  {name}: {abs(level.value)} found, {abs(level.bound)} not ruled out"


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _figure_lines(figures: FleetFigures) -> Iterator[str]:
    yield (
        f"{figures.model}: {figures.used_cards} of {figures.cards} cards in use; workloads want "
        f"{_gib(figures.wanted_mib)} of their {_gib(figures.memory_mib)} ({figures.utilisation:.0%})"
    )
    free = ", ".join(f"{one.number} x {one.name}" for one in figures.free) or "nothing"
    yield f"  free: {free}"
    if figures.free_mib:
        yield _fragmented(figures)


def _fragmented(figures: FleetFigures) -> str:
    return (
        f"  memory in no device: {_gib(figures.loose_mib)}; of {_gib(figures.free_mib)} that are free the typical "
        f"workload here cannot use {_gib(figures.fragmented_mib)}"
    )


def _gib(mib: int) -> str:
    """Return MiB as GiB, rounded down to a tenth: ``1,250.5 GiB``."""
    whole, tenth = divmod(mib * 10 // 1024, 10)
    return f"{whole:,}.{tenth} GiB" if tenth else f"{whole:,} GiB"


def advice_tree(advice: Advice, profile: str) -> Tree:
    """Return the advice as data; `profile` is the text of the profile."""
    placed: list[Tree] = [row._asdict() for row in rows(advice)]
    levels: list[Tree] = [
        {"goal": one.goal, "value": abs(one.value), "bound": abs(one.bound), "proven": one.proven}
        for one in advice.split.levels
    ]
    return {
        "version": 1,
        "placed": placed,
        "unplaced": [{"workload": one.workload.name, "pods": one.pods} for one in advice.unplaced],
        "pools": [_pool_tree(advice, pool) for pool in advice.pools],
        "moves": [
            {
                "model": advice.request.fleets[cut.fleet].gpu.id,
                "cards": cut.cards,
                "from": dict(cut.before.counts),
                "to": dict(cut.layout.counts),
            }
            for cut in advice.split.cuts
            if cut.before is not None and cut.before != cut.layout
        ],
        "goals": levels,
        "proven": all(level.proven for level in advice.split.levels),
        "runnersUp": [{"subject": one.subject, "name": one.name, "lost": one.lost} for one in advice.runners_up],
        "figures": [_figures_tree(one) for one in fleet_figures(advice)],
        "profile": profile,
    }


def _pool_tree(advice: Advice, pool: AdvisedPool) -> Tree:
    fleet = advice.request.fleets[pool.fleet]
    return {
        "name": pool.name,
        "model": fleet.gpu.id,
        "nodes": pool.nodes,
        "gpusPerNode": fleet.per_node,
        "mode": pool.mode.value,
        "replicas": pool.replicas,
        "layouts": [{"gpusPerNode": cards, "migDevices": dict(layout.counts)} for layout, cards in pool.cuts],
        "reason": pool.reason.text,
        "source": pool.reason.source,
    }


def _figures_tree(one: FleetFigures) -> Tree:
    return {
        "model": one.model,
        "gpus": one.cards,
        "gpusInUse": one.used_cards,
        "memoryInUseMiB": one.memory_mib,
        "memoryWantedMiB": one.wanted_mib,
        "free": {free.name: free.number for free in one.free},
        "memoryInNoDeviceMiB": one.loose_mib,
        "memoryFreeMiB": one.free_mib,
        "memoryFragmentedMiB": one.fragmented_mib,
    }
