"""Lists of metrics that dcgm-exporter cannot read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.facts.dcgm_fields import PREFIX, dcgm_fields
from generator.facts.dcgm_metrics import MEANT
from generator.facts.program_settings import DCGM_EXPORTER
from generator.facts.releases import exact_numbers
from generator.lint.common.command_line import Running, running
from generator.lint.common.exporter import exporter_told
from generator.lint.common.exporter_chart import charted, exporter_values
from generator.lint.common.near import nearest, slip
from generator.lint.common.references import listed
from generator.model.finding import Position, Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_TYPES = ("gauge", "counter", "histogram", "summary", "label")
_COUNTED = (
    "DCGM_EXP_CLOCK_EVENTS_COUNT",
    "DCGM_EXP_XID_ERRORS_COUNT",
    "DCGM_EXP_GPU_HEALTH_STATUS",
    "DCGM_EXP_P2P_STATUS",
)
"""What the exporter counts itself; all else are fields of DCGM."""
_OF_DCGM = "dcgm_"
"""What the name of every field begins with, those from before DCGM 1.4 in small letters."""
_GROUPS = ("DEV_", "PROF_", "")
_KEY = "metrics"
"""The only key that it reads of a ConfigMap that it is told by name."""
_BY_NAME = "DCGM_EXPORTER_CONFIGMAP_DATA"
_READS_MAPS = (24, 3, 0)
_is_list = re.compile(r"(?m)^DCGM_(?:FI|EXP)_\w+ *,").search
_FIELDS = 3
_QUOTE = '"'


class _Line(NamedTuple):
    """What is wrong with a line, from where in it, and how to mend it; `severity` is None for an error."""

    column: int
    message: str
    fix: str | None
    severity: Severity | None = None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for text in _lists(manifests):
        yield from _of_list(text)
    for one in running(manifests):
        if one.program == DCGM_EXPORTER:
            yield from _of_named(one, manifests)
    for one in charted(manifests):
        yield from _of_named(one, manifests)
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR:
            yield from _without_right(use)


def _without_right(use: ChartUse) -> Iterator[ManifestFault]:
    """Return the name of a ConfigMap in values of a release that does not let the exporter read any.

    Source: NVIDIA/gpu-operator assets/state-dcgm-exporter/0200_role.yaml, which has configmaps since v24.3.0.
    """
    stated = exact_numbers(use.stated or "")
    env = use.value("dcgmExporter", "env")
    for one in env.elements() if env is not None and stated is not None and stated < _READS_MAPS else ():
        value = one.get("value")
        if one.text("name") == _BY_NAME and value is not None and value.tree not in ("", "none"):
            message = (
                f"gpu-operator {use.stated} gives {DCGM_EXPORTER} no right to read ConfigMaps: it takes its own list"
            )
            yield ManifestFault(
                value.place, message, "Name it in dcgmExporter.config.name, with the list under dcgm-metrics.csv."
            )


def _lists(manifests: Manifests) -> Iterator[Value]:
    for one in manifests.of_kind("ConfigMap"):
        for key, text in one.value.entries("data"):
            if (key == _KEY or key.endswith(".csv")) and isinstance(text.tree, str) and _is_list(text.tree):
                yield text
    for use in manifests.charts:
        data = use.value("dcgmExporter", "config", "data") if use.chart == GPU_OPERATOR else None
        if data is not None and isinstance(data.tree, str) and _is_list(data.tree):
            yield data
    for values in exporter_values(manifests):
        custom = values.value("customMetrics")
        if custom is not None and isinstance(custom.tree, str):
            yield custom


def _of_list(text: Value) -> Iterator[ManifestFault]:
    """Return the first line that ends the exporter; it reads no further."""
    for number, line in enumerate(str(text.tree).split("\n"), 1):
        if is_filled_in_later(line):
            return
        wrong = None if not line or line.startswith("#") else _wrong(line)
        if wrong is not None:
            message, at = f"{wrong.message}: {DCGM_EXPORTER} ends as soon as it starts", Position(number, wrong.column)
            yield ManifestFault(text.place, message, wrong.fix, at=at, severity=wrong.severity)
            return


def _wrong(line: str) -> _Line | None:
    if line.lstrip().startswith("#"):
        return _Line(
            1, "a comment begins behind a space, and counts as a metric", "Let the # stand at the line's begin."
        )
    fields = _split(line)
    bare = next((one for one in fields if _QUOTE in one and not one.startswith(_QUOTE)), None)
    if bare is not None:
        return _Line(1, 'a " stands within a field', "Leave the quotes out.")
    if len(fields) != _FIELDS:
        fix = "Write name, type, help text."
        if len(fields) > _FIELDS:
            fix = "A help text has no comma, or stands in quotes right behind the comma before it."
        return _Line(
            1,
            f"the line has {len(fields)} of the three fields"
            if len(fields) < _FIELDS
            else f"the line has {len(fields)} fields, where three must be",
            fix,
        )
    name, kind = fields[0].strip(" "), fields[1].strip(" ")
    if name.startswith("DCGM_EXP_"):
        near = None if name in _COUNTED else nearest(name, _COUNTED)
        return _Line(1, f"there is no {name}", f"Did you mean {near}?", Severity.WARNING) if near else None
    unknown = _unknown(name)
    if unknown is not None:
        return unknown
    if kind not in _TYPES:
        near = nearest(kind.lower(), _TYPES)
        fix = f"Did you mean {near}?" if near else f"Write one of {', '.join(_TYPES)}."
        return _Line(len(fields[0]) + 2, f"{kind!r} is no type of metric", fix)
    return None


def _unknown(name: str) -> _Line | None:
    """Return a name that no field has. A later DCGM may have fields that are not known, so that one must be like it."""
    if name in dcgm_fields() or is_filled_in_later(name):
        return None
    message = f"DCGM has no field {name}"
    if not name.lower().startswith(_OF_DCGM):
        whole = f"{PREFIX}DEV_{name.upper()}"
        return _Line(1, message, f"Did you mean {whole}?" if whole in dcgm_fields() else None)
    if name in MEANT:
        return _Line(1, message, f"Did you mean {MEANT[name]}?")
    # Those of small letters that there were may be many.
    near = (slip(name, sorted(dcgm_fields())) or _of_other_group(name)) if name.startswith(PREFIX) else None
    return _Line(1, message, f"Did you mean {near}?", Severity.WARNING) if near else None


def _of_other_group(name: str) -> str | None:
    """Return the field that is called so but for the word behind the first, which is left out or another."""
    rest = name.removeprefix(PREFIX)
    bare = next(rest.removeprefix(group) for group in _GROUPS if rest.startswith(group))
    return next((one for group in _GROUPS if (one := f"{PREFIX}{group}{bare}") in dcgm_fields()), None)


def _split(line: str) -> list[str]:
    """Return the fields of a line as Go's csv reader parts them: quotes count only right behind a comma."""
    fields: list[str] = []
    start = 0
    while True:
        quoted = line.startswith(_QUOTE, start)
        end = line.find(_QUOTE + ",", start + 1) + 1 if quoted else line.find(",", start)
        if end <= 0 and (quoted or end < 0):
            return [*fields, line[start:]]
        fields.append(line[start:end])
        start = end + 1


