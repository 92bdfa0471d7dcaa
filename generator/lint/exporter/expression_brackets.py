"""Rules of Prometheus about GPUs whose expression has a bracket too many or too few."""

import re
from collections.abc import Iterator

from generator.facts.dcgm_fields import PREFIX
from generator.lint.exporter._promql import fault_in
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_GROUP = "monitoring.coreos.com/"
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_parts = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|[()\[\]{}]", re.DOTALL).finditer
"""Texts and comments, in which brackets say nothing, and the brackets themselves."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for rule in manifests.of_kind("PrometheusRule", _GROUP):
        for group in rule.value.elements("spec", "groups"):
            for one in group.elements("rules"):
                expr = one.get("expr")
                if expr is not None and isinstance(expr.tree, str) and PREFIX in expr.tree:
                    yield from _of(expr, expr.tree)


def _of(expr: Value, text: str) -> Iterator[ManifestFault]:
    if is_filled_in_later(text):
        return
    end = "Prometheus takes none of the rules in this object"
    open_ones: list[tuple[str, int]] = []
    for found in _parts(text):
        bracket = found[0]
        if bracket in _CLOSING:
            open_ones.append((bracket, found.start()))
        elif bracket in _CLOSING.values():
            last = open_ones.pop() if open_ones else None
            if last is None or _CLOSING[last[0]] != bracket:
                what = f"no {bracket} is due here" if last is None else f"{last[0]} is still open before this {bracket}"
                fix = "Leave it out." if last is None else f"Close it by {_CLOSING[last[0]]}."
                yield fault_in(expr, found.start(), f"{what}: {end}", fix)
                return
    if open_ones:
        bracket, start = open_ones[-1]
        yield fault_in(expr, start, f"{bracket} is never closed: {end}", f"Write {_CLOSING[bracket]} where it ends.")


RULE = ManifestRule(
    "DCG208",
    "Expression about GPUs with a bracket too many or too few",
    Severity.ERROR,
    why="Prometheus' operator reads every expression as Prometheus does. One that is none is refused where its webhook "
    "is on; elsewhere it passes over the whole object with a line in its log, and none of the object's alerts fires.",
    fix="Close every bracket that is opened.",
    source="prometheus-operator/prometheus-operator pkg/operator/rules.go (ValidateRule, generateRulesConfiguration); "
    "prometheus/prometheus model/rulefmt/rulefmt.go, promql/parser/lex.go (unclosed left parenthesis)",
    bad="""\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpus}
spec:
  groups:
    - name: gpus
      rules:
        - alert: Idle
          expr: avg(DCGM_FI_DEV_GPU_UTIL by (gpu) < 5  # <- here
""",
    good="""\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpus}
spec:
  groups:
    - name: gpus
      rules:
        - alert: Idle
          expr: avg(DCGM_FI_DEV_GPU_UTIL) by (gpu) < 5
""",
    check=_check,
)
