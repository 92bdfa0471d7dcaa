"""What is known of one release of an upstream Helm chart, and whether given values fit it."""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from generator.model.tree import Path, Scalar, Tree, path_text, put

_TYPE_NAMES: Mapping[type, str] = MappingProxyType(
    {bool: "bool", int: "int", float: "number", str: "string", list: "list", dict: "map"}
)

UNREAD_FACT = "the chart's values offer it, but no template of the chart reads it"


class ValueOrigin(Enum):
    """How the fact sheet knows a value path."""

    VALUES = "values"
    """It has a default in the chart's values.yaml."""
    TEMPLATE = "template"
    """A template reads it, values.yaml does not name it."""
    CRD = "crd"
    """A template hands a whole block to a custom resource that has this field."""
    CONDITION = "condition"
    """It switches a sub-chart on or off."""
    OPEN = "open"
    """It lies in a map or list that the chart hands on as it is."""


class ValueFact(NamedTuple):
    """A value path of a chart.

    `type` is one of bool, int, number, string, map, list, any, or several joined by ``|``; ``map of T``
    takes any key, ``list of T`` says what the items are, a bare ``map`` takes the listed keys alone.
    `default` means something only where `origin` is VALUES. `choices` is empty where any value will do.
    """

    path: str
    type: str
    default: Tree = None
    origin: ValueOrigin = ValueOrigin.VALUES
    choices: tuple[Scalar, ...] = ()


class ValueProblemKind(Enum):
    """What is wrong with a given value."""

    UNKNOWN = "unknown"
    TYPE = "type"
    CHOICE = "choice"
    DEAD = "dead"


class ValueProblem(NamedTuple):
    """A given value that the chart would ignore, misread or refuse.

    `expected` is a type, or the choices joined by ``|``; `nearest` is a known path much like the unknown
    one; `fact` says what is known of a dead value.
    """

    kind: ValueProblemKind
    path: Path
    given: str = ""
    expected: str = ""
    nearest: str | None = None
    fact: str = ""


class ChartDependency(NamedTuple):
    """A sub-chart: `key` is where its values live (the alias, else the name), `condition` comma-separated paths."""

    name: str
    key: str
    version: str
    repository: str
    condition: str


class ChartImage(NamedTuple):
    """A container image that the chart's values name; an empty `version` means the chart's app version."""

    path: str
    repository: str
    image: str
    version: str


class ChartObject(NamedTuple):
    """An object that the chart can render.

    `name` holds ``{fullname}``, ``{release}``, ``{value:PATH}`` or another helper of the chart in braces where
    upstream computes it; `chart` is the sub-chart's key or empty. `when` are the values that must be true or
    filled, as far as they are plain: PATH, ``PATH or PATH``, ``PATH has ITEM``, below the chart's own root.
    `namespaced` says whether the object names its namespace.
    """

    kind: str
    name: str
    chart: str
    when: tuple[str, ...]
    namespaced: bool
    hooks: tuple[str, ...]
    delete_policy: tuple[str, ...]


class CrdField(NamedTuple):
    """A field of a custom resource, typed like a ValueFact; `rules` are further OpenAPI keywords."""

    path: str
    type: str
    required: bool
    rules: Mapping[str, Tree]


class Crd(NamedTuple):
    """A custom resource definition with one entry of `fields` per served version."""

    group: str
    kind: str
    plural: str
    scope: str
    chart: str
    names: Mapping[str, Tree]
    versions: tuple["CrdVersion", ...]


class CrdVersion(NamedTuple):
    """One version of a custom resource."""

    name: str
    served: bool
    storage: bool
    status: bool
    fields: tuple[CrdField, ...]


