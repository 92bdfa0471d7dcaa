"""A value that the chart does not know."""

from collections.abc import Iterator

from generator.model.chart import ValueProblemKind
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import path_text
from generator.rules._extra_values import chart_text, place, value_problems


def _check(plan: Plan) -> Iterator[Fault]:
    for problem in value_problems(plan, ValueProblemKind.UNKNOWN):
        hint = f"Did you mean {problem.nearest}?" if problem.nearest else None
        yield Fault(
            place(problem.path), f"{chart_text(plan)} has no value {path_text(problem.path)}", hint, on_key=True
        )


RULE = Rule(
    "VAL101",
    "Value that the chart does not know",
    Severity.ERROR,
    why="The charts have no schema: Helm takes any key, and an unknown one does nothing.",
    fix="Compare with the chart's values.yaml of this release.",
    source="fact sheets under charts/, read from the charts' values, templates and CRDs",
    bad="""\
extraValues:
  driver:
    upgradePolicy:
      autoUpgrad: false  # <- here
""",
    good="""\
extraValues:
  driver:
    upgradePolicy:
      autoUpgrade: false
""",
    check=_check,
    needs=("install.chart", "install.version"),
)
