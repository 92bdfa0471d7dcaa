"""Where Kubernetes takes text alone, and what YAML makes of words that people write there without quotes."""

from collections.abc import Iterator

from generator.lint.common.selectors import PREFERRED, REQUIRED
from generator.model.finding import Position
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree
from generator.yamltext.old_words import is_old_word

_MAPPINGS = frozenset(
    {"nodeSelector", "labels", "annotations", "podAnnotations", "deploymentAnnotations", "selectorLabelsOverride"}
)
"""Mappings with text values alone, as the charts call them; they copy them as they are."""

Text = tuple[Path, Path, Value]
"""The way to a block that a chart copies, the way to a text in it, and what stands there."""


def is_no_text(tree: Tree) -> bool:
    """Say whether a scalar is true, false or a number, or would be without quotes."""
    return isinstance(tree, bool | int | float) or is_old_word(tree)


def shown(tree: Tree) -> str:
    """Return a scalar as YAML writes it."""
    return str(tree).lower() if isinstance(tree, bool) else str(tree)


def texts_of_values(values: Value) -> Iterator[Text]:
    """Return what has to be text in a chart's values: selectors, labels, tolerations' values, node affinities."""
    stack: list[tuple[Path, Value]] = [((), values)]
    while stack:
        path, value = stack.pop()
        for key, below in value.entries():
            here = (*path, key)
            if key in _MAPPINGS:
                yield from ((here, (*here, name), one) for name, one in below.entries())
            elif key == "tolerations":
                for index, toleration in enumerate(below.elements()):
                    one = toleration.get("value")
                    if one is not None:
                        yield here, (*here, index, "value"), one
            elif key == "affinity":
                yield from ((here, (*here, *way), one) for way, one in affinity_values(below))
            elif isinstance(below.tree, dict):
                stack.append((here, below))


def affinity_values(affinity: Value) -> Iterator[tuple[Path, Value]]:
    """Return the values that a node affinity compares labels with, each with the way to it."""
    for index, term in enumerate(affinity.elements(*REQUIRED)):
        yield from _of_term((*REQUIRED, index), term)
    for index, weighted in enumerate(affinity.elements(*PREFERRED)):
        preference = weighted.get("preference")
        if preference is not None:
            yield from _of_term((*PREFERRED, index, "preference"), preference)


def _of_term(path: Path, term: Value) -> Iterator[tuple[Path, Value]]:
    for number, expression in enumerate(term.elements("matchExpressions")):
        for index, value in enumerate(expression.elements("values")):
            yield (*path, "matchExpressions", number, "values", index), value


def position_in(text: str, offset: int) -> Position:
    """Return line and column of an offset in a text, both from 1."""
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
