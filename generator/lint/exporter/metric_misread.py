"""Alerts and scalers that ask for metrics of GPUs which nobody tells, or in another unit."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.chart_levels import EXPORTER
from generator.facts.charts import GPU_OPERATOR
from generator.facts.dcgm_fields import PREFIX, dcgm_fields
from generator.facts.dcgm_metrics import GAUGES, MEANT, MEMORY, PERCENTAGES, RATIOS, TOLD
from generator.lint.common.near import nearest
from generator.lint.exporter._promql import fault_in
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_RULES = (("PrometheusRule", "monitoring.coreos.com/"), ("VMRule", "operator.victoriametrics.com/"))
_names = re.compile(rf"(?<![\w:]){PREFIX}[A-Z0-9_]+\b(?!\s*[:/])").finditer
_listed = re.compile(rf"(?m)^[ \t]*({PREFIX}\w+) *,").findall
_of_time = re.compile(rf"\b(i?rate|increase)\s*\(\s*({PREFIX}\w+)\s*(?:\{{[^{{}}]*\}}\s*)?\[([^\[\]]*)\]").finditer
_said = re.compile(r"__name__\s*=\s*\"[^\"\n]*\"|\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`|#[^\n]*").sub
"""Texts and comments: of texts, only a whole name of a metric is one."""
_aside = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|\b(?:by|without|on|ignoring)\s*\([^()]*\)").sub
_parts = re.compile(r"\b(?:and|or|unless)\b").split
_compared = re.compile(
    rf"\s*(?:\(\s*)?(?:(?:avg|max|min)(?:_over_time)?\s*\(\s*)*({PREFIX}\w+)[\s)]*(>=?|<=?)\s*([0-9.]+(?:e[0-9]+)?)[\s)]*"
).fullmatch
"""One metric, perhaps averaged, and the number that it is compared with; what sums or multiplies has another scale."""
_of_objects = re.compile(
    r"\b(kube_(?:node_status_(?:allocatable|capacity)|pod_(?:init_)?container_resource_(?:limits|requests)))"
    r"\s*\{[^{}]*?\bresource\s*=~?\s*[\"'`]([^\"'`]*nvidia\.com/[^\"'`]*)"
).finditer
"""Metrics that have a resource for a label, and a name there as it stands in Kubernetes."""
_no_letter = re.compile(r"[^a-zA-Z0-9_]").sub
_ALL = 100
_HALF = 0.5
_TOO_MUCH = 1_000_000
"""In MiB: no card has a terabyte, so that whoever compares with more thinks in bytes."""


class _Query(NamedTuple):
    """A text in PromQL, and what comes of one that finds nothing."""

    text: Value
    then: str


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    made = {one for kind, _ in _RULES for rule in manifests.of_kind(kind) for one in _recorded(rule)}
    told = frozenset(_told(manifests))
    for query in _queries(manifests):
        text = str(query.text.tree)
        if is_filled_in_later(text):
            continue
        yield from _sanitized(query)
        text = _said(lambda one: one[0] if one[0].startswith("__name__") else " " * len(one[0]), text)
        names = list(_unknown(query, text, frozenset(made), told))
        sure = [one for one in names if one.severity is None]
        yield from sure or (*_rates(query.text, text), *_scales(query.text, text)) or names


def _queries(manifests: Manifests) -> Iterator[_Query]:
    for kind, group in _RULES:
        for rule in manifests.of_kind(kind, group):
            for one in (each for part in rule.value.elements("spec", "groups") for each in part.elements("rules")):
                expr = one.get("expr")
                if expr is not None and isinstance(expr.tree, str):
                    then = "the alert never fires" if one.has("alert") else "the rule records nothing"
                    yield _Query(expr, then)
    for scaled in manifests.of_kind("ScaledObject", "keda.sh/"):
        for trigger in scaled.value.elements("spec", "triggers"):
            query = trigger.get("metadata", "query") if trigger.text("type") == "prometheus" else None
            if query is not None and isinstance(query.tree, str):
                yield _Query(query, "nothing is scaled by it")


def _sanitized(query: _Query) -> Iterator[ManifestFault]:
    """Return names of resources as kube-state-metrics does not write them."""
    text = str(query.text.tree)
    for one in _of_objects(text):
        message = f"{one[1]} has no resource {one[2]}: kube-state-metrics writes it otherwise, and {query.then}"
        plain = one[2].replace("\\", "")
        fix = f"Write {_no_letter('_', plain)}." if "*" not in plain else "Write nvidia_com_, and `_` for each sign."
        yield fault_in(query.text, one.start(2), message, fix)


def _recorded(rule: KubeObject) -> Iterator[str]:
    """Return the names that rules give to what they record."""
    for group in rule.value.elements("spec", "groups"):
        yield from (name for one in group.elements("rules") if (name := one.text("record")))


def _told(manifests: Manifests) -> Iterator[str]:
    """Return the fields that lists for the exporter in these files have; none where no file has such a list."""
    for one in manifests.of_kind("ConfigMap"):
        data = one.value.get("data")
        for text in words(data.tree) if data is not None else ():
            yield from _listed(text)
    for values in manifests.others:
        for text in words(values.value.tree) if values.chart == EXPORTER else ():
            yield from _listed(text)
    for use in manifests.charts:
        listed = use.value("dcgmExporter", "config", "data") if use.chart == GPU_OPERATOR else None
        for text in words(listed.tree) if listed is not None else ():
            yield from _listed(text)


def _unknown(query: _Query, text: str, made: frozenset[str], told: frozenset[str]) -> Iterator[ManifestFault]:
    """Find the first name that DCGM does not have, and else the first that the exporter is not told to tell."""
    found = [one for one in _names(text) if one[0] not in made and one[0] not in told and one[0] not in TOLD]
    for one in found:
        if one[0] not in dcgm_fields():
            near = MEANT.get(one[0]) or nearest(one[0], TOLD)
            message = f"DCGM has no field {one[0]}: {query.then}"
            fix = f"Did you mean {near}?" if near else "See the exporter's /metrics for what there is."
            yield fault_in(query.text, one.start(), message, fix)
            return
    for one in found[:1]:
        fix = f"Add `{one[0]}, gauge, HELP TEXT` to the list that the exporter is given."
        message = f"the exporter's own list has no {one[0]}: unless it is given another, {query.then}"
        if told:
            message = f"the list for the exporter in these files has no {one[0]}: {query.then}"
        yield fault_in(query.text, one.start(), message, fix, None if told else Severity.INFO)


def _rates(value: Value, text: str) -> Iterator[ManifestFault]:
    for one in _of_time(text):
        function, name, window = one.groups()
        if name in GAUGES:
            message = f"{name} goes up and down: {function}() counts only where it rises, and tells nothing of how high"
            yield fault_in(value, one.start(), message, f"Write avg_over_time({name}[{window}]).")


def _scales(value: Value, text: str) -> Iterator[ManifestFault]:
    for part in _parts(_aside("", text)):
        found = _compared(part)
        number = None if found is None else _number(found[3])
        fault = None if found is None or number is None else _of_scale(found[1], found[2], number, found[3])
        if found is not None and fault is not None:
            yield fault_in(value, max(text.find(found[1]), 0), *fault)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _of_scale(name: str, sign: str, number: float, written: str) -> tuple[str, str, Severity | None] | None:
    if name in RATIOS and number > 1:
        is_so = "never more than" if sign.startswith(">") else "always less than"
        return f"{name} goes from 0 to 1: it is {is_so} {written}", f"Write {number / _ALL:g}.", None
    if name in PERCENTAGES and number > _ALL and sign.startswith(">"):
        return f"{name} goes from 0 to 100: it is never more than {written}", "Write a number below 100.", None
    if name in PERCENTAGES and _HALF <= number < 1 and sign.startswith(">"):
        message = f"{name} goes from 0 to 100: {written} means less than one percent"
        # Whoever looks for idle cards may mean just that.
        return message, f"Write {number * _ALL:g}.", Severity.INFO
    if name in MEMORY and number >= _TOO_MUCH:
        fix = f"Write {number / 1024 / 1024:.0f} for bytes."
        return f"{name} is in MiB: {written} is more than any card has", fix, None
    return None


RULE = ManifestRule(
    "DCG204",
    "Metric of GPUs that nobody tells, or in another unit",
    Severity.WARNING,
    why="An expression with a name that no metric has is empty, which is no error: an alert does not fire, a scaler "
    "does not scale, and nobody is told. kube-state-metrics writes `_` for each sign of a resource's name that is "
    "neither letter nor digit. DCGM's utilization is in percent, what its profiling measures is a ratio "
    "from 0 to 1, memory is in MiB.",
    fix="Write the name of a metric that the exporter tells, and its unit.",
    source="NVIDIA/go-dcgm pkg/dcgm/dcgm_fields.h; NVIDIA/dcgm-exporter etc/default-counters.csv and "
    "etc/dcp-metrics-included.csv; kubernetes/kube-state-metrics internal/store/utils.go (SanitizeLabelName); "
    "prometheus/prometheus promql/functions.go (extrapolatedRate)",
    bad="""\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpus}
spec:
  groups:
    - name: gpus
      rules:
        - alert: Hot
          expr: DCGM_FI_DEV_GPU_TEMPERATURE > 85  # <- here
        - alert: Busy
          expr: avg(DCGM_FI_PROF_GR_ENGINE_ACTIVE) by (pod) > 90  # <- here
        - alert: Used
          expr: rate(DCGM_FI_DEV_GPU_UTIL[5m]) > 0.9  # <- here
        - alert: Few
          expr: sum(kube_node_status_allocatable{resource="nvidia.com/gpu"}) < 4  # <- here
""",
    good="""\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpus}
spec:
  groups:
    - name: gpus
      rules:
        - alert: Hot
          expr: DCGM_FI_DEV_GPU_TEMP > 85
        - alert: Busy
          expr: avg(DCGM_FI_PROF_GR_ENGINE_ACTIVE) by (pod) > 0.9
        - alert: Used
          expr: avg_over_time(DCGM_FI_DEV_GPU_UTIL[5m]) > 90
        - alert: Few
          expr: sum(kube_node_status_allocatable{resource="nvidia_com_gpu"}) < 4
""",
    check=_check,
)
