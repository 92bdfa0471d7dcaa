"""The MIG strategy of the cluster and of each pool.

gpu-operator sets one strategy for the whole cluster, which beats any configuration file; the standalone chart
leaves it to each node's configuration entry. Sources: NVIDIA/gpu-operator controllers/object_controls.go,
NVIDIA/k8s-device-plugin cmd/nvidia-device-plugin/main.go and internal/rm/device_map.go.
"""

from generator.facts.charts import GPU_OPERATOR
from generator.facts.mig import mig_family
from generator.model.plan import PoolGpu
from generator.model.profile import ClusterProfile, MigStrategy
from generator.model.tree import Path
from generator.resolve import _problems as problem
from generator.resolve.mig import MigCut

_OPERATOR_DEFAULT = MigStrategy.SINGLE


def cluster_strategy(profile: ClusterProfile, faults: problem.Faults) -> MigStrategy:
    """Return the strategy that the chart is told: `mixed` with MIG, but `single` beside MPS, which refuses `mixed`."""
    has_mig = any(pool.mig is not None for pool in profile.pools)
    has_mps = any(pool.mps is not None for pool in profile.pools)
    stated = profile.mig_strategy
    if stated is MigStrategy.NONE and has_mig:
        index = next(i for i, pool in enumerate(profile.pools) if pool.mig is not None)
        message = f"strategy none, but pool {profile.pools[index].name} has a MIG layout"
        faults.append(problem.STRATEGY_NONE.at(("mig", "strategy"), message))
    if profile.install.chart != GPU_OPERATOR:
        return stated or (MigStrategy.MIXED if has_mig else MigStrategy.NONE)
    if stated is MigStrategy.MIXED and has_mps:
        index = next(i for i, pool in enumerate(profile.pools) if pool.mps is not None)
        faults.append(
            problem.STRATEGY_MPS.at(
                ("mig", "strategy"), f"strategy mixed, but pool {profile.pools[index].name} shares by MPS"
            )
        )
    if stated is not None:
        return stated
    if not has_mig:
        return _OPERATOR_DEFAULT
    return MigStrategy.SINGLE if has_mps else MigStrategy.MIXED


def pool_strategy(cluster: MigStrategy, chart: str, *, has_mig: bool) -> MigStrategy:
    """Return the strategy that a pool's nodes really run with."""
    if chart == GPU_OPERATOR or has_mig:
        return cluster
    return MigStrategy.NONE


def forced_single_by(profile: ClusterProfile) -> str | None:
    """Return the pool whose MPS makes the operator's one strategy `single`, None where it was chosen or is not."""
    if profile.install.chart != GPU_OPERATOR or profile.mig_strategy is not None:
        return None
    return next((pool.name for pool in profile.pools if pool.mps is not None), None)


def check_single(
    gpus: tuple[PoolGpu, ...], cuts: tuple[MigCut, ...], forced_by: str | None, at: Path, faults: problem.Faults
) -> bool:
    """Report a layout that the strategy `single` cannot serve: unlike devices, or cards without MIG beside them."""
    profiles = {name for cut in cuts for name in cut.layout.names}
    whole = sum(entry.per_node for entry in gpus) - sum(cut.devices for cut in cuts)
    families = {mig_family(cut.gpu.mig_family or "").id for cut in cuts}
    if len(profiles) == 1 and whole == 0 and len(families) == 1:
        return True
    beside = f" beside {whole} whole GPU{'s' if whole > 1 else ''}" if whole else ""
    devices = f"{', '.join(sorted(profiles))}{beside}"
    if forced_by is None:
        faults.append(problem.STRATEGY_SINGLE.at(at, f"under the strategy single a node has {devices}"))
    else:
        faults.append(
            problem.STRATEGY_SINGLE.at(
                at,
                f"pool {forced_by} shares by MPS, which leaves gpu-operator the strategy single alone, and a node here "
                f"has {devices}",
                "Use timeSlicing instead of mps there, or one MIG profile on every GPU of the node here, or the chart "
                "nvidia-device-plugin, which has a strategy per node (its MIG layouts are applied by hand).",
            )
        )
    return False
