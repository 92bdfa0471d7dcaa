"""What the profile's distribution says about who installs driver and toolkit."""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.distributions import find_distribution
from generator.model.distribution import InstallChoice, Installer
from generator.model.plan import Plan


class Choice(NamedTuple):
    """One part of the stack, who brings it, and what is known of that."""

    part: str
    owner: Installer
    distribution: str
    facts: InstallChoice


def choices(plan: Plan) -> tuple[Choice, ...]:
    """Return the plan's choices for driver and toolkit; none with the standalone chart, which installs neither."""
    distribution = find_distribution(plan.distribution)
    if distribution is None or not distribution.modelled or plan.release.chart != GPU_OPERATOR:
        return ()
    parts = (
        ("driver", plan.stack.driver.owner, distribution.driver),
        ("toolkit", plan.stack.toolkit.owner, distribution.toolkit),
    )
    return tuple(Choice(part, owner, distribution.title, facts) for part, owner, facts in parts if owner is not None)
