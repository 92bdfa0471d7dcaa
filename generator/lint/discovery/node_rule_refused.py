"""A NodeFeatureRule that the API server refuses, or that no node ever meets."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.discovery_rules import (
    ANY_FIELDS,
    FEATURES,
    GROUPS,
    PCI,
    RULE_FIELDS,
    TAINT_EFFECTS,
    TERM_FIELDS,
    VERSION,
)
from generator.facts.gpu_words import finds_gpus
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.label_values import is_label_value
from generator.lint.common.near import nearest
from generator.lint.common.workloads import thousandths
from generator.lint.discovery._discovery_expressions import (
    NEVER,
    REFUSED,
    missing_fields,
    of_expression,
    of_pci,
    unknown_fields,
)
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_TAKEN_FROM_FEATURE = "@"
_NAMESPACES = "Take nvidia.com, feature.node.kubernetes.io or one of your own."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in manifests.of_kind("NodeFeatureRule"):
        value = one.value
        if value.place.is_called_patch or not any(map(finds_gpus, words(value.tree))):
            continue
        group, _, version = (value.text("apiVersion") or "").rpartition("/")
        if group in GROUPS and version == VERSION:
            yield from _of_object(value)
            yield from _untainted(value, manifests)
        elif group in GROUPS or group == "nfd.kubernetes.io":
            message = f"{group}/{version} has no NodeFeatureRule: the API server does not know it"
            at = value.get("apiVersion") or value
            yield ManifestFault(at.place, message, f"Write `apiVersion: {GROUPS[0]}/{VERSION}`.")


def _untainted(value: Value, manifests: Manifests) -> Iterator[ManifestFault]:
    """Return taints where the only master that is known sets none; source: NFD's pkg/nfd-master/nfd-master.go."""
    keys = {GPU_OPERATOR: "node-feature-discovery", DEVICE_PLUGIN: "nfd"}
    masters = [use for use in manifests.charts if ends_up_with(use, "nfd", "enabled") is True]
    if len(masters) != 1 or not masters[0].whole or any("node-feature" in str(one.name) for one in manifests.orders):
        return
    use, key = masters[0], keys[masters[0].chart]
    said = [ends_up_with(use, key, "master", *path) for path in (("enableTaints",), ("config", "enableTaints"))]
    if all(one in (None, False) for one in said) and use.value(key, "master", "extraArgs") is None:
        for rule in value.elements("spec", "rules"):
            taints = rule.get("taints")
            if taints is not None and taints.tree:
                message = f"the Node Feature Discovery of {use.chart} sets no taints: {key}.master.enableTaints is off"
                fix = f"Write `enableTaints: true` below {key}.master in the values of {use.chart}."
                yield ManifestFault(taints.place, message, fix, on_key=True, severity=Severity.WARNING)


def _of_object(value: Value) -> Iterator[ManifestFault]:
    spec = value.get("spec")
    rules = None if spec is None else spec.get("rules")
    if spec is not None and (rules is None or not isinstance(rules.tree, list)):
        message = f"the spec has no list of rules: {REFUSED}"
        yield ManifestFault(spec.place, message, "Write `rules:` and below it one element for each rule.", on_key=True)
    for rule in value.elements("spec", "rules"):
        yield from unknown_fields(rule, RULE_FIELDS, "a rule")
        yield from missing_fields(rule, ("name",), "a rule")
        yield from _texts(rule)
        for taint in rule.elements("taints"):
            yield from _of_taint(taint)
        yield from _terms(rule)
        for either in rule.elements("matchAny"):
            yield from unknown_fields(either, ANY_FIELDS, "an element of matchAny")
            yield from _terms(either)


def _texts(rule: Value) -> Iterator[ManifestFault]:
    """Return labels and the like whose value is no text, or none that a node can have."""
    for field in ("labels", "annotations", "vars", "extendedResources"):
        for key, value in rule.entries(field):
            tree = value.tree
            if not isinstance(tree, str):
                message = f"{key} of {field} is {kind_of_tree(tree)} without quotes, where text must be: {REFUSED}"
                quoted = f'"{str(tree).lower()}"' if isinstance(tree, bool) else f'"{tree}"'
                fix = f"Write {quoted}, in quotes." if isinstance(tree, bool | int | float) else None
                yield ManifestFault(value.place, message, fix)
            elif field == "labels" and not _is_set(tree):
                message = f"{tree!r} can be no label's value: Node Feature Discovery drops {key}"
                yield ManifestFault(value.place, message, "Take letters, digits, - _ and . alone, 63 at most.")
            elif field in ("annotations", "extendedResources"):
                yield from _of_other(key, value, field)


