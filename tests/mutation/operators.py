"""Prints what mutmut's operators make of modules, a JSON line each: `python operators.py MODULE...`.

It runs in an environment that has mutmut, which the one for development has not, and imports nothing of this project.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol

Operators = Sequence[tuple[type, Callable[["Node"], "Iterable[Node]"]]]


class Node(Protocol):
    """A node of LibCST's tree."""

    @property
    def children(self) -> "Sequence[Node]":
        """The nodes right below it."""


class Module(Node, Protocol):
    """The tree of a whole file."""

    @property
    def code(self) -> str:
        """The file's text."""

    def deep_replace(self, old_node: Node, new_node: Node) -> "Module":
        """Return the tree with another node in one place."""

    def code_for_node(self, node: Node) -> str:
        """Return the text of a part of it."""


class Place(Protocol):
    """A place in the text: lines count from 1, columns from 0."""

    line: int
    column: int


class Span(Protocol):
    """Where a node begins and where it ends."""

    start: Place
    end: Place


class Source(NamedTuple):
    """A module, read; `spans` says where its nodes stand."""

    tree: Module
    spans: Mapping[Node, Span]


LEFT_ALONE = {"Annotation", "Import", "ImportFrom"}
"""Nodes of which nothing is changed: no annotation has an effect at run time, and a missing name would be noticed."""
CALLS_LEFT_ALONE = {"len", "isinstance", "cast", "TypeVar"}
"""As mutmut does for the first two: another argument makes them fail at once. The others act on types alone."""


def read(path: Path) -> Source:
    """Read a module."""
    libcst = import_module("libcst")
    metadata = import_module("libcst.metadata")
    wrapper = metadata.MetadataWrapper(libcst.parse_module(path.read_text(encoding="utf-8")))
    return Source(wrapper.module, wrapper.resolve(metadata.PositionProvider))


def walk(node: Node, tree: Module) -> Iterator[Node]:
    """Yield a node and all that may be changed below it, in the order of the text."""
    kind = type(node).__name__
    if kind in LEFT_ALONE or (kind == "Call" and tree.code_for_node(node).partition("(")[0] in CALLS_LEFT_ALONE):
        return
    yield node
    for child in node.children:
        yield from walk(child, tree)


def changes(source: Source, operators: Operators) -> Iterator[dict[str, str | list[int]]]:
    """Yield every change: the operator, where the changed node stands, its text before and after, and the new file."""
    tree = source.tree
    for node in walk(tree, tree):
        span = source.spans.get(node)
        if span is None:
            continue
        place = [span.start.line, span.start.column, span.end.line, span.end.column]
        for kind, operator in operators:
            for new in operator(node) if isinstance(node, kind) else ():
                yield {
                    "operator": operator.__name__.removeprefix("operator_"),
                    "span": place,
                    "before": tree.code_for_node(node),
                    "after": tree.code_for_node(new),
                    "source": tree.deep_replace(node, new).code,
                }


def main(paths: Sequence[str]) -> None:
    """Print the changes of each module; a line names its module."""
    operators: Operators = import_module("mutmut.mutation.mutators").mutation_operators
    for path in paths:
        for change in changes(read(Path(path)), operators):
            print(json.dumps({"module": path, **change}))


if __name__ == "__main__":
    main(sys.argv[1:])