def _of_named(one: Running, manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the name of a ConfigMap that the exporter is told in another form, and one without the key it reads."""
    told = exporter_told(one.arguments(), one.container.value).get("configmap-data")
    if told is None or not told.text or is_filled_in_later(told.text) or told.text == "none":
        return
    text, at = told
    namespace, colon, name = text.partition(":")
    if not colon or not name or ":" in name:
        fix = f"Write {text.replace('/', ':')}." if text.count("/") == 1 else "Write NAMESPACE:NAME."
        yield ManifestFault(at.place, f"{text} names no ConfigMap: it takes a namespace, a colon and a name", fix)
        return
    found = [each for each in manifests.config_maps if each.name == name and each.namespace in (None, namespace)]
    if found and all(each.keys and _KEY not in each.keys for each in found):
        message = f"{DCGM_EXPORTER} reads the key {_KEY} of this ConfigMap, which has {listed(found[0].keys)}"
        yield ManifestFault(found[0].place.below("data", found[0].keys[0]), message, f"Call it {_KEY}.", on_key=True)


RULE = ManifestRule(
    "DCG201",
    "Metrics that dcgm-exporter cannot read",
    Severity.ERROR,
    why="The list is read as CSV: name, type and help text in every line, a comment at the begin of its line alone. At "
    "the first line that is otherwise the exporter ends, or takes its own list in place of all of this one.",
    fix="Write `NAME, TYPE, HELP TEXT`.",
    source="NVIDIA/dcgm-exporter internal/pkg/counters/counter_config.go (ReadCSVFile, ExtractCounters, readConfigMap) "
    "and variables.go, pkg/dcgmexporter/parser.go before 4.0.0; Go's encoding/csv (readRecord)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: metrics, namespace: gpu-operator}
data:
  dcgm-metrics.csv: |
    DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %).
    # the next line
    DCGM_FI_DEV_FB_USED, Gauge, Memory used (in MiB).
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: metrics, namespace: gpu-operator}
data:
  dcgm-metrics.csv: |
    # Utilization, and memory
    DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %).
    DCGM_FI_DEV_FB_USED,  gauge, Memory used (in MiB).
    DCGM_FI_DRIVER_VERSION, label,"Driver, with its branch"
""",
    check=_check,
)
