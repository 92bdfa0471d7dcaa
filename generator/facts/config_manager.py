"""What NVIDIA's config manager does, which picks an entry of the plugin's configuration by the node's label."""

from generator.facts.charts import ReleaseNumbers, release_numbers
from generator.model.plan import Mode, Plan, PoolPlan

MISSES_LABEL_SINCE: ReleaseNumbers = (0, 18, 2)
"""The first plugin whose config manager takes a label that it has not seen yet for none.

Source: NVIDIA/k8s-device-plugin cmd/config-manager/main.go, SyncableConfig.Get at v0.18.1, v0.18.2 and v0.20.0; issue
1645; run at v0.19.3.
"""


def mps_pools_that_miss_their_label(plan: Plan) -> tuple[PoolPlan, ...]:
    """Return the pools by MPS whose daemon may start with the default entry and is never told of their own.

    The config manager corrects the plugin by a signal, but finds no MPS daemon to signal: it looks for a full path.
    Source: the same file, findPidToSignal; pull request 1827, open at v0.20.0.
    """
    config = plan.plugin_config
    if config is None or plan.stack.plugin_external:
        return ()
    if release_numbers(plan.release.plugin_version) < MISSES_LABEL_SINCE:
        return ()
    return tuple(pool for pool in plan.pools if pool.mode is Mode.MPS and pool.config_key != config.default)
