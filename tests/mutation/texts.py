"""Which changes touch nothing but texts for people: messages, reasons, cures, titles, sources.

Such a text is right when a person finds it right; a test that repeats it word for word holds nothing. What the text is
made of (numbers, names, conditions) is code like any other, and keys, names and labels are data.
"""

import ast
from collections.abc import Sequence
from typing import NamedTuple

TEXTS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "Fault": ((1, 2), ("message", "fix")),
    "at": ((1, 2), ("message", "fix")),
    "Finding": ((2, 3, 4), ("message", "why", "fix")),
    "Problem": ((1, 2, 3), ("title", "why", "fix")),
    "CodeText": ((1, 3, 4, 5), ("title", "why", "fix", "source")),
    "Rule": ((1, 3, 4, 5), ("title", "why", "fix", "source")),
    "Setting": ((2,), ("reason",)),
    "Concern": ((1,), ("title",)),
    "Chapter": ((1,), ("title",)),
    "ValueError": ((0,), ()),
}
"""What is called, which of its arguments are texts for people, and what these are called where they are named."""
NAMES = {"reason", "message", "why", "fix", "title"}
"""Variables that hold such a text."""
KEYS = {"summary", "description"}
"""Keys of manifests that hold such a text."""


class Text(NamedTuple):
    """Where a text for people stands in a module: from line and column to line and column."""

    start: tuple[int, int]
    end: tuple[int, int]

    def holds(self, start: tuple[int, int], end: tuple[int, int]) -> bool:
        """Tell whether a part of the module lies within."""
        return self.start <= start and end <= self.end


def _named(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


class _Blank(ast.NodeTransformer):
    """Takes the texts out of a tree, and keeps where they stood."""

    def __init__(self) -> None:
        self.texts: list[Text] = []

    def _keep(self, node: ast.expr) -> None:
        end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        self.texts.append(Text((node.lineno, node.col_offset), end))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        places, names = TEXTS.get(_named(node.func), ((), ()))
        for index in places:
            for argument in node.args[index : index + 1]:
                self._keep(argument)
        for keyword in node.keywords:
            if keyword.arg in names:
                self._keep(keyword.value)
        node.args = [one for index, one in enumerate(node.args) if index not in places]
        node.keywords = [one for one in node.keywords if one.arg not in names]
        return self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        for index, key in enumerate(node.keys):
            if isinstance(key, ast.Constant) and key.value in KEYS:
                self._keep(node.values[index])
                node.values[index] = ast.Constant("")
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if all(_named(target) in NAMES for target in node.targets):
            self._keep(node.value)
            node.value = ast.Constant("")
        return self.generic_visit(node)


class Meaning(NamedTuple):
    """A module without its texts for people, and where these stand."""

    tree: str
    texts: tuple[Text, ...]


def meaning(source: str) -> Meaning:
    """Part a module into what it means and what it tells."""
    blank = _Blank()
    tree = blank.visit(ast.parse(source))
    return Meaning(ast.dump(tree), tuple(blank.texts))


def is_text(original: Meaning, operator: str, span: Sequence[int], source: str) -> bool:
    """Tell whether a change is one of texts alone: of a literal within one, or of one as a whole."""
    within = any(text.holds((span[0], span[1]), (span[2], span[3])) for text in original.texts)
    if within and operator != "string":
        return False
    return within or (operator in ("arg_removal", "assignment") and meaning(source).tree == original.tree)
