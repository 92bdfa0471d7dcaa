"""What no field of the profile says: kept as `extraValues`, or told with its path where it cannot be."""

from generator.facts.derived_values import profile_field
from generator.facts.filled_blocks import is_filler
from generator.facts.policy_names import is_written_by_chart
from generator.importing.codes import INEXPRESSIBLE, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.source import Source
from generator.lint.common.own_keys import is_for_oneself
from generator.model.chart import ValueProblem, ValueProblemKind
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_value import Value
from generator.model.tree import Path, Tree, path_text

_POLICYS_OWN = ("devicePlugin", "mps", "root")
"""A value that the chart drops and the operator reads; source: NVIDIA/gpu-operator controllers/object_controls.go."""
_TOLD_BY_LINT = {
    ValueProblemKind.UNKNOWN: "the chart does not know it",
    ValueProblemKind.TYPE: "the chart takes another type",
    ValueProblemKind.CHOICE: "the chart takes other values",
    ValueProblemKind.DEAD: "the chart does nothing with it",
}


def import_extra(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Put what is left over where it belongs."""
    for path, value in source.said.left_over():
        if is_filler(source.chart, source.said.sheet.release, path, value.tree):
            continue  # A bundle has it from the release alone.
        if source.is_operator and is_written_by_chart(path):
            _tell_written(path, value, source, draft)
            continue
        problem = _problem(path, value, source)
        before = len(draft.noted)
        if source.said.sheet.lookup(path[:1]) is None and is_for_oneself(path[:1], value, manifests):
            # An anchor's holder, or a note for people: no chart is meant to read it.
            draft.dropped.add(path)
            continue
        if problem is not None:
            # Of a block that is unknown as a whole each value is named.
            deeper = problem.path[len(path) :]
            below = value._replace(place=value.place.below(*deeper))
            _tell_dropped(problem._replace(path=(*path, *deeper)), below, source, draft)
        elif value.tree is None:
            draft.tell(INEXPRESSIBLE, f"{path_text(path)}: a null, which takes the chart's default away", value.place)
        elif profile_field(source.chart, path) is not None:
            field = profile_field(source.chart, path)
            draft.tell(INEXPRESSIBLE, f"{path_text(path)}, of which {field} can say less", value.place)
        else:
            draft.put(("extraValues", *path), value.tree, value.place)
        if len(draft.noted) > before:
            draft.dropped.add(path)


def _tell_written(path: Path, value: Value, source: Source, draft: Draft) -> None:
    """Tell what the chart writes otherwise; the chart's name and release in a ClusterPolicy are its own work."""
    draft.dropped.add(path)
    if source.policy is None or not str(value.tree).startswith(source.chart):
        message = f"{path_text(path)}: the chart writes it itself, and kustomize refuses it twice"
        draft.tell(INEXPRESSIBLE, message, value.place, "Choose another key.")


def _tell_dropped(problem: ValueProblem, value: Value, source: Source, draft: Draft) -> None:
    path, kind = problem.path, problem.kind
    # What the chart does not copy into a ClusterPolicy counts in one all the same.
    if source.policy is not None and (kind is ValueProblemKind.UNKNOWN or path == _POLICYS_OWN):
        draft.tell(INEXPRESSIBLE, f"spec.{path_text(path)}: the chart has no value for it", value.place)
        return
    if source.daemon is not None and kind is ValueProblemKind.UNKNOWN:
        # It is what a pod has, by the value that a later release of the chart has for it.
        message = f"{path_text(path)}: {source.said.sheet.release} of the chart has no value for it"
        draft.tell(INEXPRESSIBLE, message, value.place, severity=Severity.INFO)
        return
    severity = Severity.INFO if kind is ValueProblemKind.DEAD else None
    draft.tell(NO_EFFECT, f"{path_text(path)}: {_TOLD_BY_LINT[kind]}", value.place, severity=severity)


def _problem(path: Path, value: Value, source: Source) -> ValueProblem | None:
    """Return why the chart makes nothing of a value."""
    tree: Tree = value.tree
    for part in reversed(path):
        tree = {str(part): tree}
    found = source.said.sheet.check_values(tree, hints=False)
    return found[0] if found else None
