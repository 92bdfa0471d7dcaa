"""Keys of a chart's values that the chart is not meant to read, and values that say nothing."""

from generator.model.manifest import Manifests
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree

_PASSED_DOWN = "global"
_OWN_MARKS = ("x-", "_", ".")
"""How people begin keys that are for YAML anchors or for themselves."""


def is_for_oneself(path: Path, value: Value, manifests: Manifests) -> bool:
    """Say whether somebody wrote a value for charts below or for themselves; `path` is from the root of the values."""
    first = str(path[0])
    if first == _PASSED_DOWN or first.startswith(_OWN_MARKS):
        return True
    return len(path) == 1 and _is_for_aliases(value, _repeated(value, manifests))


def _repeated(value: Value, manifests: Manifests) -> frozenset[Path]:
    place = value.place
    return manifests.repeated.get((place.file, place.document), frozenset()) if len(place.steps) == 1 else frozenset()


def _is_for_aliases(value: Value, repeated: frozenset[Path]) -> bool:
    """Say whether a key only holds what YAML aliases repeat elsewhere: the chart is not meant to read it."""
    if value.place.steps[-1] in repeated:
        return True
    children = [one for _, one in value.entries()] or list(value.elements())
    return bool(repeated) and bool(children) and all(_is_for_aliases(one, repeated) for one in children)


def is_empty(tree: Tree) -> bool:
    """Say whether a value says nothing, as defaults do in which somebody forgot it."""
    if isinstance(tree, dict):
        return all(is_empty(below) for below in tree.values())
    return tree is None or tree in ("", [])
