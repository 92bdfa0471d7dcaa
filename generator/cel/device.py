"""What the API server finds wrong with a selector of devices, and which attributes it looks at."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.cel.nodes import Call, Index, Items, Literal, Name, Node, Operation, Select
from generator.cel.parser import OPTIONAL, parse
from generator.cel.tokens import CelError, CelSizeError
from generator.cel.types import (
    ANY,
    BOOL,
    FUNCTIONS,
    LITERALS,
    MACROS,
    METHODS,
    NUMBERS,
    OF_COLLECTIONS,
    OF_OTHERS,
    OF_TEXT,
    ORDERED,
    TAKES,
    TYPE_NAMES,
    Kind,
    Type,
)

_FIELDS: Mapping[str, Type] = {
    "driver": Type(Kind.STRING, (), ("driver",)),
    "attributes": Type(Kind.MAP, (Kind.MAP, Kind.ANY), ("attributes",)),
    "capacity": Type(Kind.MAP, (Kind.MAP, Kind.QUANTITY), ("capacity",)),
    "allowMultipleAllocations": Type(Kind.BOOL, (), ("allowMultipleAllocations",)),
}
"""The last since Kubernetes 1.34; source: cel/compile.go (deviceTypeV131, deviceTypeV134ConsumableCapacity)."""
_LIBRARIES = frozenset({"base64", "cel", "lists", "math", "optional", "sets", "strings"})
_RELATIONS = frozenset({"<", "<=", ">", ">="})


class CelFault(NamedTuple):
    """Why an expression is refused, and at which offset."""

    reason: str
    at: int


class Use(NamedTuple):
    """A value of a device that an expression uses: ``attributes`` or ``capacity``, the domain and the name in it.

    `domain` and `name` are None where no text says them. `asked` says that only its presence is asked for. `against`
    is the kind that it is compared with, and `sign` the operator, where there is one.
    """

    of: str
    domain: str | None
    name: str | None
    at: int
    asked: bool = False
    against: Kind | None = None
    sign: str = ""


class Selector(NamedTuple):
    """What is found in an expression."""

    faults: tuple[CelFault, ...]
    uses: tuple[Use, ...]


def read_selector(text: str) -> Selector:
    """Return what is wrong with a selector, and what it looks at; the latter of one that can be read alone."""
    try:
        node = parse(text)
    except CelSizeError:
        return Selector((), ())
    except CelError as error:
        return Selector((CelFault(error.reason, error.at),), ())
    checker = _Checker()
    found = checker.of(node, {})
    if found.kind not in (Kind.BOOL, Kind.ANY):
        checker.tell(f"it gives {found.kind.shown} and must give a bool", 0)
    return Selector(tuple(checker.faults), tuple(checker.uses))


_Scope = Mapping[str, Type]


class _Checker:
    def __init__(self) -> None:
        self.faults: list[CelFault] = []
        self.uses: list[Use] = []

    def tell(self, reason: str, at: int) -> None:
        self.faults.append(CelFault(reason, at))

    def of(self, node: Node, scope: _Scope, *, asked: bool = False) -> Type:
        """Return the type of a node, `ANY` for a faulty one, so that each fault is told once."""
        match node:
            case Literal():
                return Type(LITERALS[node.kind])
            case Name():
                return self._name(node, scope)
            case Select():
                return self._used(self._field(self.of(node.of, scope), node.name, node.at), node.at, asked)
            case Index():
                return self._used(self._element(node, scope), node.at, asked)
            case Items():
                held = {self.of(one, scope).kind for one in node.items[1 if node.is_map else 0 :: 1 + node.is_map]}
                if len(held - {Kind.ANY}) > 1:
                    self.tell("what a list or map holds is of one kind", node.at)
                return Type(Kind.MAP if node.is_map else Kind.LIST, (held.pop() if len(held) == 1 else Kind.ANY,))
            case Operation():
                return self._operation(node, scope)
            case Call():
                return self._call(node, scope)

    def _used(self, found: Type, at: int, asked: bool) -> Type:
        """Note a value of a device where the way to it is complete."""
        way = found.way
        if way is not None and len(way) == len(("attributes", "domain", "name")) and way[0] is not None:
            self.uses.append(Use(way[0], way[1], way[2], at, asked))
        return found

    def _name(self, node: Name, scope: _Scope) -> Type:
        if node.name in scope:
            return scope[node.name]
        if node.name == "device":
            return Type(Kind.DEVICE)
        if node.name not in TYPE_NAMES:
            self.tell(f"{node.name} is no variable: a selector has `device` alone", node.at)
            return ANY
        return Type(Kind.TYPE)

    def _field(self, of: Type, name: str, at: int) -> Type:
        if of.kind is Kind.DEVICE:
            if name not in _FIELDS:
                self.tell(f"a device has no {name}, but {', '.join(list(_FIELDS)[:-1])}", at)
            return _FIELDS.get(name, ANY)
        if of.kind is Kind.MAP:
            return of.below(name)
        if of.kind is not Kind.ANY:
            self.tell(f"{of.kind.shown} has no field {name}", at)
        return ANY

    def _element(self, node: Index, scope: _Scope) -> Type:
        of, index = self.of(node.of, scope), self.of(node.key, scope)
        if of.kind is Kind.MAP:
            key = node.key.value if isinstance(node.key, Literal) and node.key.kind == "string" else None
            if of.way is not None and index.kind not in (Kind.STRING, Kind.ANY):
                self.tell(f"the keys here are strings, and this is {index.kind.shown}", node.at)
            return of.below(key)
        if of.kind in (Kind.LIST, Kind.ANY):
            return of.element
        self.tell(f"{of.kind.shown} has no elements", node.at)
        return ANY

    def _operation(self, node: Operation, scope: _Scope) -> Type:
        kinds = [self.of(one, scope) for one in node.operands]
        sign, known = node.sign, [one.kind for one in kinds if one.kind is not Kind.ANY]
        if sign in ("&&", "||", "!"):
            for one in known:
                if one is not Kind.BOOL:
                    self.tell(f"{sign} takes bools, and this is {one.shown}", node.at)
            return BOOL
        if sign == "?:":
            return self._chosen(node, kinds)
        if sign == "in":
            if kinds[1].kind not in (Kind.LIST, Kind.MAP, Kind.ANY):
                self.tell(f"`in` looks into lists and maps, and this is {kinds[1].kind.shown}", node.at)
            elif kinds[1].kind is Kind.LIST:
                self._alike(kinds[0].kind, kinds[1].element.kind, node.at)
            return BOOL
        if sign in ("==", "!=") or sign in _RELATIONS:
            self._compared(node, kinds[0], kinds[1])
            return BOOL
        return self._computed(node, kinds)

    def _chosen(self, node: Operation, kinds: list[Type]) -> Type:
        if kinds[0].kind not in (Kind.BOOL, Kind.ANY):
            self.tell(f"? chooses by a bool, and this is {kinds[0].kind.shown}", node.at)
        self._alike(kinds[1].kind, kinds[2].kind, node.at)
        return kinds[1] if kinds[1].kind is kinds[2].kind else ANY

    def _alike(self, one: Kind, other: Kind, at: int) -> None:
        if one is not other and Kind.ANY not in (one, other):
            self.tell(f"{one.shown} stands beside {other.shown}", at)

    def _compared(self, node: Operation, left: Type, right: Type) -> None:
        for one, other, operand in ((left, right, node.operands[0]), (right, left, node.operands[1])):
            way = one.way
            if one.kind is Kind.ANY and way is not None and other.kind is not Kind.ANY and way[0] is not None:
                self.uses.append(Use(way[0], way[1], way[2], operand.at, False, other.kind, node.sign))
        known = [one.kind for one in (left, right) if one.kind is not Kind.ANY]
        cure = ""
        if node.sign in _RELATIONS:
            unordered = next((one for one in known if one not in ORDERED), None)
            if unordered in METHODS:
                cure = ", use isGreaterThan, isLessThan or compareTo"
            if unordered is not None:
                self.tell(f"{unordered.shown} has no {node.sign}{cure}", node.at)
                return
        if len(known) > 1 and known[0] is not known[1]:
            numbers = NUMBERS.issuperset(known) and node.sign in _RELATIONS
            if not numbers:
                self.tell(f"{known[0].shown} is not compared with {known[1].shown}{_deeper(left, right)}", node.at)

    def _computed(self, node: Operation, kinds: list[Type]) -> Type:
        for one in kinds:
            if one.kind in (Kind.QUANTITY, Kind.SEMVER, Kind.MAP, Kind.BOOL, Kind.DEVICE):
                self.tell(f"{one.kind.shown} has no {node.sign}", node.at)
                return ANY
        known = {one.kind for one in kinds} - {Kind.ANY}
        if len(known) > 1 or (len(kinds) == 1 and Kind.STRING in known):
            self.tell(f"{' and '.join(sorted(one.shown for one in known))} have no {node.sign} together", node.at)
            return ANY
        return Type(known.pop()) if known else ANY

    def _call(self, node: Call, scope: _Scope) -> Type:
        if node.of is None:
            return self._function(node, scope)
        if isinstance(node.of, Name) and node.of.name not in scope and node.of.name != "device":
            return self._of_library(node, scope)
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
            known = of.kind is Kind.ANY and _is_method(node.name)
        if not known:
            whose = "nothing" if of.kind is Kind.ANY else of.kind.shown
            has = f"{whose} has {'a' if of.kind is Kind.ANY else 'no'} {node.name}()"
            self.tell(f"{has}{_meant(node.name)}{_deeper(of, ANY)}", node.at)
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

    def _function(self, node: Call, scope: _Scope) -> Type:
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
        return Type(FUNCTIONS.get(node.name, Kind.ANY))

    def _of_library(self, node: Call, scope: _Scope) -> Type:
        """Return what a function with a name of its library before it gives, such as cel.bind."""
        is_bind = isinstance(node.of, Name) and node.of.name == "cel" and node.name == "bind"
        if is_bind and len(node.args) == 3 and isinstance(node.args[0], Name):
            bound = self.of(node.args[1], scope)
            return self.of(node.args[2], {**scope, node.args[0].name: bound})
        if isinstance(node.of, Name) and node.of.name in (
            "cel",
            "math",
            "strings",
            "sets",
            "base64",
            "optional",
            "lists",
        ):
            return ANY
        return self._name(node.of, scope) if isinstance(node.of, Name) else ANY

    def _macro(self, node: Call, of: Type, scope: _Scope) -> Type:
        names = [one.name for one in node.args[:-1] if isinstance(one, Name)]
        if of.kind not in (Kind.LIST, Kind.MAP, Kind.ANY):
            self.tell(f"{of.kind.shown} has no {node.name}(){_deeper(of, ANY)}", node.at)
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


def _is_method(name: str) -> bool:
    """Say whether something has a method of that name."""
    of_values = any(name in each for each in METHODS.values())
    return of_values or name.startswith("get") or name in OF_COLLECTIONS | OF_OTHERS


def _meant(name: str) -> str:
    """Return the method that is called so but for the case of its letters."""
    known = (each for methods in METHODS.values() for each in methods)
    right = next((each for each in known if each.lower() == name.lower() and each != name), None)
    return "" if right is None else f", but {right}()"


def _deeper(left: Type, right: Type) -> str:
    """Return what to write behind a map in which a name is missing."""
    way = next((one.way for one in (left, right) if one.kind is Kind.MAP and one.way is not None), None)
    if way is None:
        return ""
    return {1: ", it holds maps by domain", 2: ", it holds the values of a domain by name"}.get(len(way), "")
