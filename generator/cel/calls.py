"""Types of what functions, methods and macros give."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from generator.cel.functions import FUNCTIONS, MACROS, METHODS, OF_COLLECTIONS, OF_TEXT, TAKES, is_method, meant
from generator.cel.nodes import Call, Literal, Name, Node, Select
from generator.cel.parser import OPTIONAL
from generator.cel.selector import CelFault, Use
from generator.cel.types import ANY, BOOL, Kind, Type

Scope = Mapping[str, Type]
"""Variables beside `device`, those of macros."""
_LIBRARIES = frozenset({"base64", "cel", "lists", "math", "optional", "sets", "strings"})


class Calls(ABC):
    """The half of the checker that knows calls; it gathers what is found."""

    def __init__(self) -> None:
        """Start with nothing found."""
        self.faults: list[CelFault] = []
        self.uses: list[Use] = []

    def tell(self, reason: str, at: int) -> None:
        """Add a fault."""
        self.faults.append(CelFault(reason, at))

    @abstractmethod
    def of(self, node: Node, scope: Scope, *, asked: bool = False) -> Type:
        """Return the type of a node, `ANY` for a faulty one, so that each fault is told once."""

    @abstractmethod
    def named(self, node: Name, scope: Scope) -> Type:
        """Return the type of a variable."""

    def called(self, node: Call, scope: Scope) -> Type:
        """Return the type of what a call gives."""
        if node.of is None:
            return self._function(node, scope)
        if isinstance(node.of, Name) and node.of.name not in scope and node.of.name != "device":
            return self._of_library(node.of, node, scope)
        of = self.of(node.of, scope)
        if node.name == OPTIONAL:
            for one in node.args:
                self.of(one, scope)
            return ANY
        if node.name in MACROS and node.args and isinstance(node.args[0], Name):
            return self._macro(node, of, scope)
        given = [self.of(one, scope).kind for one in node.args]
        methods = METHODS.get(of.kind)
        if methods is not None:
            known = node.name in methods
        elif of.kind in (Kind.LIST, Kind.MAP):
            known = node.name in OF_COLLECTIONS
        else:
            known = of.kind is Kind.ANY and is_method(node.name)
        if not known:
            whose = "nothing" if of.kind is Kind.ANY else of.kind.shown
            has = f"{whose} has {'a' if of.kind is Kind.ANY else 'no'} {node.name}()"
            self.tell(f"{has}{meant(node.name)}{deeper(of, ANY)}", node.at)
            return ANY
        self._taken(node, of, given)
        results = {each[node.name] for each in METHODS.values() if node.name in each}
        return Type(methods[node.name]) if methods is not None else Type(results.pop()) if len(results) == 1 else ANY

    def _taken(self, node: Call, of: Type, given: list[Kind]) -> None:
        wanted = TAKES.get(node.name)
        if wanted is None or of.kind in (Kind.LIST, Kind.MAP):
            return
        if of.kind in wanted:
            wanted = frozenset({of.kind})
        if len(given) != 1:
            self.tell(f"{node.name}() takes one argument", node.at)
        elif given[0] is not Kind.ANY and given[0] not in wanted:
            shown = " or ".join(sorted(one.shown for one in wanted))
            self.tell(f"{node.name}() takes {shown}, and this is {given[0].shown}", node.at)

    def _function(self, node: Call, scope: Scope) -> Type:
        if node.name == "has" and len(node.args) == 1:
            if isinstance(node.args[0], Select):
                self.of(node.args[0], scope, asked=True)
            else:
                self.tell("has() takes a field, such as has(a.b)", node.at)
            return BOOL
        given = [self.of(one, scope).kind for one in node.args]
        if node.name not in FUNCTIONS:
            self.tell(f"there is no function {node.name}()", node.at)
        elif node.name in OF_TEXT and given[:1] and given[0] not in (Kind.STRING, Kind.ANY):
            self.tell(f"{node.name}() takes a string, and this is {given[0].shown}", node.at)
        if node.name == "quantity" and len(node.args) == 1:
            self._written(node.args[0])
        return Type(FUNCTIONS.get(node.name, Kind.ANY))

    def _written(self, node: Node) -> None:
        """Note an amount that stands in the expression as a text: whether it is one shows as a device is looked at."""
        if isinstance(node, Literal) and node.kind == "string":
            self.uses.append(Use("quantity", None, None, node.at, text=node.value))

    def _of_library(self, library: Name, node: Call, scope: Scope) -> Type:
        """Return what a function with a name of its library before it gives, such as cel.bind."""
        if library.name == "cel" and node.name == "bind" and len(node.args) == 3 and isinstance(node.args[0], Name):
            bound = self.of(node.args[1], scope)
            return self.of(node.args[2], {**scope, node.args[0].name: bound})
        return ANY if library.name in _LIBRARIES else self.named(library, scope)

    def _macro(self, node: Call, of: Type, scope: Scope) -> Type:
        names = [one.name for one in node.args[:-1] if isinstance(one, Name)]
        if of.kind not in (Kind.LIST, Kind.MAP, Kind.ANY):
            self.tell(f"{of.kind.shown} has no {node.name}(){deeper(of, ANY)}", node.at)
            return ANY
        # The variable of a map is its key.
        first = Type(Kind.STRING) if of.kind is Kind.MAP and of.way is not None else of.element
        inner = {**scope, **dict.fromkeys(names, ANY), **({names[0]: first} if len(names) == 1 else {})}
        given = [self.of(one, inner).kind for one in node.args[len(names) :]]
        if node.name in ("filter", "map", "sortBy"):
            return Type(Kind.LIST, (Kind.ANY,))
        for one in given:
            if one not in (Kind.BOOL, Kind.ANY):
                self.tell(f"{node.name}() asks for a bool, and this is {one.shown}", node.at)
        return BOOL


def deeper(left: Type, right: Type) -> str:
    """Return what to write behind a map in which a name is missing."""
    way = next((one.way for one in (left, right) if one.kind is Kind.MAP and one.way is not None), None)
    if way is None:
        return ""
    return {1: ", it holds maps by domain", 2: ", it holds the values of a domain by name"}.get(len(way), "")
