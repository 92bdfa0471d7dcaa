"""A value that is made from the profile already."""

from collections.abc import Iterator

from generator.facts.derived_values import profile_field
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import path_text
from generator.rules._extra_values import leaves, place


def _check(plan: Plan) -> Iterator[Fault]:
    if not plan.extra_values:
        return
    for path in leaves(plan.extra_values):
        field = profile_field(plan.release.chart, path)
        if field is not None:
            yield Fault(
                place(path),
                f"{path_text(path)} is made from the profile",
                f"Say it in {field} instead.",
                on_key=True,
            )


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
