"""A field that the API server does not know."""

from collections.abc import Iterator, Sequence

from generator.ecosystem.field_levels import EACH, Level
from generator.lint.common.known_levels import odd_levels
from generator.lint.common.near import nearest, slip
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ENCRYPTION = "sops"
"""What SOPS adds at the root, and takes away again before the API server sees the object."""
_OF_PATCHES = "$"
"""What begins the words by which kustomize's patches say what to do with a list or a mapping."""
_MAP = "a ConfigMap"
_OF_OPERATOR = ("a ClusterPolicy", "an NVIDIADriver")
_OF_METADATA = ("annotations", "labels", "name", "namespace")
_RULE = "a rule of Prometheus"
_MEANT = {
    ("an entry of helmCharts", "values"): "valuesInline",
    ("an entry of helmCharts", "chart"): "name",
    (_RULE, "expression"): "expr",
    (_RULE, "query"): "expr",
    (_RULE, "severity"): "labels.severity",
    (_RULE, "summary"): "annotations.summary",
    (_RULE, "description"): "annotations.description",
}
_EVERYWHERE = frozenset({"apiVersion", "kind", "metadata", "name", "namespace", "spec", "status"})
"""Fields of so many levels that none of them is where one was meant to be."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for found in odd_levels(manifests):
        yield from _unknown(found.value, found.level, found.levels)


def _unknown(value: Value, level: Level, levels: Sequence[Level]) -> Iterator[ManifestFault]:
    if level.is_open:
        yield from _misspelt(value, level)
        return
    for key, one in value.entries():
        if key == _ENCRYPTION and not level.path:
            continue
        if key in level.former:
            release, fix = level.former[key]
            message = f"{key} is no field of {level.title} since {release}"
            yield ManifestFault(one.place, message, fix, on_key=True, severity=Severity.WARNING)
        elif key not in level.fields and not key.startswith(_OF_PATCHES) and not is_filled_in_later(key):
            yield ManifestFault(one.place, f"{key} is no field of {level.title}", _fix(key, level, levels), on_key=True)


def _misspelt(value: Value, level: Level) -> Iterator[ManifestFault]:
    """Return what is a slip away from a field of a level of which not every field is known."""
    known = (*level.fields, *level.others)
    for key, one in value.entries() if level.others else ():
        meant = None if key in known else slip(key, known)
        if meant is not None and not value.has(meant):
            yield ManifestFault(one.place, f"{key} is no field of {level.title}", f"Did you mean {meant}?", on_key=True)


def _fix(key: str, level: Level, levels: Sequence[Level]) -> str | None:
    around = next((one for one in ("limits", "hard") if one in level.fields), None)
    if around is not None and "/" in key:
        return f"Write it below {around}."
    if not level.path and key in _OF_METADATA:
        return "Write it below `metadata:`."
    if level.title == _MAP:
        return "Write it below `data:`."
    if level.title in _OF_OPERATOR and slip(key, sorted(level.fields)) is None:
        return "Write it below `spec:`, where the operator looks for it."
    meant = _MEANT.get((level.title, key))
    if meant is not None:
        return f"Did you mean {meant}?"
    misspelt = slip(key, sorted(level.fields))
    if misspelt is not None:
        return f"Did you mean {misspelt}?"
    having = [one for one in levels if key in one.fields.keys() - _EVERYWHERE]
    if having:
        best = min(having, key=lambda one: (len(one.path) < len(level.path), abs(len(one.path) - len(level.path))))
        return f"It is one of {best.title}: write it at {_shown((*best.path, key))}."
    near = nearest(key, sorted(level.fields))
    return None if near is None else f"Did you mean {near}?"


def _shown(path: Sequence[str]) -> str:
    return ".".join(path).replace(f".{EACH}", EACH)


RULE = ManifestRule(
    "KUB201",
    "Field that the API server does not know",
    Severity.ERROR,
    why="Who applies it by kubectl, Flux or Argo CD is refused; where checks are switched off the field is dropped in "
    "silence, and with it what was to be below it.",
    fix="Write it where it is read, or leave it out.",
    source="kubernetes/apimachinery pkg/runtime/serializer/json (strict decoding, which kubectl asks for since 1.25; "
    "server-side apply takes no unknown field at all); the fields: generator/ecosystem/known_fields.py",
    bad="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  runtimeClassName: nvidia  # <- here
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      containers:
        - name: main
          image: cuda
          resources:
            nvidia.com/gpu: 1  # <- here
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
      sourceRef: {kind: HelmRepository, name: nvidia}
      values:  # <- here
        driver: {enabled: false}
""",
    good="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      runtimeClassName: nvidia
      containers:
        - name: main
          image: cuda
          resources:
            limits: {nvidia.com/gpu: 1}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart:
    spec:
      chart: gpu-operator
      version: v26.7.0
      sourceRef: {kind: HelmRepository, name: nvidia}
  values:
    driver: {enabled: false}
""",
    check=_check,
)
