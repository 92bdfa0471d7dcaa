"""A selector of devices, read and checked."""

from functools import lru_cache

from generator.cel.checker import Checker
from generator.cel.nodes import Call, Index, Items, Node, Operation, Select
from generator.cel.parser import parse
from generator.cel.selector import CelFault, Selector
from generator.cel.tokens import CelError, CelSizeError
from generator.cel.types import Kind

_MAX_NODES = 150


@lru_cache(maxsize=1024)
def read_selector(text: str) -> Selector:
    """Return what is wrong with a selector, and what it looks at; the latter of one that can be read alone."""
    try:
        node = parse(text)
        if _is_deep(node):
            return Selector((), ())
    except CelSizeError:
        return Selector((), ())
    except CelError as error:
        return Selector((CelFault(error.reason, error.at),), ())
    checker = Checker()
    found = checker.of(node, {})
    if found.kind not in (Kind.BOOL, Kind.ANY):
        checker.tell(f"it gives {found.kind.shown} and must give a bool", 0)
    return Selector(tuple(checker.faults), tuple(checker.uses))


def _is_deep(node: Node) -> bool:
    """Say whether an expression is nested deeper, brackets and chains together, than any that is written."""
    waiting = [(node, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > _MAX_NODES:
            return True
        waiting.extend((below, depth + 1) for below in _below(one))
    return False


def _below(node: Node) -> tuple[Node, ...]:
    match node:
        case Select():
            return (node.of,)
        case Index():
            return (node.of, node.key)
        case Call():
            return node.args if node.of is None else (node.of, *node.args)
        case Operation():
            return node.operands
        case Items():
            return node.items
    return ()
