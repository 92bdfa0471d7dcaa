"""A value that the chart offers and does not read."""

from collections.abc import Iterator

from generator.model.chart import ValueProblemKind
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import path_text
from generator.rules._extra_values import chart_text, place, value_problems


def _check(plan: Plan) -> Iterator[Fault]:
    for problem in value_problems(plan, ValueProblemKind.DEAD):
        yield Fault(
            place(problem.path),
            f"{path_text(problem.path)} has no effect in {chart_text(plan)}: {problem.fact}",
            on_key=True,
        )


RULE = Rule(
    "VAL103",
    "Value without effect",
    Severity.WARNING,
    why="The chart names it, or once did, but no template of this release reads it.",
    fix="Leave it out.",
    source="fact sheets under charts/, read from the charts' values and templates",
    bad="""\
extraValues:
  operator:
    defaultRuntime: containerd  # <- here
""",
    good="""\
extraValues:
  operator:
    logging: {level: debug}
""",
    check=_check,
    needs=("install.chart", "install.version"),
)
