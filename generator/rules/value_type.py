"""A value of the wrong type, or none of the allowed ones."""

from collections.abc import Iterator

from generator.facts.needed_sections import needed
from generator.facts.releases import exact_numbers
from generator.model.chart import ValueProblemKind
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.model.tree import path_text
from generator.rules._extra_values import chart_text, place, value_problems

_WORDS = {
    "bool": "true or false",
    "int": "a whole number",
    "number": "a number",
    "string": "text",
    "map": "a mapping",
    "list": "a list",
}


def _check(plan: Plan) -> Iterator[Fault]:
    for problem in value_problems(plan, ValueProblemKind.TYPE, ValueProblemKind.CHOICE):
        expected, given = problem.expected.replace("|", " or "), problem.given
        if problem.kind is ValueProblemKind.TYPE:
            expected, given = _in_words(problem.expected), _in_words(problem.given)
        yield Fault(
            place(problem.path),
            f"{path_text(problem.path)} of {chart_text(plan)} takes {expected}, not {given}",
            f"Write {expected}.",
        )
    yield from _taken_away(plan)


def _taken_away(plan: Plan) -> Iterator[Fault]:
    """Return sections that are null: Helm takes them away, and a template that asks for their fields ends."""
    numbers = exact_numbers(plan.release.version)
    for path in sorted(needed(plan.release.chart, numbers)) if numbers is not None else ():
        around = plan.extra_values
        for part in path[:-1]:
            around = around.get(part) if isinstance(around, dict) else None
        if isinstance(around, dict) and path[-1] in around and around[path[-1]] is None:
            yield Fault(
                place(path),
                f"{path_text(path)} of {chart_text(plan)} is null: Helm takes the section away, and the chart does not "
                "render",
                "Leave the key out, or write {}: the defaults stay then.",
            )


def _in_words(kinds: str) -> str:
    """Return the fact sheet's names of types as people say them: ``int|string`` is "a whole number or text"."""
    return " or ".join(_WORDS.get(kind, kind) for kind in kinds.partition(" of ")[0].split("|"))


RULE = Rule(
    "VAL102",
    "Value of the wrong type",
    Severity.ERROR,
    why="Helm copies it into the manifests as it is; the API server refuses them, or the component reads something "
    "else.",
    fix="Write a value of the type that the chart takes.",
    source="fact sheets under charts/, read from the charts' values, templates and CRDs",
    bad="""\
extraValues:
  driver:
    upgradePolicy:
      autoUpgrade: "no"  # <- here
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
