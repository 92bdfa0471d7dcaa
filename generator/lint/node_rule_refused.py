"""A NodeFeatureRule that the API server refuses, or that no node ever meets."""

import re
from collections.abc import Iterator, Mapping

from generator.facts.discovery_rules import (
    ANY_FIELDS,
    EXPRESSION_FIELDS,
    FEATURES,
    GROUPS,
    OPERATORS,
    PCI,
    PCI_ATTRIBUTES,
    PCI_NUMBERS,
    RULE_FIELDS,
    TAINT_EFFECTS,
    TERM_FIELDS,
    VERSION,
    WITH_ONE,
    WITH_SOME,
    WITH_TWO,
    WITHOUT_VALUE,
)
from generator.lint._kinds import kind_of_tree
from generator.lint._label_values import is_label_value
from generator.lint._near import nearest
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Tree, words

_of_gpus = re.compile(r"(?i)nvidia|10de|gpu").search
_TYPES: Mapping[str, type[str | list[Tree] | dict[str, Tree]]] = {"text": str, "a list": list, "a mapping": dict}
_REFUSED = "the API server refuses the NodeFeatureRule"
_NEVER = "no node meets the rule"
_FORMER = {
    "matchOn": "matchOn was read in the worker's own file alone, up to v0.16. Write `matchFeatures`.",
    "operator": "Write `op`.",
    "values": "Write `value`, a list.",
    "key": "Write a mapping by the attribute's name: `vendor: {op: In, value: [...]}`.",
}
"""Fields of other objects that are written here by habit."""
_LOOKAROUND = re.compile(r"\(\?(?:[=!]|<[=!])")
_HEX = re.compile(r"[0-9a-f]{4}")
_TAKEN_FROM_FEATURE = "@"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.of_kind("NodeFeatureRule"):
        value = one.value
        if value.place.is_called_patch or not any(map(_of_gpus, words(value.tree))):
            continue
        group, _, version = (value.text("apiVersion") or "").rpartition("/")
        if group in GROUPS and version == VERSION:
            yield from _of_object(value)
        elif group in GROUPS or group == "nfd.kubernetes.io":
            message = f"{group}/{version} has no NodeFeatureRule: the API server does not know it"
            at = value.get("apiVersion") or value
            yield ManifestFault(at.place, message, f"Write `apiVersion: {GROUPS[0]}/{VERSION}`.")


def _of_object(value: Value) -> Iterator[ManifestFault]:
    spec = value.get("spec")
    rules = None if spec is None else spec.get("rules")
    if spec is not None and (rules is None or not isinstance(rules.tree, list)):
        message = f"the spec has no list of rules: {_REFUSED}"
        yield ManifestFault(spec.place, message, "Write `rules:` and below it one element for each rule.", on_key=True)
    for rule in value.elements("spec", "rules"):
        yield from _fields(rule, RULE_FIELDS, "a rule")
        yield from _missing(rule, ("name",), "a rule")
        yield from _texts(rule)
        for taint in rule.elements("taints"):
            yield from _of_taint(taint)
        yield from _terms(rule)
        for either in rule.elements("matchAny"):
            yield from _fields(either, ANY_FIELDS, "an element of matchAny")
            yield from _terms(either)


def _fields(value: Value, known: Mapping[str, str], what: str) -> Iterator[ManifestFault]:
    if not isinstance(value.tree, dict):
        return
    for key, one in value.entries():
        wanted = known.get(key)
        if wanted is None:
            if not is_filled_in_later(key):
                near = nearest(key, known)
                fix = _FORMER.get(key) or _moved(key, what) or (f"Did you mean {near}?" if near else None)
                yield ManifestFault(one.place, f"{key} is no field of {what}: {_REFUSED}", fix, on_key=True)
        elif one.tree is not None and not isinstance(one.tree, _TYPES[wanted]) and not is_filled_in_later(one.tree):
            message = f"{key} of {what} is {kind_of_tree(one.tree)}, where {wanted} must be: {_REFUSED}"
            fix = f"Write `{key}: [{one.tree}]`." if wanted == "a list" and not isinstance(one.tree, dict) else None
            yield ManifestFault(one.place, message, fix)


def _moved(key: str, what: str) -> str | None:
    if what == "an element of matchAny" and key in TERM_FIELDS:
        return "Write `- matchFeatures:` here, and the features as a list below it."
    return None


