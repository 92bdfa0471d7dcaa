"""What several rules ask of a Plan."""

from generator.facts.charts import ReleaseNumbers, release_numbers
from generator.model.plan import Mode, Plan, PoolPlan
from generator.model.profile import Component
from generator.model.tree import Path

PLUGIN_CHART_PARTS = ("devicePlugin", "gfd", "nodeFeatureDiscovery")
"""Components of the standalone chart; source: its templates and Chart.yaml."""


def component(plan: Plan, name: str) -> Component | None:
    """Return a component's own settings, None if the profile has none."""
    return next((entry for entry in plan.stack.components if entry.name == name), None)


def component_path(name: str, field: str) -> Path:
    """Return the place of a component's setting in the profile."""
    return ("install", "components", name, field)


def plugin_older_than(plan: Plan, version: ReleaseNumbers) -> bool:
    """Say whether the device plugin is older than a release; a version that cannot be read is taken to be new."""
    return release_numbers(plan.release.plugin_version) < version


def mps_pools(plan: Plan) -> tuple[PoolPlan, ...]:
    """Return the pools that share by MPS."""
    return tuple(pool for pool in plan.pools if pool.mode is Mode.MPS)


def sharing_path(pool: PoolPlan) -> Path:
    """Return the place of a pool's sharing in the profile."""
    return (*pool.origin, "mps" if pool.mode is Mode.MPS else "timeSlicing")


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Return names as a sentence lists them: ``a, b and c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
