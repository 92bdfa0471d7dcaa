"""The Plans of all profiles that are shipped or golden."""

from functools import cache
from pathlib import Path

from generator.compile import compile_profile
from generator.model.plan import Plan

_ROOT = Path(__file__).parents[2]


@cache
def shipped_plans() -> tuple[Plan, ...]:
    """Return them in the order of their paths; each profile must compile."""
    paths = [*sorted(_ROOT.glob("profiles/*.yaml")), *sorted(_ROOT.glob("tests/golden/*/profile.yaml"))]
    plans = [compile_profile(path.read_bytes(), path.name).plan for path in paths]
    found = tuple(plan for plan in plans if plan is not None)
    assert len(found) == len(paths) > 10
    return found
