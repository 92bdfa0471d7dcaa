"""A value of another type than the chart takes, or none of those that are allowed."""

import re
from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.facts.former_values import OLDEST_READ
from generator.facts.releases import exact_numbers
from generator.facts.value_types import Outcome, outcome_of
from generator.lint.common.chart_pods import is_handed
from generator.lint.common.chart_values import Wrong, chart_text, sheets_of, wrong_values
from generator.lint.common.custom_resources import Fault, copied_faults
from generator.lint.common.kinds import in_words, kind_of_tree
from generator.lint.common.texts import is_no_text, shown, texts_of_values
from generator.lint.common.value_hints import value_name
from generator.model.chart import ChartSheet, ValueFact, ValueProblemKind
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import Path, Tree
from generator.yamltext.old_words import is_old_word

_TRUE = frozenset({"true", "yes", "on", "y"})
_FALSE = frozenset({"false", "no", "off", "n"})
_is_number = re.compile(r"[0-9]{1,18}").fullmatch
_ANYTHING = ("map of any", "list of any")
_HOW = {
    Outcome.COPIED: "the chart copies it as it is, and the API server refuses it",
    Outcome.COMPARED: "the chart compares it with true or false, and Helm ends with an error",
    Outcome.IGNORED: "the chart passes over it without a word",
    Outcome.SCHEMA: "the sub-chart's schema refuses it, and Helm ends with an error",
    Outcome.TRUTHY: "any text counts as true there",
    Outcome.PRINTED: "the API server refuses what the chart makes of it",
}
_SECRETS = ("operator", "imagePullSecrets")
"""Source: NVIDIA/gpu-operator deployments/gpu-operator/templates (operator.yaml and the hooks), v1.10.0 to v26.7.0."""
_ELEMENT = "Write it in the same element. Name and value are one: of the two only the first has a hyphen."

_FILES = (("worker", "config"), ("master", "config"))
"""Mappings that the sub-chart writes into a file by toYaml; its nfd-worker-conf.yaml, nfd-master-conf.yaml."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for wrong in wrong_values(manifests, ValueProblemKind.TYPE, ValueProblemKind.CHOICE):
        yield from _of_problem(wrong)
    for use in manifests.charts:
        for values in use.values:
            yield from _texts_only(use, values)
        if use.chart == GPU_OPERATOR:
            yield from _forms(use)
            yield from _secrets(use)


def _secrets(use: ChartUse) -> Iterator[ManifestFault]:
    """Find what the operator's own pods get as the name of a Secret: the template writes it behind `name:`."""
    given = use.value(*_SECRETS)
    for one in () if given is None else given.elements():
        if isinstance(one.tree, dict):
            message = (
                f"{'.'.join(_SECRETS)} of {chart_text(use)} takes names, this is a mapping: the pod is told of a "
                "Secret called map[...], which is not there, and its image is pulled without one"
            )
            name = one.text("name")
            yield ManifestFault(one.place, message, f"Write `- {name}`." if name else "Write the name alone.")


def _forms(use: ChartUse) -> Iterator[ManifestFault]:
    for one in copied_faults(use):
        name = f"{value_name(one.path)} of {chart_text(use)}"
        if one.fault is Fault.UNKNOWN:
            message = f"{name} is no field of resources, which has limits and requests"
            yield ManifestFault(one.value.place, message, "Write limits or requests.", on_key=True)
        elif one.fault is Fault.REQUIRED:
            if isinstance(one.value.tree, dict) and one.value.tree and not any(map(is_filled_in_later, one.value.tree)):
                yield ManifestFault(one.value.place, f"{name} lacks {one.expected}: {_HOW[Outcome.COPIED]}", _ELEMENT)
        else:
            message = f"{name} takes {one.expected}, not {one.value.tree}: {_HOW[Outcome.COPIED]}"
            yield ManifestFault(one.value.place, message, f"Write {one.expected}.")


def _of_problem(wrong: Wrong) -> Iterator[ManifestFault]:
    if wrong.problem.kind is ValueProblemKind.CHOICE:
        if wrong.value.tree != "":
            choices = " or ".join(choice or '""' for choice in wrong.problem.expected.split("|"))
            message = f"{_name(wrong)} takes {choices}, not {wrong.problem.given}"
            yield ManifestFault(wrong.value.place, message, f"Write {choices}.")
        return
    kind = in_words(wrong.problem.expected)
    told = f"{_name(wrong)} takes {kind}, this is {kind_of_tree(wrong.value.tree)}"
    outcome, severity = _weighed(wrong)
    if isinstance(wrong.value.tree, str) and wrong.path[-2:] in _FILES:
        stated = exact_numbers(wrong.use.stated or "")
        if stated is not None and stated < OLDEST_READ[wrong.use.chart]:
            # The first releases of gpu-operator had this as a text themselves.
            return
        told += f": the {wrong.path[-2]} of Node Feature Discovery gets a file that holds a text, and ends as it starts"
        severity = Severity.ERROR
    elif severity is Severity.INFO and isinstance(wrong.value.tree, dict | list):
        told += ": it is empty, so that the chart passes over it"
    elif severity is Severity.INFO:
        told += ": the chart prints it without quotes, so that it works all the same"
    else:
        told += f": {_HOW[outcome]}"
    # Without quotes Helm reads such a word as true or false itself.
    is_word = "bool" in wrong.problem.expected and is_old_word(wrong.value.tree) and wrong.value.place.written is None
    yield ManifestFault(wrong.value.place, told, _fix(wrong, kind), severity=severity, quoted=is_word)


