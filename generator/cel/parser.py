"""From a text to the expression in it."""

from collections.abc import Iterator

from generator.cel.nodes import Call, Index, Items, Literal, Name, Node, Operation, Select
from generator.cel.tokens import RESERVED, CelError, CelSizeError, Token, tokens

MOST_LETTERS = 10_240
"""So long may a selector's expression be; source: kubernetes/api resource/v1 (CELSelectorExpressionMaxLength)."""
OPTIONAL = "?"
"""Called on a value it is the optional field or element of it."""
_MAX_DEPTH, _MAX_CHAIN = 50, 100
"""How deep expressions may stand in brackets, and how many operators or fields in a row; far more than is written."""
_LEVELS = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = {"true": "bool", "false": "bool", "null": "null_type"}


def parse(text: str) -> Node:
    """Return the expression that a text is; raise CelError for one that is none, CelSizeError for one of undue size."""
    if len(text) > MOST_LETTERS:
        raise CelSizeError("too long", 0)
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tuple(tokens(text))
        self._index = 0
        self._depth = 0

    def whole(self) -> Node:
        found = self._ternary()
        if self._next.kind != "end":
            raise CelError(f"{self._shown()} where the expression should end", self._next.at)
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._index]

    def _shown(self) -> str:
        return self._next.text if self._next.kind != "end" else "nothing"

    def _take(self) -> Token:
        found = self._next
        self._index += 1
        return found

    def _is(self, *signs: str) -> bool:
        return self._next.kind in ("sign", "name") and self._next.text in signs

    def _expect(self, sign: str) -> None:
        if not (self._next.kind == "sign" and self._next.text == sign):
            raise CelError(f"{self._shown()} where {sign} is missing", self._next.at)
        self._index += 1

    def _ternary(self) -> Node:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise CelSizeError("nested too deep", self._next.at)
        found = self._binary(0)
        if self._is("?"):
            at = self._take().at
            then = self._binary(0)
            self._expect(":")
            found = Operation("?:", (found, then, self._ternary()), at)
        self._depth -= 1
        return found

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        found = self._binary(level + 1)
        for sign in self._chain(*_LEVELS[level]):
            found = Operation(sign.text, (found, self._binary(level + 1)), sign.at)
        return found

    def _chain(self, *signs: str) -> Iterator[Token]:
        """Take one of some signs after another, with what the caller takes in between."""
        for _ in range(_MAX_CHAIN):
            if not self._is(*signs):
                return
            yield self._take()
        raise CelSizeError("too many in a row", self._next.at)

    def _unary(self) -> Node:
        signs = tuple(self._chain("!", "-"))
        found = self._member()
        for sign in reversed(signs):
            found = Operation(sign.text, (found,), sign.at)
        return found

    def _member(self) -> Node:
        found = self._primary()
        for sign in self._chain(".", "["):
            # Optional fields and elements: their value may be there or not.
            optional = self._is("?") and self._take() is not None
            if sign.text == "[":
                index = self._ternary()
                self._expect("]")
                found = Call(OPTIONAL, found, (index,), sign.at) if optional else Index(found, index, sign.at)
                continue
            name = self._take()
            if name.kind != "name":
                raise CelError(f"{name.text or 'nothing'} where a name must follow the dot", name.at)
            plain = name.text.strip("`")
            if optional:
                found = Call(OPTIONAL, found, (), name.at)
                continue
            is_call = self._next.kind == "sign" and self._next.text == "("
            found = Call(plain, found, self._arguments(), name.at) if is_call else Select(found, plain, name.at)
        return found

    def _arguments(self) -> tuple[Node, ...]:
        self._expect("(")
        return self._listed(")")

    def _listed(self, end: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._is(end):
            found.append(self._ternary())
            if not self._is(","):
                break
            self._take()
        self._expect(end)
        return tuple(found)

    def _primary(self) -> Node:
        token = self._take()
        if token.kind in ("int", "uint", "double", "string", "bytes"):
            return Literal(token.kind, token.text, token.at)
        if token.kind == "sign" and token.text == "(":
            found = self._ternary()
            self._expect(")")
            return found
        if token.kind == "sign" and token.text == "[":
            return Items(self._listed("]"), False, token.at)
        if token.kind == "sign" and token.text == "{":
            return Items(self._entries(), True, token.at)
        if token.kind == "sign" and token.text == ".":
            token = self._take()
        if token.kind != "name":
            raise CelError(f"{token.text or 'nothing'} where a value must stand", token.at)
        if token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text], token.text, token.at)
        if token.text in RESERVED:
            raise CelError(f"{token.text} is a word that no variable may have", token.at)
        if self._next.kind == "sign" and self._next.text == "(":
            return Call(token.text, None, self._arguments(), token.at)
        return Name(token.text, token.at)

    def _entries(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._is("}"):
            found.append(self._ternary())
            self._expect(":")
            found.append(self._ternary())
            if not self._is(","):
                break
            self._take()
        self._expect("}")
        return tuple(found)