def _missing(value: Value, needed: tuple[str, ...], what: str) -> Iterator[ManifestFault]:
    for key in needed if isinstance(value.tree, dict) else ():
        if value.get(key) is None:
            yield ManifestFault(value.place, f"{what} has no {key}: {_REFUSED}", f"Write `{key}:` in it.")


def _texts(rule: Value) -> Iterator[ManifestFault]:
    """Return labels and the like whose value is no text, or none that a node can have."""
    for field in ("labels", "annotations", "vars", "extendedResources"):
        for key, value in rule.entries(field):
            tree = value.tree
            if not isinstance(tree, str):
                message = f"{key} of {field} is {kind_of_tree(tree)} without quotes, where text must be: {_REFUSED}"
                quoted = f'"{str(tree).lower()}"' if isinstance(tree, bool) else f'"{tree}"'
                fix = f"Write {quoted}, in quotes." if isinstance(tree, bool | int | float) else None
                yield ManifestFault(value.place, message, fix)
            elif field == "labels" and not _is_set(tree):
                message = f"{tree!r} can be no label's value: Node Feature Discovery drops {key}"
                yield ManifestFault(value.place, message, "Take letters, digits, - _ and . alone, 63 at most.")


def _is_set(value: str) -> bool:
    """Say whether Node Feature Discovery sets a label to that."""
    return not value or value.startswith(_TAKEN_FROM_FEATURE) or is_label_value(value) or is_filled_in_later(value)


def _of_taint(taint: Value) -> Iterator[ManifestFault]:
    yield from _missing(taint, ("key", "effect"), "a taint")
    effect, key = taint.get("effect"), taint.get("key")
    if effect is not None and effect.tree not in TAINT_EFFECTS and not is_filled_in_later(effect.tree):
        near = nearest(str(effect.tree), TAINT_EFFECTS)
        message = f"{effect.tree} is no effect of a taint: Node Feature Discovery drops the taint"
        fix = f"Did you mean {near}?" if near else f"Write one of {', '.join(TAINT_EFFECTS)}."
        yield ManifestFault(effect.place, message, fix)
    namespace = str(key.tree).rpartition("/")[0] if key is not None else ""
    if key is not None and _is_forbidden(namespace):
        message = f"Node Feature Discovery sets no taint of the namespace {namespace}: {key.tree} is dropped"
        yield ManifestFault(key.place, message, "Take nvidia.com, feature.node.kubernetes.io or one of your own.")


def _is_forbidden(namespace: str) -> bool:
    """Say whether a taint's namespace is the cluster's own; source: NFD's validate.go, Taint."""
    of_cluster, of_nfd = "kubernetes.io", "feature.node.kubernetes.io"
    return (namespace == of_cluster or namespace.endswith(f".{of_cluster}")) and not (
        namespace == of_nfd or namespace.endswith(f".{of_nfd}")
    )


def _terms(around: Value) -> Iterator[ManifestFault]:
    for term in around.elements("matchFeatures"):
        yield from _fields(term, TERM_FIELDS, "an element of matchFeatures")
        yield from _missing(term, ("feature",), "an element of matchFeatures")
        feature = term.get("feature")
        name = "" if feature is None else str(feature.tree).lower()
        if feature is not None and name not in FEATURES:
            yield from _of_feature(feature, name)
        for attribute, expression in term.entries("matchExpressions"):
            if name == PCI:
                yield from _of_pci(attribute, expression)
            yield from _of_expression(expression)
        named = term.get("matchName")
        if named is not None:
            yield from _of_expression(named)


def _of_feature(feature: Value, name: str) -> Iterator[ManifestFault]:
    """Return a feature that is a known one misspelt; others may come from programs of one's own."""
    near = nearest(name, FEATURES)
    if near is not None and near.partition(".")[0] == name.partition(".")[0]:
        message = f"Node Feature Discovery finds no {feature.tree}: {_NEVER}"
        yield ManifestFault(feature.place, message, f"Did you mean {near}?", severity=Severity.WARNING)


def _of_pci(attribute: str, expression: Value) -> Iterator[ManifestFault]:
    op = expression.text("op")
    if attribute not in PCI_ATTRIBUTES and op not in (None, "DoesNotExist"):
        near = nearest(attribute.lower().removesuffix("id").rstrip("_"), PCI_NUMBERS)
        if near is not None:
            message = f"a PCI device has no {attribute}: {_NEVER}"
            yield ManifestFault(expression.place, message, f"Did you mean {near}?", on_key=True)
    values = expression.elements("value") if attribute in PCI_NUMBERS and op in ("In", "NotIn") else ()
    wrong = [one for one in values if isinstance(one.tree, str) and not _HEX.fullmatch(one.tree)]
    for one in wrong:
        if not is_filled_in_later(one.tree):
            what = _NEVER if op == "In" else "it leaves nothing out"
            message = (
                f"{attribute} is compared with {one.tree!r}, and is four hexadecimal digits in small letters: {what}"
            )
            yield ManifestFault(one.place, message, _hex_fix(str(one.tree)))


