"""A value of another type than the API server takes."""

import re
from collections.abc import Iterator

from generator.ecosystem.field_levels import FieldType, Level
from generator.lint.common.kinds import in_words, kind_of_tree
from generator.lint.common.known_levels import Found, odd_levels
from generator.lint.common.names import is_left_open, is_object_name, object_name
from generator.lint.common.periods import is_period
from generator.lint.common.pod_checks import amount_fix
from generator.lint.common.workloads import thousandths
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
    "valuesTemplate": _BLOCK.format("valuesTemplate"),
}
"""What to write where a mapping stands in the place of a text, for fields of Argo CD and K3s."""
_CONFIG_MAP = "a ConfigMap"
_VARIABLE = "a variable"
_JUDGED_BY_ITSELF = "a parameter"
_HAS_A_RULE = (("a PriorityClass", "value"), ("a PriorityClass", "preemptionPolicy"))
_TOLD_AS_TEXT = frozenset(
    {
        *(
            (_VARIABLE, "value"),
            ("a toleration", "value"),
            ("a taint of a Node", "value"),
            ("a pod's spec", "nodeSelector"),
            ("the chart's pods", "nodeSelector"),
        ),
        *(("a selector", "matchLabels"), ("a container", "args"), ("a container", "command")),
    }
)
"""What has a rule of its own: numbers and words such as true where text must be."""
_METADATA = frozenset(f"the metadata of {one}" for one in ("a pod's template", "a Job's template"))
"""So have the labels and annotations of these, and of whole objects."""
_USUAL = {
    "maxSkew": "maxSkew: 1",
    "operator": "operator: In",
    "topologyKey": "topologyKey: kubernetes.io/hostname",
    "whenUnsatisfiable": "whenUnsatisfiable: DoNotSchedule",
}
"""What is meant nearly always where a field is missing."""
_is_duration = re.compile(r"([0-9]+(\.[0-9]+)?(ms|s|m|h))+").fullmatch
_is_number_of_go = re.compile(r"[+-]?(0b[01]+|\d+(_\d+)+)").fullmatch
"""Whole numbers to kubectl's reader alone; source: go-yaml resolve.go (digits apart by `_`, 0b)."""
_NAME_LENGTH = 253
_UNITS = re.compile(r"(?i)\s*(hour|min|sec)\w*|\s+")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for found in odd_levels(manifests):
        if found.level.title != _JUDGED_BY_ITSELF:
            yield from _wrong(found)
        yield from _missing(found)


def _missing(found: Found) -> Iterator[ManifestFault]:
    level, at = found.level, found.value.place
    chosen = [one for one in found.missing if one in level.one_of]
    always = [one for one in found.missing if one not in level.needed_until and one not in level.one_of]
    if always:
        message = f"{level.title} has no {' and no '.join(always)}: {level.reader} refuses it"
        yield ManifestFault(at, message, _missing_fix(found.value, level, always))
    if chosen:
        message = f"{level.title} has none of {', '.join(chosen)}: {level.reader} refuses it"
        yield ManifestFault(at, message, f"Write one of them below it, such as `{chosen[0]}:`, or leave it out.")
    for one in found.missing:
        if one in level.needed_until:
            message = f"{level.title} has no {one}: with {level.needed_until[one]} and older it is refused"
            yield ManifestFault(at, message, f"Add `{one}:`.", severity=Severity.WARNING)


def _missing_fix(value: Value, level: Level, missing: list[str]) -> str:
    if level.title == _VARIABLE and value.has("value"):
        return "Write `name:` in it. Name and value are one element: of the two only the first has a hyphen."
    return "Write " + " and ".join(f"`{_USUAL.get(one, f'{one}:')}`" for one in missing) + " in it."


def _wrong(found: Found) -> Iterator[ManifestFault]:
    for key, value in found.value.entries():
        kind = found.level.fields.get(key, FieldType.ANY)
        if key in _VERSIONS and isinstance(value.tree, int | float):
            continue
        if (found.level.title, key) in _HAS_A_RULE:
            continue
        if kind is FieldType.TEXT and _is_told_as_text(found.level, key, value.tree):
            continue
        if not _is_taken(value, kind):
            given, wanted = kind_of_tree(value.tree), in_words(kind.value)
            message = (
                f"{key} of {found.level.title} is {given}, where {wanted} must be: {found.level.reader} refuses it"
            )
            # In quotes alone such a number would be no duration either.
            of_time = key in found.level.periods and type(value.tree) is int
            fix = f"Write {_duration(str(value.tree))}." if of_time else _fix(key, value.tree, kind)
            yield ManifestFault(value.place, message, fix)
        else:
            yield from _held(key, value, found.level)
            yield from _worded(key, value, found.level)


def _is_told_as_text(level: Level, key: str, tree: Tree) -> bool:
    """Say whether a scalar stands where a rule of its own tells that only text may."""
    of_object = level.title in _METADATA or level.path == ("metadata",)
    known = (level.title, key) in _TOLD_AS_TEXT or (of_object and key in ("annotations", "labels"))
    return known and isinstance(tree, bool | int | float)


def _held(key: str, value: Value, level: Level) -> Iterator[ManifestFault]:
    """Return what a list or mapping holds that is of another type than all that it may hold."""
    kind = level.holds.get(key)
    if kind is None:
        return
    if level.title == _CONFIG_MAP:
        yield from _texts(value)
        return
    for one in (*value.elements(), *(below for _, below in value.entries())):
        if not _is_taken(one, kind) and not _is_told_as_text(level, key, one.tree):
            given, wanted = kind_of_tree(one.tree), in_words(kind.value)
            message = f"{key} of {level.title} holds {given}, where {wanted} must be: {level.reader} refuses it"
            yield ManifestFault(one.place, message, _fix_of_held(key, one, kind))


