"""What kustomizations put together, and what is laid over it."""

from typing import NamedTuple

from generator.model.manifest_value import Value


class Overlaid(NamedTuple):
    """A patch: `entry` is where it is listed. It is `operations` (RFC 6902), or parts of `objects` by kind and name."""

    entry: Value
    target: Value | None
    operations: Value | None
    objects: tuple[tuple[str, str], ...]


class Outer(NamedTuple):
    """What Flux or Argo CD is told to make of a folder: `path` is how its name ends.

    `value` is the object; `holder` is where that says what is laid over it, in the words of kustomizations.
    """

    value: Value
    path: tuple[str, ...]
    holder: Value


class Additions(NamedTuple):
    """What kustomizations may add to the objects of a file: to every one, those of some kinds, or single ones.

    `objects` are kinds and names. `labels` says that labels are put into pods and selectors.
    """

    to_all: bool = False
    kinds: frozenset[str] = frozenset()
    objects: frozenset[tuple[str, str]] = frozenset()
    labels: bool = False

    @property
    def reaches_any(self) -> bool:
        """Whether there is an object that may get something that it lacks, beside labels."""
        return self.to_all or bool(self.kinds) or bool(self.objects)

    def may_reach(self, kind: str, name: str) -> bool:
        """Say whether an object may get something that it lacks, beside labels."""
        return self.to_all or kind in self.kinds or (kind, name) in self.objects


class Built(NamedTuple):
    """A kustomization with kind and name of all that it holds; `objects` is None where some of that is elsewhere.

    `strays` are entries that name files without objects, `misplaced` those of components among resources, or the other
    way round. `again` are entries of what is listed further up already. `absent` are those that name no file that was
    given, each with the names in its folder that nothing lists. `astray` is the one entry that leads nowhere, with
    the way to what stands nearby under the same name. `above` are entries of the folder of the kustomization itself, or
    of one around it.
    """

    value: Value
    objects: frozenset[tuple[str, str]] | None
    strays: tuple[Value, ...]
    misplaced: tuple[Value, ...]
    patches: tuple[Overlaid, ...]
    again: tuple[Value, ...] = ()
    absent: tuple[tuple[Value, tuple[str, ...]], ...] = ()
    astray: tuple[Value, str] | None = None
    above: tuple[Value, ...] = ()