def _hex_fix(text: str) -> str | None:
    better = text.lower().removeprefix("0x")
    if _HEX.fullmatch(better):
        return f'Write "{better}".'
    return f'For all that begin so write `{{op: InRegexp, value: ["^{better}"]}}`.' if better else None


def _of_expression(expression: Value) -> Iterator[ManifestFault]:
    if not isinstance(expression.tree, dict):
        return
    unknown = list(_fields(expression, EXPRESSION_FIELDS, "an expression"))
    yield from unknown
    op, value = expression.get("op"), expression.get("value")
    if op is None:
        yield from () if unknown else _missing(expression, ("op",), "an expression")
        return
    if op.tree not in OPERATORS:
        if not is_filled_in_later(op.tree):
            near = {"Equals": "In", "==": "In", "=": "In", "Equal": "In", "Matches": "InRegexp"}.get(str(op.tree))
            near = near or nearest(str(op.tree), OPERATORS)
            fix = f"Write {near}." if near else f"Write one of {', '.join(OPERATORS)}."
            yield ManifestFault(op.place, f"{op.tree} is no op of an expression: {_REFUSED}", fix)
        return
    if not unknown and (value is None or isinstance(value.tree, list)):
        yield from _of_values(op, value)


def _of_values(op: Value, value: Value | None) -> Iterator[ManifestFault]:
    elements = [] if value is None else list(value.elements())
    at = op if value is None else value
    wanted = _count(str(op.tree), len(elements))
    if wanted is not None:
        yield ManifestFault(at.place, f"{op.tree} takes {wanted} value, this has {len(elements)}: {_NEVER}")
        return
    for one in elements:
        if not isinstance(one.tree, str):
            message = f"a value of {op.tree} is {kind_of_tree(one.tree)}, where text must be: {_REFUSED}"
            yield ManifestFault(one.place, message, "Put it in quotes.")
        elif op.tree == "InRegexp" and _is_no_pattern(one.tree):
            message = f"{one.tree} is no regular expression of Go's: {_NEVER}"
            yield ManifestFault(one.place, message, "Go has no lookaround; check the brackets.")


def _count(op: str, given: int) -> str | None:
    """Return how many values an operator takes, None where as many are given."""
    if op in WITHOUT_VALUE:
        return "no" if given else None
    if op in WITH_SOME:
        return None if given else "at least one"
    wanted, word = (1, "exactly one") if op in WITH_ONE else (2, "exactly two")
    return None if given == wanted or op not in (*WITH_ONE, *WITH_TWO) else word


def _is_no_pattern(text: str) -> bool:
    """Say whether Go's parser refuses a pattern: lookaround, and brackets that Python finds open as well."""
    if _LOOKAROUND.search(text):
        return True
    try:
        re.compile(text)
    except re.error as error:
        return "unterminated" in str(error) or "missing )" in str(error) or "unbalanced" in str(error)
    return False


RULE = ManifestRule(
    "NFD202",
    "NodeFeatureRule that is refused or never met",
    Severity.ERROR,
    why="The API server compares the object with its definition. What it lets through is matched by the master of Node "
    "Feature Discovery on every node: an expression that cannot be read ends the rule with an error in its log, and "
    "one that is never true sets nothing.",
    fix="Write it as the message says.",
    source="kubernetes-sigs/node-feature-discovery api/nfd/v1alpha1/types.go and its CRD, "
    "pkg/apis/nfd/nodefeaturerule/expression.go, pkg/apis/nfd/validate/validate.go, source/pci/utils.go",
    bad="""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
    - name: nvidia
      labels:
        example.com/gpu: true  # <- here
      matchFeatures:
        - feature: pci.device
          matchExpressions:
            vendor: {op: In, value: ["0x10de"]}  # <- here
            class: {op: Equals, value: ["0302"]}  # <- here
""",
    good="""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
    - name: nvidia
      labels:
        example.com/gpu: "true"
      matchFeatures:
        - feature: pci.device
          matchExpressions:
            vendor: {op: In, value: ["10de"]}
            class: {op: InRegexp, value: ["^03"]}
""",
    check=_check,
)
