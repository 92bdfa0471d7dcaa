"""A value that the chart does not know."""

from collections.abc import Iterator

from generator.model.chart import ValueProblem, ValueProblemKind
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import path_text
from generator.rules._extra_values import chart_text, place, value_problems, value_text


def _check(plan: Plan) -> Iterator[Fault]:
    for problem in value_problems(plan, ValueProblemKind.UNKNOWN):
        message = f"{chart_text(plan)} has no value {value_text(problem.path)}"
        yield Fault(place(problem.path), message, _hint(problem), on_key=True)


def _hint(problem: ValueProblem) -> str | None:
    if problem.nearest is None:
        return None
    if problem.nearest == path_text(problem.path):
        keys = problem.nearest.split(".")
        nested = ": {".join(keys) + ": ..." + "}" * (len(keys) - 1)
        return f"A dot in a key opens no mapping; write `{nested}`."
    return f"Did you mean {problem.nearest}?"


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
