"""A value of another type than the API server takes."""

from collections.abc import Iterator

from generator.facts.known_fields import FieldType
from generator.lint._kinds import in_words, kind_of_tree
from generator.lint._objects import Found, known_levels
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree
from generator.yamltext.old_words import is_old_word

_VERSIONS = ("targetRevision", "version")
"""Of charts: a number there has a rule of its own."""
_BLOCK = "Write `{}: |`, which makes a text of the lines that stand further in below it."
_BY_KEY = {
    "values": f"Call it `valuesObject:`, which is a mapping. Or: {_BLOCK.format('values')}",
    "valuesContent": _BLOCK.format("valuesContent"),
}
"""What to write where a mapping stands in the place of a text, for fields of Argo CD and K3s."""
_JUDGED_BY_ITSELF = ("a PriorityClass",)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for found in known_levels(manifests):
        if found.level.title not in _JUDGED_BY_ITSELF:
            yield from _wrong(found)


def _wrong(found: Found) -> Iterator[ManifestFault]:
    for key, value in found.value.entries():
        kind = found.level.fields.get(key, FieldType.ANY)
        if key in _VERSIONS and isinstance(value.tree, int | float):
            continue
        if key == "data" and found.level.title == "a ConfigMap":
            yield from _texts(value)
        if not _is_taken(value.tree, kind):
            given, wanted = kind_of_tree(value.tree), in_words(kind.value)
            message = f"{key} of {found.level.title} is {given}, where {wanted} must be: the API server refuses it"
            yield ManifestFault(value.place, message, _fix(key, value.tree, kind))


def _texts(data: Value) -> Iterator[ManifestFault]:
    """Return what a ConfigMap holds that is no text."""
    for key, value in data.entries():
        if not _is_taken(value.tree, FieldType.TEXT):
            given = kind_of_tree(value.tree)
            message = f"{key} of a ConfigMap's data is {given}, where text must be: the API server refuses it"
            fix = "Put it in quotes." if not isinstance(value.tree, dict | list) else _BLOCK.format(key)
            yield ManifestFault(value.place, message, fix, on_key=True)


def _is_taken(tree: Tree, kind: FieldType) -> bool:
    if tree is None or is_filled_in_later(tree) or kind is FieldType.ANY:
        return True
    match kind:
        case FieldType.TEXT:
            return isinstance(tree, str)
        case FieldType.BOOL:
            return isinstance(tree, bool) or is_old_word(tree)
        case FieldType.INT:
            return isinstance(tree, int | float) and not isinstance(tree, bool) and float(tree).is_integer()
        case FieldType.LIST:
            return isinstance(tree, list)
        case _:
            return isinstance(tree, dict)


def _fix(key: str, tree: Tree, kind: FieldType) -> str | None:
    if kind is FieldType.TEXT:
        return "Put it in quotes." if isinstance(tree, bool | int | float) else _BY_KEY.get(key)
    if kind in (FieldType.BOOL, FieldType.INT) and isinstance(tree, str):
        return "Write it without quotes." if tree.lower() in ("true", "false") or tree.isdigit() else None
    if kind is FieldType.LIST:
        return "Write a list: each element on a line of its own after a hyphen, or all in square brackets."
    if kind is FieldType.MAP and isinstance(tree, list):
        return "Write a mapping: leave out the hyphen or the brackets."
    return None


RULE = ManifestRule(
    "KUB202",
    "Value of a type that the API server refuses",
    Severity.ERROR,
    why="Every field of an object has one type, and the API server turns no value into another: a list that stands as "
    "text, or a number in quotes, and the whole object is refused.",
    fix="Write a value of the type that the field has.",
    source="kubernetes/api core/v1, apps/v1, batch/v1 and the CRDs of Flux, Argo CD and K3s, whose fields are in "
    "generator/facts/known_fields.py",
    bad="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  replicas: "2"  # <- here
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: cuda
          command: nvidia-smi  # <- here
          resources:
            limits: {nvidia.com/gpu: 1}
""",
    good="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  replicas: 2
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: cuda
          command: [nvidia-smi]
          resources:
            limits: {nvidia.com/gpu: 1}
""",
    check=_check,
)