def _fix_of_held(key: str, value: Value, kind: FieldType) -> str | None:
    entries = list(value.entries())
    if kind is FieldType.TEXT and len(entries) == 1 and isinstance(entries[0][1].tree, bool | str | int):
        text = str(entries[0][1].tree)
        return f"Write `{entries[0][0]}={text.lower() if isinstance(entries[0][1].tree, bool) else text}`."
    if kind is FieldType.MAP and isinstance(value.tree, str) and value.tree.isprintable():
        if key == "tolerations":
            return f"Write `{{key: {value.tree}, operator: Exists}}`, if the taint's key is meant."
        return f"Write `name: {value.tree}`, if the name is meant."
    return _fix("", value.tree, kind)


_OF_WORKLOADS = "runtimeClassName"
"""WRK207 tells a RuntimeClass that no object can be called, in values of charts too."""


def _may_be_name(text: str) -> bool:
    return is_left_open(text) or (is_object_name(text) is not None and len(text) <= _NAME_LENGTH)


def _worded(key: str, value: Value, level: Level) -> Iterator[ManifestFault]:
    """Return a text that is none of those which a field takes, or no duration where one must be."""
    tree = value.tree
    for one in value.elements():
        yield from _worded(key, one, level)
    if not isinstance(tree, str) or is_filled_in_later(tree):
        return
    choices = level.words.get(key)
    if choices and tree and tree not in choices:
        message = f"{key} of {level.title} is {tree!r}, which {level.reader} does not take"
        same = next((one for one in choices if one.lower() == tree.lower()), None)
        yield ManifestFault(value.place, message, f"Write {same or ' or '.join(filter(None, choices))}.")
    elif key in level.names and key != _OF_WORKLOADS and tree and not _may_be_name(tree):
        message = f"{key} of {level.title} is {tree!r}, which is no name of an object: {level.reader} refuses it"
        fix = object_name(tree)
        yield ManifestFault(value.place, message, f"Write {fix}, if the object is called so." if fix else None)
    elif (key in level.durations and _is_duration(tree) is None) or (key in level.periods and is_period(tree) is None):
        message = f"{key} of {level.title} is {tree!r}, which is no duration: {level.reader} refuses it"
        yield ManifestFault(value.place, message, f"Write {_duration(tree)}.")


def _duration(text: str) -> str:
    """Return a duration that may be meant."""
    short = _UNITS.sub(lambda found: found[0].strip()[:1].lower(), text)
    return short if _is_duration(short) else f"{text}s or {text}m" if text.isdigit() else "one such as 10m or 1h30m"


def _texts(data: Value) -> Iterator[ManifestFault]:
    """Return what a ConfigMap holds that is no text."""
    for key, value in data.entries():
        if not _is_taken(value, FieldType.TEXT):
            given = kind_of_tree(value.tree)
            message = f"{key} of a ConfigMap's data is {given}, where text must be: the API server refuses it"
            fix = "Put it in quotes." if not isinstance(value.tree, dict | list) else _BLOCK.format(key)
            yield ManifestFault(value.place, message, fix, on_key=True)


def _is_taken(value: Value, kind: FieldType) -> bool:
    tree = value.tree
    if tree is None or is_filled_in_later(tree) or kind is FieldType.ANY:
        return True
    match kind:
        case FieldType.TEXT:
            return isinstance(tree, str)
        case FieldType.BOOL:
            return isinstance(tree, bool) or is_old_word(tree)
        case FieldType.INT:
            if isinstance(tree, str):
                return _is_number_of_go(tree) is not None
            return isinstance(tree, int | float) and not isinstance(tree, bool) and float(tree).is_integer()
        case FieldType.LIST:
            return isinstance(tree, list)
        case FieldType.INT_OR_TEXT:
            return isinstance(tree, str) or _is_taken(value, FieldType.INT)
        case FieldType.AMOUNT:
            return thousandths(value) is not None
        case _:
            return isinstance(tree, dict)


def _fix(key: str, tree: Tree, kind: FieldType) -> str | None:
    if kind is FieldType.TEXT:
        return "Put it in quotes." if isinstance(tree, bool | int | float) else _BY_KEY.get(key)
    if kind in (FieldType.BOOL, FieldType.INT) and isinstance(tree, str):
        return "Write it without quotes." if tree.lower() in ("true", "false") or tree.isdigit() else None
    if kind is FieldType.AMOUNT:
        return amount_fix(str(tree))
    if kind is FieldType.LIST:
        return "Write a list: each element on a line of its own after a hyphen, or all in square brackets."
    if kind is FieldType.MAP and isinstance(tree, list):
        return "Write a mapping: leave out the hyphen or the brackets."
    return None


RULE = ManifestRule(
    "KUB202",
    "Value that the API server refuses",
    Severity.ERROR,
    why="Every field of an object has one type, some take certain words alone, and the API server turns no value into "
    "another: a list that stands as text, a number in quotes, a word that it does not know, and the whole object is "
    "refused. Kustomize reads its own files as strictly.",
    fix="Write a value of the type that the field has.",
    source="kubernetes/api core/v1, apps/v1, batch/v1 and the CRDs of Flux, Argo CD and K3s, whose fields are in "
    "generator/ecosystem/known_fields.py and installer_fields.py",
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
