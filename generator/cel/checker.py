"""Types of an expression's parts, as the API server finds them."""

from collections.abc import Mapping
from types import MappingProxyType

from generator.cel.calls import Calls, Scope, deeper
from generator.cel.functions import METHODS
from generator.cel.nodes import Call, Index, Items, Literal, Name, Node, Operation, Select
from generator.cel.selector import Use
from generator.cel.types import ANY, BOOL, LITERALS, NUMBERS, ORDERED, TYPE_NAMES, Kind, Type

_FIELDS: Mapping[str, Type] = MappingProxyType(
    {
        "driver": Type(Kind.STRING, (), ("driver",)),
        "attributes": Type(Kind.MAP, (Kind.MAP, Kind.ANY), ("attributes",)),
        "capacity": Type(Kind.MAP, (Kind.MAP, Kind.QUANTITY), ("capacity",)),
        "allowMultipleAllocations": Type(Kind.BOOL, (), ("allowMultipleAllocations",)),
    }
)
"""The last since Kubernetes 1.34; source: cel/compile.go (deviceTypeV131, deviceTypeV134ConsumableCapacity)."""
_RELATIONS = frozenset({"<", "<=", ">", ">="})


class Checker(Calls):
    """Finds the types of an expression's parts, and what is wrong with them."""

    def of(self, node: Node, scope: Scope, *, asked: bool = False) -> Type:
        """Return the type of a node, `ANY` for a faulty one, so that each fault is told once."""
        match node:
            case Literal():
                return Type(LITERALS[node.kind])
            case Name():
                return self.named(node, scope)
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
                return self.called(node, scope)

    def _used(self, found: Type, at: int, asked: bool) -> Type:
        """Note a value of a device where the way to it is complete."""
        way = found.way
        if way is not None and len(way) == len(("attributes", "domain", "name")) and way[0] is not None:
            self.uses.append(Use(way[0], way[1], way[2], at, asked))
        return found

    def named(self, node: Name, scope: Scope) -> Type:
        """Return the type of a variable."""
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

    def _element(self, node: Index, scope: Scope) -> Type:
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

    def _operation(self, node: Operation, scope: Scope) -> Type:
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
            else:
                self._asked(node, kinds[1])
            return BOOL
        if sign in ("==", "!=") or sign in _RELATIONS:
            self._compared(node, kinds[0], kinds[1])
            return BOOL
        return self._computed(node, kinds)

    def _asked(self, node: Operation, of: Type) -> None:
        """Note a name whose presence in a domain is asked for."""
        name = node.operands[0]
        if isinstance(name, Literal) and name.kind == "string" and of.kind is Kind.MAP and of.way is not None:
            self._used(of.below(name.value), node.at, asked=True)

    def _chosen(self, node: Operation, kinds: list[Type]) -> Type:
        if kinds[0].kind not in (Kind.BOOL, Kind.ANY):
            self.tell(f"? chooses by a bool, and this is {kinds[0].kind.shown}", node.at)
        self._alike(kinds[1].kind, kinds[2].kind, node.at)
        return kinds[1] if kinds[1].kind is kinds[2].kind else ANY

    def _alike(self, one: Kind, other: Kind, at: int) -> None:
        if one is not other and Kind.ANY not in (one, other):
            self.tell(f"{one.shown} stands beside {other.shown}", at)

    def _compared(self, node: Operation, left: Type, right: Type) -> None:
        first, second = node.operands
        for one, other, operand, beside in ((left, right, first, second), (right, left, second, first)):
            way = one.way
            if way == ("driver",) and isinstance(beside, Literal) and beside.kind == "string":
                self.uses.append(Use("driver", None, None, operand.at, False, other.kind, node.sign, beside.value))
            if one.kind is Kind.ANY and way is not None and other.kind is not Kind.ANY and way[0] is not None:
                text = beside.value if isinstance(beside, Literal) and beside.kind == "string" else None
                self.uses.append(Use(way[0], way[1], way[2], operand.at, False, other.kind, node.sign, text))
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
                self.tell(f"{known[0].shown} is not compared with {known[1].shown}{deeper(left, right)}", node.at)

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