def _name(wrong: Wrong) -> str:
    return f"{value_name(wrong.path)} of {chart_text(wrong.use)}"


def _fix(wrong: Wrong, kind: str) -> str:
    tree = wrong.value.tree
    if wrong.value.place.written is not None:
        return _fix_of_parameter(wrong.use, wrong.problem.expected, tree) or f"Write {kind}."
    if isinstance(tree, str) and "bool" in wrong.problem.expected and tree.lower() in _TRUE | _FALSE:
        return f"Write `{wrong.path[-1]}: {str(tree.lower() in _TRUE).lower()}`, without quotes."
    if isinstance(tree, str) and _is_number(tree) and "int" in wrong.problem.expected:
        return f"Write `{wrong.path[-1]}: {int(tree)}`, without quotes."
    if isinstance(tree, bool | int | float) and "string" in wrong.problem.expected:
        shown = str(tree).lower() if isinstance(tree, bool) else tree
        return f'Put it in quotes: `"{shown}"`.'
    return f"Write {kind}."


def _fix_of_parameter(use: ChartUse, expected: str, tree: Tree) -> str | None:
    """Return how a value is written that stands as a path and a text."""
    if isinstance(tree, str) and "bool" in expected and tree.lower() in _TRUE | _FALSE:
        return f'Write "{str(tree.lower() in _TRUE).lower()}"{", without forceString" * (use.form is Form.ARGO)}.'
    if isinstance(tree, bool | int) and "string" in expected:
        return "Add `forceString: true`." if use.form is Form.ARGO else "Write it among the values, in quotes."
    return None


def _weighed(wrong: Wrong) -> tuple[Outcome, Severity]:
    """Return what becomes of the value: an error only where each release in question breaks on it."""
    found = [_in_release(wrong, sheet) for sheet in sheets_of(wrong.use)]
    broken = [outcome for outcome, severity in found if severity is Severity.ERROR]
    if not broken:
        return found[-1]
    return broken[-1], Severity.ERROR if len(broken) == len(found) else Severity.WARNING


def _in_release(wrong: Wrong, sheet: ChartSheet) -> tuple[Outcome, Severity]:
    fact = sheet.lookup(wrong.path)
    tree = wrong.value.tree
    if fact is not None and tree in ([], {}) and " of " in fact.type:
        # A mapping or list that is handed on is left out where it is empty, of whatever kind.
        return Outcome.PRINTED, Severity.INFO
    if fact is None or isinstance(tree, dict | list):
        return Outcome.PRINTED, Severity.ERROR
    outcome = outcome_of(wrong.use.chart, sheet.release, fact)
    works = (outcome is Outcome.PRINTED and _reads_back(tree, fact)) or (
        outcome is Outcome.TRUTHY and _counts_as_meant(tree, fact)
    )
    return outcome, Severity.INFO if works else Severity.ERROR


def _reads_back(tree: Tree, fact: ValueFact) -> bool:
    """Say whether a scalar that is printed bare, or in quotes where the chart takes both, is what the chart takes."""
    kinds = fact.type.split("|")
    if isinstance(tree, str):
        return ("bool" in kinds and tree.lower() in _TRUE | _FALSE) or ("int" in kinds and tree.isdigit())
    return kinds == ["int", "string"]


def _counts_as_meant(tree: Tree, fact: ValueFact) -> bool:
    if fact.type != "bool":
        return True
    return tree in (0, 1) or (isinstance(tree, str) and tree.lower() in _TRUE)


def _texts_only(use: ChartUse, values: Value) -> Iterator[ManifestFault]:
    """Find true, false and numbers in selectors, labels and the like, where the chart's own types say nothing."""
    for block, path, value in texts_of_values(values):
        fact = sheets_of(use)[-1].lookup(block) if use.releases else None
        copied = is_handed(use.chart, block) or (fact is not None and fact.type in _ANYTHING)
        if not copied or not is_no_text(value.tree):
            continue
        written = None if value.place.written is None else _fix_of_parameter(use, "string", value.tree)
        if isinstance(value.tree, str) and value.place.written is not None:
            continue  # a parameter's text, which Helm reads by rules of its own
        kind = f"{value.tree} without quotes" if isinstance(value.tree, str) else kind_of_tree(value.tree)
        yield ManifestFault(
            value.place,
            f"{value_name(path)} of {chart_text(use)} takes text, this is {kind}: {_HOW[Outcome.COPIED]}",
            written or _quoted(path, value.tree),
            bare=isinstance(value.tree, str),
        )


def _quoted(path: Path, tree: Tree) -> str:
    text = f'"{shown(tree)}"'
    return f"Put it in quotes: `{path[-1]}: {text}`." if isinstance(path[-1], str) else f"Put it in quotes: `{text}`."


RULE = ManifestRule(
    "VAL202",
    "Value of the wrong type",
    Severity.ERROR,
    why="Helm takes any type and converts nothing. What comes of it depends on the template: a block goes to the API "
    "server as it is, a condition takes any text for true, and a value that is only printed loses its quotes.",
    fix="Write a value of the type that the chart takes.",
    source="types: fact sheets under charts/, read from the charts' values, templates and CRDs; outcome: the charts "
    "rendered with each value as text (generator/facts/value_types.py)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    nfd:
      enabled: "false"  # <- here
    toolkit:
      env:
        - name: ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS
          value: true  # <- here
    mig:
      strategy: Mixed  # <- here
    operator:
      nodeSelector:
        gpu: true  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      enabled: false
    toolkit:
      env:
        - name: ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS
          value: "true"
    mig:
      strategy: mixed
    operator:
      nodeSelector:
        gpu: "true"
""",
    check=_check,
)
