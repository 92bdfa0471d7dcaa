"""What a chart is told: all layers of its values in one, held against the chart's defaults."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias, Union

from generator.facts.policy_names import CHART_NAMES
from generator.model.chart import ChartSheet, ValueFact, ValueOrigin
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree, path_text, put

_Branch: TypeAlias = dict[str, Union[Value, "_Branch"]]


class Said:
    """Values by path, as Helm merges them: a mapping into a mapping, anything else in place of what was there.

    A null takes the default away. Whoever has put a path into the profile takes it; what nobody took is left over.
    """

    def __init__(
        self,
        sheet: ChartSheet,
        layers: Iterable[Value],
        specs: Iterable[Value] = (),
        leaves: Mapping[Path, Value] | None = None,
    ) -> None:
        """Merge layers, lowest precedence first; `specs` of ClusterPolicies come on top, by the chart's names.

        `leaves` are values that stand in no values file, by the path that they would have in one.
        """
        self.sheet = sheet
        root: _Branch = {}
        for layer in layers:
            _merge(root, layer)
        policy: _Branch = {}
        for spec in specs:
            _merge(policy, spec)
        for path, name in CHART_NAMES.items():
            _rename(policy, path, name)
        _put_upon(root, policy)
        self._leaves: dict[Path, Value] = dict(_leaves(root, ()))
        self._leaves.update(leaves or {})
        self._taken: set[Path] = set()

    def with_booleans(self, read: Callable[[ValueFact, Value], bool | None]) -> "Said":
        """Return the same with booleans in the place of texts that the chart takes for such, as `read` tells."""
        found = Said(self.sheet, ())
        for path, value in self._leaves.items():
            fact = self.sheet.lookup(path) if isinstance(value.tree, str) else None
            known = None if fact is None or fact.type != "bool" else read(fact, value)
            found._leaves[path] = value if known is None else value._replace(tree=known)
        found._taken = set(self._taken)
        return found

    def paths(self) -> tuple[Path, ...]:
        """Return every path that is said."""
        return tuple(self._leaves)

    def value(self, *path: str) -> Value | None:
        """Return what is said at a path that holds no mapping, nulls included."""
        return self._leaves.get(path)

    def below(self, *path: str) -> Iterator[tuple[Path, Value]]:
        """Return what is said at a path and below it."""
        for found, value in self._leaves.items():
            if found[: len(path)] == path:
                yield found, value

    def tree(self, *path: str) -> Tree:
        """Return what is said at a path as a tree of its own; None where nothing is."""
        leaf = self._leaves.get(path)
        if leaf is not None:
            return leaf.tree
        root: dict[str, Tree] = {}
        for found, value in self.below(*path):
            put(root, found[len(path) :], value.tree)
        return root or None

    def default(self, path: Path) -> Tree:
        """Return the chart's default at a path; None where it has none."""
        fact = self.sheet.lookup(path)
        if fact is None or fact.origin not in (ValueOrigin.VALUES, ValueOrigin.OPEN):
            return None
        return fact.default

    def effective(self, *path: str) -> Tree:
        """Return what the chart works with at a path that holds no mapping."""
        value = self._leaves.get(path)
        return self.default(path) if value is None else value.tree

    def changed(self, *path: str) -> Value | None:
        """Return what is said at a path if the chart's default is something else, and take it."""
        self.take(*path)
        value = self._leaves.get(path)
        return value if value is not None and not self._is_default(path, value.tree) else None

    def text(self, *path: str) -> Value | None:
        """Return a text or number that is no default, as text, and take it; anything else stays."""
        value = self._leaves.get(path)
        if value is None or self._is_default(path, value.tree):
            self.take(*path)
            return None
        if isinstance(value.tree, bool) or not isinstance(value.tree, str | int | float):
            return None
        self.take(*path)
        return Value(str(value.tree), value.place)

    def take(self, *path: str) -> None:
        """Say that a path, and everything below it, is in the profile."""
        self._taken.add(path)

    def give_back(self, *path: str) -> None:
        """Say that a path is not in the profile after all."""
        self._taken.discard(path)

    def left_over(self) -> Iterator[tuple[Path, Value]]:
        """Return what is no default and in nobody's hands yet, in the order in which it is said."""
        for path, value in self._leaves.items():
            if not self._is_taken(path) and not self._is_default(path, value.tree):
                yield path, value

    def _is_taken(self, path: Path) -> bool:
        return any(path[:length] in self._taken for length in range(len(path) + 1))

    def _has_defaults(self, path: Path) -> bool:
        """Say whether a mapping has defaults below it, which a null in its place takes away."""
        head = f"{path_text(path)}."
        return any(known.startswith(head) and self.sheet.values[known].get("default") for known in self.sheet.values)

    def _is_free(self, path: Path) -> bool:
        """Say whether the chart hands a key on as it is, such as a label, so that it is there without a text too."""
        fact = self.sheet.lookup(path)
        return fact is not None and fact.origin is ValueOrigin.OPEN

    def _is_default(self, path: Path, tree: Tree) -> bool:
        default = self.default(path)
        if default is None and tree in ("", [], {}) and self._is_free(path):
            return False
        # Helm merges a mapping into the default, and an empty one changes nothing.
        if tree == {}:
            return True
        if tree is None and default in ("", [], {}):
            # A null in the place of nothing takes nothing away.
            return not self._has_defaults(path)
        if default is None:
            return not self._has_defaults(path) if tree is None else tree in ("", [])
        return type(tree) is not bool and str(tree) == str(default) if _is_word(default) else tree == default


def _is_word(tree: Tree) -> bool:
    return isinstance(tree, str | int | float) and not isinstance(tree, bool)


def _merge(into: _Branch, layer: Value) -> None:
    for key, value in layer.entries():
        there = into.get(key)
        if not isinstance(value.tree, dict):
            into[key] = value
        elif value.tree or not isinstance(there, dict):
            branch = there if isinstance(there, dict) else {}
            into[key] = branch if value.tree else value
            _merge(branch, value)


def _put_upon(into: _Branch, branch: _Branch) -> None:
    """Merge what is merged in itself already."""
    for key, value in branch.items():
        there = into.get(key)
        if not isinstance(value, dict):
            if value.tree != {} or not isinstance(there, dict):
                into[key] = value
        elif isinstance(there, dict):
            _put_upon(there, value)
        else:
            into[key] = value


def _rename(root: _Branch, path: tuple[str, ...], name: tuple[str, ...]) -> None:
    """Move what stands at a path to where the chart has it."""
    here = root
    for part in path[:-1]:
        below = here.get(part)
        if not isinstance(below, dict):
            return
        here = below
    if path[-1] not in here:
        return
    moved = here.pop(path[-1])
    here = root
    for part in name[:-1]:
        below = here.setdefault(part, {})
        if not isinstance(below, dict):
            below = here[part] = {}
        here = below
    here[name[-1]] = moved


def _leaves(branch: _Branch, path: Path) -> Iterator[tuple[Path, Value]]:
    """Return every value that is no mapping, and every empty mapping, nulls included."""
    for key, value in branch.items():
        if isinstance(value, Value):
            yield (*path, key), value
        else:
            yield from _leaves(value, (*path, key))
