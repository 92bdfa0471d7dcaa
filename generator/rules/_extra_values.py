"""What the rules on extraValues ask of the chart's fact sheet."""

from collections.abc import Iterator

from generator.facts.charts import load_chart
from generator.model.chart import ValueProblem, ValueProblemKind
from generator.model.plan import Plan
from generator.model.tree import Path, Tree, path_text

ROOT = "extraValues"


def value_problems(plan: Plan, *kinds: ValueProblemKind) -> Iterator[ValueProblem]:
    """Return the problems of these kinds that the chart has with the profile's extraValues."""
    if isinstance(plan.extra_values, dict) and plan.extra_values:
        sheet = load_chart(plan.release.chart, plan.release.version)
        yield from (found for found in sheet.check_values(plan.extra_values) if found.kind in kinds)


def value_text(path: Path) -> str:
    """Return a value path for a message; a key that would read as several, or as none, stands in quotes."""
    return path_text(tuple(_key_text(part) if isinstance(part, str) else part for part in path))


def _key_text(key: str) -> str:
    if key.isprintable() and key and not any(letter in key for letter in ' .[]"'):
        return key
    from json import dumps

    return dumps(key, ensure_ascii=not key.isprintable())


def place(path: Path) -> Path:
    """Return where a value path stands in the profile."""
    return (ROOT, *path)


def chart_text(plan: Plan) -> str:
    """Return chart and release: ``gpu-operator v26.7.0``."""
    return f"{plan.release.chart} {plan.release.version}"


def leaves(tree: Tree, path: Path = ()) -> Iterator[Path]:
    """Return the path of every value that is no mapping, and of every empty mapping."""
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    else:
        yield path
