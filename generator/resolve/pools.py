"""From a pool of the profile to what its nodes advertise."""

from typing import NamedTuple

from generator.model.plan import MigItem, Mode, PoolGpu, Resource
from generator.model.profile import MigStrategy, Pool, Sharing
from generator.model.tree import Path
from generator.resolve import _problems as problem
from generator.resolve.gpus import pool_gpus
from generator.resolve.mig import MigResolved, pool_mig
from generator.resolve.resources import base_resources, mps_shared, time_sliced
from generator.resolve.strategy import check_single, pool_strategy


class Cards(NamedTuple):
    """A pool whose cards and layouts are known: what its nodes advertise, and under which strategy."""

    pool: Pool
    origin: Path
    mode: Mode
    gpus: tuple[PoolGpu, ...]
    resources: tuple[Resource, ...]
    mig_items: tuple[MigItem, ...]
    strategy: MigStrategy

    @property
    def sharing(self) -> Sharing | None:
        """What the pool asks for under its mode."""
        return self.pool.mps if self.mode is Mode.MPS else self.pool.time_slicing


class Setting(NamedTuple):
    """What holds for all pools: the chart, its plugin's version, the strategy it is told and whose MPS forced it."""

    chart: str
    plugin_version: str
    strategy: MigStrategy
    single_by: str | None


def resolve_pool(pool: Pool, origin: Path, setting: Setting, faults: problem.Faults) -> Cards | None:
    """Return what the pool's nodes advertise, or None where something about it cannot work."""
    mode = _mode(pool, origin, faults)
    gpus = pool_gpus(pool, origin, faults)
    if gpus is None:
        return None
    mig: MigResolved | None = MigResolved((), ())
    if pool.mig is not None:
        mig = pool_mig(pool, gpus, origin, faults)
    if mig is None or mode is None:
        return None
    strategy = pool_strategy(setting.strategy, setting.chart, has_mig=bool(mig.cuts))
    single = strategy is MigStrategy.SINGLE and bool(mig.cuts)
    if single and not check_single(gpus, mig.cuts, setting.single_by, (*origin, "mig"), faults):
        return None
    resources = base_resources(gpus, mig.cuts, strategy, setting.plugin_version)
    _check_names(pool, resources, origin, faults)
    return Cards(pool, origin, mode, gpus, _shared(pool, resources, gpus), mig.items, strategy)


def _shared(pool: Pool, resources: tuple[Resource, ...], gpus: tuple[PoolGpu, ...]) -> tuple[Resource, ...]:
    if pool.mps is not None:
        return mps_shared(resources, pool.mps, gpus)
    if pool.time_slicing is not None:
        return time_sliced(resources, pool.time_slicing)
    return resources


def _mode(pool: Pool, origin: Path, faults: problem.Faults) -> Mode | None:
    if pool.mps is not None and (pool.time_slicing is not None or pool.mig is not None):
        other = "timeSlicing" if pool.time_slicing is not None else "mig"
        faults.append(
            problem.MODES_EXCLUDE.at((*origin, "mps"), f"pool {pool.name} asks for mps and {other} on the same nodes")
        )
        return None
    if pool.mps is not None:
        return Mode.MPS
    if pool.mig is not None:
        return Mode.MIG_TIME_SLICING if pool.time_slicing is not None else Mode.MIG
    return Mode.EXCLUSIVE if pool.time_slicing is None else Mode.TIME_SLICING


def _check_names(pool: Pool, resources: tuple[Resource, ...], origin: Path, faults: problem.Faults) -> None:
    key, sharing = ("mps", pool.mps) if pool.mps is not None else ("timeSlicing", pool.time_slicing)
    if sharing is None:
        return
    known = [resource.base_name for resource in resources]
    for name, _ in sharing.resources:
        if name not in known:
            faults.append(
                problem.SHARED_NAME.at(
                    (*origin, key, "resources", name),
                    f"pool {pool.name} does not advertise {name}",
                    f"It advertises {', '.join(known)}.",
                    on_key=True,
                )
            )
