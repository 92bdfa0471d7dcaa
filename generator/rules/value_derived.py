"""A value that is made from the profile already."""

from collections.abc import Iterator

from generator.facts.derived_values import OPEN, profile_field
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import Path, Tree, path_text
from generator.rules._extra_values import leaves, place


def _check(plan: Plan) -> Iterator[Fault]:
    if not plan.extra_values:
        return
    for path in leaves(plan.extra_values):
        if _is_open(plan.extra_values, path):
            continue
        field = profile_field(plan.release.chart, path)
        if field is not None:
            yield Fault(
                place(path),
                f"{path_text(path)} is made from the profile",
                f"Say it in {field} instead.",
                on_key=True,
            )


def _is_open(extra: Tree, path: Path) -> bool:
    """Say whether this is the one thing that no field of the profile says."""
    here = extra
    for part in path:
        here = here.get(str(part)) if isinstance(here, dict) else None
    return any(path == open_path and here == value for open_path, value in OPEN.items())


RULE = Rule(
    "VAL104",
    "Value that the profile says already",
    Severity.ERROR,
    why="With two places for one value one of them loses without a word, and the rest of the bundle follows the "
    "profile.",
    fix="Say it in the profile's own field.",
    source="generator/facts/derived_values.py",
    bad="""\
extraValues:
  mig:
    strategy: single  # <- here
""",
    good="""\
mig: {strategy: single}
""",
    check=_check,
    needs=("install.chart",),
)
