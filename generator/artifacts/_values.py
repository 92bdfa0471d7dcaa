"""Helm values of the upstream chart: only what differs from its defaults or must not drift, each with its reason."""

from generator.artifacts._operator_values import settings as operator_settings
from generator.artifacts._plugin_values import settings as plugin_settings
from generator.artifacts._setting import Setting, nest
from generator.facts.charts import GPU_OPERATOR
from generator.model.plan import Plan
from generator.model.tree import Path, Tree


def settings(plan: Plan) -> tuple[Setting, ...]:
    """Return every value that the profile leads to, `extraValues` aside."""
    return operator_settings(plan) if plan.release.chart == GPU_OPERATOR else plugin_settings(plan)


def tree_and_reasons(plan: Plan) -> tuple[dict[str, Tree], dict[Path, str]]:
    """Return the values as a tree, and the reason for each by its path."""
    found = settings(plan)
    tree = nest(found)
    reasons: dict[Path, str] = {setting.path: setting.reason for setting in found}
    for path, value in _leaves(plan.extra_values, ()):
        made = _put(tree, path, value)
        if made == path:
            reasons[path] = "From extraValues."
        else:
            reasons.setdefault(made, "From extraValues.")
    return tree, reasons


def _leaves(tree: Tree, path: Path) -> list[tuple[Path, Tree]]:
    if not path and not tree:
        return []
    if not isinstance(tree, dict) or not tree:
        return [(path, tree)]
    return [leaf for key, value in tree.items() for leaf in _leaves(value, (*path, key))]


def _put(tree: dict[str, Tree], path: Path, value: Tree) -> Path:
    """Set a value and return the path of the outermost block that it made."""
    here = tree
    made: Path | None = None
    for depth, part in enumerate(path[:-1], start=1):
        if str(part) not in here and made is None:
            made = path[:depth]
        below = here.setdefault(str(part), {})
        if not isinstance(below, dict):
            raise TypeError(f"extraValues at {path} would replace a derived value; a rule refuses that")
        here = below
    here[str(path[-1])] = value
    return path if made is None else made
