"""A value in a manifest, and the place where it stands."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from generator.model.tree import Path, Tree
from generator.model.written import Written

_PLACEHOLDER = re.compile(
    # None of these looks beyond where the next begins, so that a text with nothing but beginnings is read once.
    r"\$\{(?:(?!\$\{)[^}])*\}|\$\((?:(?!\$\()[^)])*\)|\{\{(?:(?!\{\{).)*?\}\}|"
    r"\$[A-Z_][A-Z0-9_]*|^<[\w -]+>$|^@\w+@$|^ENC\["
    r"|^\(\([\w./-]+\)\)$"
    r"|^__(?!TODO__|FIXME__|TBD__)\w+__$|__(?!TODO__|FIXME__|TBD__)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*__"
    r"|^(?:FILLED|REPLACE|CHANGE|YOUR|INSERT|TODO|PLACEHOLDER)[_-][A-Z][A-Z0-9_-]*$|(?:^|_)PLACEHOLDER$"
    # Templates for sed: a word in capitals that says itself what shall stand in its place.
    r"|^(?:MODEL|APP|SERVICE|CLUSTER|TARGET)_(?:NAME|NAMESPACE)$|^(?:[A-Z]+_)+HERE$|^(?:PORT|REPLICAS|NAMESPACE)$",
    re.DOTALL,
)


def is_filled_in_later(tree: Tree) -> bool:
    """Say whether a text has a place that Flux, envsubst, a template or the like fills in: nothing is known of it.

    What says only that something is still to be done (``__TODO__``) has no name by which a program could fill it in.
    """
    return isinstance(tree, str) and _PLACEHOLDER.search(tree) is not None


class InnerDocument(int):
    """Which of the documents in a text is meant, from 0: at the end of the way to a text that may hold several."""


@dataclass(frozen=True, slots=True, eq=False)
class Grafts:
    """Parts of a mapping or a list that stand elsewhere, as patches put them there: their places by key or index."""

    by_step: "Mapping[str | int, Place]"


class Place(NamedTuple):
    """A place in a file: the document's number in the stream, from 0, and the way from its root.

    `steps` has one path for the document itself and a further one for each text on the way that is a document in
    turn: ``(("data", "any"), ("sharing",))`` is `sharing` inside the text of a ConfigMap's key `any`.
    `written` is given where values stand as paths and texts: the way then is that of the text. `grafts` are parts
    below that stand elsewhere.
    """

    file: str
    document: int
    steps: tuple[Path, ...] = ((),)
    written: Written | None = None
    grafts: Grafts | None = None

    @property
    def is_called_patch(self) -> bool:
        """Whether the file's name says that it holds a patch."""
        return "patch" in self.file.rpartition("/")[2].lower()

    @property
    def plain(self) -> "Place":
        """The place alone, by which values are found again whatever was laid over them."""
        return self if self.written is None and self.grafts is None else self._replace(written=None, grafts=None)

    def is_within(self, around: "Place") -> bool:
        """Say whether this is another place or stands below it."""
        way, head = self.steps[-1], around.steps[-1]
        return self.plain._replace(steps=(*self.steps[:-1], way[: len(head)])) == around.plain

    def way_from(self, above: "Place") -> Path:
        """Return the way to this place from one further up in the same document."""
        return self.steps[-1][len(above.steps[-1]) :]

    def below(self, *parts: str | int) -> "Place":
        """Return a place further down in the same document."""
        if self.written is not None:
            written = self.written.below(*parts)
            return self._replace(steps=(*self.steps[:-1], written.nearest.text), written=written)
        if self.grafts is not None:
            return self._across(self.grafts, parts) if parts else self
        # Rules make more places than anything else: `_replace` would take three times as long.
        return Place(self.file, self.document, (*self.steps[:-1], (*self.steps[-1], *parts)))

    def _across(self, grafts: Grafts, parts: Path) -> "Place":
        found = grafts.by_step.get(parts[0])
        return (self._replace(grafts=None).below(parts[0]) if found is None else found).below(*parts[1:])

    def inside(self, number: int | None = None) -> "Place":
        """Return the root of the document that the text at this place holds, or of one of several by its number."""
        steps = self.steps if number is None else (*self.steps[:-1], (*self.steps[-1], InnerDocument(number)))
        return self._replace(steps=(*steps, ()), written=None, grafts=None)


class Value(NamedTuple):
    """A value together with its place."""

    tree: Tree
    place: Place

    def get(self, *parts: str | int) -> "Value | None":
        """Return the value below, None where there is none or it is null."""
        tree = _below(self.tree, parts)
        return None if tree is None else Value(tree, self.place.below(*parts))

    def has(self, key: str) -> bool:
        """Say whether this is a mapping with that key, be it null."""
        return isinstance(self.tree, dict) and key in self.tree

    def entries(self, *parts: str | int) -> Iterator[tuple[str, "Value"]]:
        """Return the entries of a mapping here or below, nulls included; nothing for anything else."""
        around = _below(self.tree, parts)
        if isinstance(around, dict):
            for key, tree in around.items():
                yield key, Value(tree, self.place.below(*parts, key))

    def elements(self, *parts: str | int) -> Iterator["Value"]:
        """Return the elements of a list here or below; nothing for anything else."""
        around = _below(self.tree, parts)
        if isinstance(around, list):
            for index, tree in enumerate(around):
                yield Value(tree, self.place.below(*parts, index))

    def mappings(self, without: Container[str] = ()) -> Iterator["Value"]:
        """Return this and everything below that is a mapping, as it is read; not what stands at the keys `without`."""
        stack = [self]
        while stack:
            found = stack.pop()
            if isinstance(found.tree, dict):
                yield found
            below = [one for key, one in found.entries() if key not in without] or list(found.elements())
            stack.extend(reversed([one for one in below if isinstance(one.tree, dict | list)]))

    def text(self, *parts: str | int) -> str | None:
        """Return a string here or below; None for anything else."""
        tree = _below(self.tree, parts)
        return tree if isinstance(tree, str) else None

    def whole_number(self, *parts: str | int) -> int | None:
        """Return a whole number here or below; None for anything else, booleans too."""
        number = _below(self.tree, parts)
        return number if isinstance(number, int) and not isinstance(number, bool) else None


def _below(tree: Tree, parts: Path) -> Tree:
    """Return what stands below, None where there is nothing."""
    for part in parts:
        if isinstance(tree, dict) and isinstance(part, str):
            tree = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


Labels = tuple[tuple[str, Value], ...]