def _of_other(key: str, value: Value, field: str) -> Iterator[ManifestFault]:
    """Return an annotation or resource that Node Feature Discovery drops; without a namespace they get one."""
    namespace, text = key.rpartition("/")[0], str(value.tree)
    if _is_forbidden(namespace):
        message = f"Node Feature Discovery sets nothing of {field} in the namespace {namespace}: {key} is dropped"
        yield ManifestFault(value.place, message, _NAMESPACES, on_key=True)
    elif field == "extendedResources" and not _is_amount(value, text):
        message = f"{text!r} is no amount of {key}: Node Feature Discovery drops it"
        yield ManifestFault(value.place, message, 'Write a number as text, such as "4".')


def _is_amount(value: Value, text: str) -> bool:
    return thousandths(value) is not None or text.startswith(_TAKEN_FROM_FEATURE) or is_filled_in_later(text)


def _is_set(value: str) -> bool:
    """Say whether Node Feature Discovery sets a label to that."""
    return not value or value.startswith(_TAKEN_FROM_FEATURE) or is_label_value(value) or is_filled_in_later(value)


def _of_taint(taint: Value) -> Iterator[ManifestFault]:
    yield from missing_fields(taint, ("key", "effect"), "a taint")
    effect, key = taint.get("effect"), taint.get("key")
    if effect is not None and effect.tree not in TAINT_EFFECTS and not is_filled_in_later(effect.tree):
        near = nearest(str(effect.tree), TAINT_EFFECTS)
        message = f"{effect.tree} is no effect of a taint: Node Feature Discovery drops the taint"
        fix = f"Did you mean {near}?" if near else f"Write one of {', '.join(TAINT_EFFECTS)}."
        yield ManifestFault(effect.place, message, fix)
    namespace = str(key.tree).rpartition("/")[0] if key is not None else ""
    if key is not None and _is_forbidden(namespace):
        message = f"Node Feature Discovery sets no taint of the namespace {namespace}: {key.tree} is dropped"
        yield ManifestFault(key.place, message, _NAMESPACES)
    elif key is not None and isinstance(key.tree, str) and not namespace and not is_filled_in_later(key.tree):
        message = f"Node Feature Discovery sets no taint without a namespace: {key.tree} is dropped"
        yield ManifestFault(key.place, message, f"Write nvidia.com/{key.tree}, or a namespace of your own.")


def _is_forbidden(namespace: str) -> bool:
    """Say whether a taint's namespace is the cluster's own; source: NFD's validate.go, Taint."""
    of_cluster, of_nfd = "kubernetes.io", "feature.node.kubernetes.io"
    return (namespace == of_cluster or namespace.endswith(f".{of_cluster}")) and not (
        namespace == of_nfd or namespace.endswith(f".{of_nfd}")
    )


def _terms(around: Value) -> Iterator[ManifestFault]:
    for term in around.elements("matchFeatures"):
        yield from unknown_fields(term, TERM_FIELDS, "an element of matchFeatures")
        yield from missing_fields(term, ("feature",), "an element of matchFeatures")
        feature = term.get("feature")
        name = "" if feature is None else str(feature.tree).lower()
        if feature is not None and name not in FEATURES:
            yield from _of_feature(feature, name)
        for attribute, expression in term.entries("matchExpressions"):
            if name == PCI:
                yield from of_pci(attribute, expression)
            yield from of_expression(expression)
        named = term.get("matchName")
        if named is not None:
            yield from of_expression(named)


def _of_feature(feature: Value, name: str) -> Iterator[ManifestFault]:
    """Return a feature that is a known one misspelt; others may come from programs of one's own."""
    near = nearest(name, FEATURES)
    if near is not None and near.partition(".")[0] == name.partition(".")[0]:
        message = f"Node Feature Discovery finds no {feature.tree}: {NEVER}"
        yield ManifestFault(feature.place, message, f"Did you mean {near}?", severity=Severity.WARNING)


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
