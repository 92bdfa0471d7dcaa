"""What the rules on the MPS daemon's label say of a Plan, chart by chart."""

from collections.abc import Iterator

from generator.facts.config_manager import mps_pools_that_miss_their_label
from generator.model.plan import CONFIG_LABEL, Plan
from generator.model.rule import Fault
from generator.rules._common import listed, sharing_path


def missed_label(plan: Plan, chart: str, how: str, end: str) -> Iterator[Fault]:
    """Return the fault of the first pool whose label the daemon of a chart misses; `how` it starts, and its `end`."""
    pools = mps_pools_that_miss_their_label(plan)
    if pools and plan.release.chart == chart:
        names = listed([pool.name for pool in pools])
        yield Fault(
            sharing_path(pools[0]),
            f"on the nodes of {names} the MPS daemon {how} with the default entry and is not told of the label "
            f"{CONFIG_LABEL}: {end}",
            on_key=True,
        )
