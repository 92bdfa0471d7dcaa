"""Takes the faulty parts out of a profile's tree, so that what is sound can be looked at in the same run.

What cannot be left out gets a stand-in. Whatever is left out or stood in for is a doubt: a finding that rests on it
is not told. So a stand-in's value is of no importance, as long as the schema takes it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from generator.decode.conform import surely_valid
from generator.decode.decoded import original_path
from generator.decode.explain import MOST_FAULTS
from generator.decode.faults import Fault, find_faults
from generator.decode.misplaced import absent_around, absent_elsewhere
from generator.decode.schema import Schema, place, profile_schema, sub_schema
from generator.facts.charts import GPU_OPERATOR
from generator.model.doubt import Doubts
from generator.model.tree import Path, Tree

_MOST_ROUNDS = 8
"""A wrong `model` takes its entry, `gpus` and the pool with it, one a round."""
_STAND_INS: dict[str, Tree] = {
    "version": "v1alpha1",
    "cluster": {},
    "cluster.name": "unnamed",
    "cluster.kubernetes": "1.35",
    "cluster.distribution": "kubeadm",
    "install": {},
    "install.chart": GPU_OPERATOR,
    "install.version": "v0.0.0",
    "pools": [],
    "pools[].name": "unnamed",
}


class Pruned(NamedTuple):
    """A tree of the right shape; see `Decoded` for the other fields."""

    tree: Tree
    doubts: Doubts
    left_out: frozenset[Path]


class _Cuts:
    """What was taken out so far and what was put in, all by places of the document."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.left_out: set[Path] = set()
        self.stand_ins: dict[Path, Tree] = {}
        self.added: dict[Path, list[str]] = {}
        self.doubts: set[Path] = set()

    def pruned(self) -> Tree:
        """Return the tree without what was taken out and with what was put in."""
        return self._copied(self.tree, ())

    def _copied(self, value: Tree, at: Path) -> Tree:
        value = self.stand_ins.get(at, value)
        if isinstance(value, dict):
            keys = (*value, *(key for key in self.added.get(at, ()) if key not in value))
            return {key: self._copied(value.get(key), (*at, key)) for key in keys if (*at, key) not in self.left_out}
        if isinstance(value, list):
            kept = (index for index in range(len(value)) if (*at, index) not in self.left_out)
            return [self._copied(value[index], (*at, index)) for index in kept]
        return value

    def put_in(self, at: Path, key: str, value: Tree) -> None:
        """Give a mapping another value of a key, or one that it lacks."""
        self.stand_ins[*at, key] = value
        self.added.setdefault(at, []).append(key)
        self.doubts.add((*at, key))

    def take_out(self, path: Path) -> None:
        """Leave a place out."""
        self.left_out.add(path)
        self.doubts.add(path)


def prune(tree: Tree, faults: tuple[Fault, ...]) -> Pruned | None:
    """Return what is sound of a tree that has these faults, None where that is too little to go on with."""
    schema = _with_any_number_of_pools(profile_schema())
    cuts = _Cuts(tree)
    for _ in range(_MOST_ROUNDS):
        if len(faults) > MOST_FAULTS or any(_hopeless(fault) for fault in faults):
            return None
        _take_out(faults, cuts)
        left = cuts.pruned()
        if surely_valid(left, schema, schema) or not (faults := find_faults(left, schema)):
            return Pruned(left, frozenset(cuts.doubts), frozenset(cuts.left_out))
    return None


def _with_any_number_of_pools(schema: Schema) -> Schema:
    """Where every pool is faulty the installation is still worth looking at."""
    properties = sub_schema(schema, "properties")
    pools = {key: value for key, value in sub_schema(properties, "pools").items() if key != "minItems"}
    return {**schema, "properties": {**properties, "pools": pools}}


def _hopeless(fault: Fault) -> bool:
    """Say whether the file is no mapping, or of another version, in which the same words may mean other things."""
    return fault.path == ("version",) or (not fault.path and fault.keyword not in ("additionalProperties", "required"))


def _take_out(faults: tuple[Fault, ...], cuts: _Cuts) -> None:
    before = frozenset(cuts.left_out)
    surroundings: set[Path] = set()
    for fault in faults:
        at = original_path(fault.path, before)
        if fault.keyword == "additionalProperties":
            cuts.take_out((*at, str(fault.key)))
            surroundings.add(at)
        elif fault.keyword == "required":
            _stand_in_or_take_out(at, str(fault.key), at, cuts)
        elif fault.keyword == "uniqueItems":
            cuts.left_out.update(original_path((*fault.path, index), before) for index in _repeated(fault.value))
            cuts.doubts.add(at)
        elif fault.key is not None:
            cuts.left_out.add((*at, fault.key))
            cuts.doubts.add(at)
        else:
            _stand_in_or_take_out(at[:-1], at[-1], at, cuts)
    for at in surroundings:
        cuts.doubts.update(absent_around(at, cuts.tree))
    cuts.doubts.update(absent_elsewhere(faults, cuts.tree))


def _stand_in_or_take_out(mapping: Path, key: str | int, otherwise: Path, cuts: _Cuts) -> None:
    stand_in = place((*mapping, key))
    if isinstance(key, str) and stand_in in _STAND_INS:
        cuts.put_in(mapping, key, _STAND_INS[stand_in])
    else:
        cuts.take_out(otherwise)


def _repeated(value: Tree) -> Iterator[int]:
    seen: set[str | int] = set()
    for index, entry in enumerate(value if isinstance(value, list) else []):
        if isinstance(entry, str | int):
            if entry in seen:
                yield index
            seen.add(entry)
