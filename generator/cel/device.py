"""A selector of devices, read and checked."""

from generator.cel.checker import Checker
from generator.cel.parser import parse
from generator.cel.selector import CelFault, Selector
from generator.cel.tokens import CelError, CelSizeError
from generator.cel.types import Kind


def read_selector(text: str) -> Selector:
    """Return what is wrong with a selector, and what it looks at; the latter of one that can be read alone."""
    try:
        node = parse(text)
    except CelSizeError:
        return Selector((), ())
    except CelError as error:
        return Selector((CelFault(error.reason, error.at),), ())
    checker = Checker()
    found = checker.of(node, {})
    if found.kind not in (Kind.BOOL, Kind.ANY):
        checker.tell(f"it gives {found.kind.shown} and must give a bool", 0)
    return Selector(tuple(checker.faults), tuple(checker.uses))
