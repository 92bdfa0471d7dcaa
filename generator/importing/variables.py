"""Variables of a component's environment, of which a profile holds those with plain values; each other is told."""

from generator.importing.codes import INEXPRESSIBLE, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.model.manifest_value import Value
from generator.model.tree import Tree, path_text


def plain_variable(
    path: tuple[str, str], index: int, one: Value, source: Source, draft: Draft
) -> tuple[str, str] | None:
    """Return a variable's name and value; without a value it is empty, as in Kubernetes. None where it has another."""
    name, value = one.text("name"), one.get("value")
    if not name or (value is not None and isinstance(value.tree, dict | list)):
        draft.tell(NO_EFFECT, f"{path_text((*path, index))}: no variable with a name and a text", one.place)
        return None
    others = [key for key, _ in one.entries() if key not in ("name", "value")]
    for key in others:
        # The sheet is asked about this variable alone.
        tree: Tree = {path[0]: {path[1]: [{"name": name, key: one.tree[key]}]}} if isinstance(one.tree, dict) else {}
        where = path_text((*path, index, key))
        if source.said.sheet.check_values(tree, hints=False):
            draft.tell(NO_EFFECT, f"{where}: the chart does not know it", one.place.below(key))
        else:
            draft.tell(INEXPRESSIBLE, where, one.place.below(key))
    if value is None:
        return None if others else (name, "")
    return name, _text(value)


def _text(value: Value) -> str:
    tree: Tree = value.tree
    return str(tree).lower() if isinstance(tree, bool) else str(tree)