class ChartSheet(NamedTuple):
    """The fact sheet of one chart release.

    `release` is the tag that profiles name, `version` what the chart repository calls it. `crd_bytes` is the
    size of the upstream CRD files in bytes. `dead` maps paths without effect to what is known of them.
    """

    chart: str
    release: str
    version: str
    app_version: str
    repository: str
    kube_version: str
    crd_bytes: int
    dependencies: tuple[ChartDependency, ...]
    components: Mapping[str, str]
    images: tuple[ChartImage, ...]
    objects: tuple[ChartObject, ...]
    dead: Mapping[str, str]
    values: Mapping[str, Mapping[str, Tree]]

    def lookup(self, path: Path) -> ValueFact | None:
        """Return what is known of a path, also inside open maps and lists; None where the chart reads nothing."""
        known: ValueFact | None = ValueFact("", "map")
        for part in path:
            if known is None:
                return None
            known = self._child(known, part)
        return known

    def nearest(self, path: Path) -> str | None:
        """Return the known path that a person most likely meant, None if nothing comes near."""
        import difflib  # 3 ms, wanted only once something is wrong

        text = path_text(path)
        head, _, last = text.rpartition(".")
        siblings = [known for known in self.values if known.rpartition(".")[0] == head]
        by_name = {known.rpartition(".")[2].lower(): known for known in siblings}
        close = difflib.get_close_matches(last.lower(), list(by_name), n=1, cutoff=0.75)
        if close:
            return by_name[close[0]]
        whole = difflib.get_close_matches(text, list(self.values), n=1, cutoff=0.85)
        return whole[0] if whole else None

    def check_values(self, tree: Tree, hints: bool = True) -> tuple[ValueProblem, ...]:
        """Return every value that the chart would ignore, misread or refuse, in the order of the tree.

        A null is accepted everywhere: in Helm it removes the default. Without `hints` no `nearest` is sought, which
        takes most of the time.
        """
        found = self._check(tree, (), ValueFact("", "map"))
        return tuple(self._hinted(one) for one in found) if hints else tuple(found)

    def _hinted(self, problem: ValueProblem) -> ValueProblem:
        unknown = problem.kind is ValueProblemKind.UNKNOWN
        return problem._replace(nearest=self.nearest(problem.path)) if unknown else problem

    def defaults(self) -> dict[str, Tree]:
        """Return the chart's complete default values, sub-charts included, as a tree of its own."""
        root: dict[str, Tree] = {}
        for text in self.values:
            fact = self._fact(text)
            if fact.origin is ValueOrigin.VALUES and not (fact.type == "map" and fact.default is None):
                put(root, text.split("."), fact.default)
        return root

    def _fact(self, text: str) -> ValueFact:
        raw = self.values[text]
        choices = raw.get("choices")
        return ValueFact(
            path=text,
            type=str(raw["type"]),
            default=raw.get("default"),
            origin=ValueOrigin(raw.get("from", "values")),
            choices=tuple(c for c in choices if not isinstance(c, list | dict)) if isinstance(choices, list) else (),
        )

    def _child(self, parent: ValueFact, part: str | int) -> ValueFact | None:
        text = _join(parent.path, part)
        if _is_plain(part) and text in self.values:
            return self._fact(text)
        kinds, _, items = parent.type.partition(" of ")
        if parent.type == "any":
            return ValueFact(text, "any", _below(parent.default, part), ValueOrigin.OPEN)
        fits = "list" in kinds.split("|") if isinstance(part, int) else "map" in kinds.split("|")
        if not fits:
            return None
        pattern = f"{parent.path}[]" if isinstance(part, int) else f"{parent.path}.*"
        if pattern in self.values:
            return self._fact(pattern)
        return ValueFact(text, items, _below(parent.default, part), ValueOrigin.OPEN) if items else None

    def _check(self, value: Tree, path: Path, fact: ValueFact) -> Iterator[ValueProblem]:
        if value is None:
            return
        if not _fits(value, fact.type):
            yield ValueProblem(ValueProblemKind.TYPE, path, given=type_name(value), expected=fact.type)
        elif isinstance(value, dict | list):
            yield from self._check_children(value, path, fact)
        elif fact.choices and value not in fact.choices:
            expected = "|".join(str(choice) for choice in fact.choices)
            yield ValueProblem(ValueProblemKind.CHOICE, path, given=str(value), expected=expected)

    def _check_children(
        self, value: "list[Tree] | dict[str, Tree]", path: Path, fact: ValueFact
    ) -> Iterator[ValueProblem]:
        items: list[tuple[str | int, Tree]] = []
        items.extend(value.items() if isinstance(value, dict) else enumerate(value))
        for part, item in items:
            at = (*path, part)
            known = self._child(fact, part)
            dead = self.dead.get(_join(fact.path, part)) if _is_plain(part) else None
            if dead is not None and (known is None or known.default != item):
                yield ValueProblem(ValueProblemKind.DEAD, at, fact=dead or UNREAD_FACT)
            elif known is None:
                yield ValueProblem(ValueProblemKind.UNKNOWN, at)
            else:
                yield from self._check(item, at, known)


def type_name(value: Tree) -> str:
    """Return the name that fact sheets use for the type of a value."""
    return _TYPE_NAMES.get(type(value), "any")


def _fits(value: Tree, wanted: str) -> bool:
    kinds = wanted.partition(" of ")[0].split("|")
    name = type_name(value)
    return "any" in kinds or name in kinds or (name == "int" and "number" in kinds)


def _is_plain(part: str | int) -> bool:
    """Tell whether a key can be found by its text: dots and brackets would name another path."""
    return isinstance(part, int) or not ("." in part or "[" in part or "*" in part)


def _join(head: str, part: str | int) -> str:
    if isinstance(part, int):
        return f"{head}[]"
    return f"{head}.{part}" if head else part


def _below(default: Tree, part: str | int) -> Tree:
    if isinstance(default, dict) and isinstance(part, str):
        return default.get(part)
    if isinstance(default, list) and isinstance(part, int) and part < len(default):
        return default[part]
    return None
