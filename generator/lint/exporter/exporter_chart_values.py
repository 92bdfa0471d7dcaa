"""Values of dcgm-exporter's chart in a form that it cannot use, or that come to nothing."""

import re
from collections.abc import Iterator

from generator.facts.exporter_chart import EXPORTER_CHART, METRICS_MAP, list_read
from generator.lint.common.exporter import exporter_told, port_of
from generator.lint.common.exporter_chart import (
    ExporterValues,
    container_of,
    exporter_values,
    metrics_volumes,
    mounts_of,
)
from generator.lint.common.kinds import kind_of_tree
from generator.lint.common.periods import is_period
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ENDS = "Helm ends with an error"
_REFUSED = "the API server refuses what the chart makes of it"
_LISTS = ("extraConfigMapVolumes", "extraEnv", "extraVolumeMounts")
"""What is printed behind the chart's own elements of a list, so that it must be one too."""
_ADDRESS = ("-a", "--address")
_PERIODS = ("interval", "scrapeTimeout")
_is_no_text = re.compile(r"[+-]?\d[\d_]*(?:\.\d*)?|true|false|yes|no|on|off|null|~|True|False").fullmatch
"""What YAML takes for something else than text where it stands without quotes, as the chart prints arguments."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for values in exporter_values(manifests):
        yield from _of_arguments(values)
        yield from _of_lists(values)
        yield from _of_monitor(values)
        yield from _of_hosts(values)
        yield from _of_port(values)
        yield from _of_metrics(values)
        yield from _of_config_map(values)


def _of_arguments(values: ExporterValues) -> Iterator[ManifestFault]:
    given = values.value("arguments")
    if given is not None and isinstance(given.tree, str) and not is_filled_in_later(given.tree):
        message = f"arguments is a text, where the chart goes through a list: {_ENDS}"
        right = ", ".join(f'"{word}"' for word in given.tree.split())
        yield ManifestFault(given.place, message, f"Write [{right}].")
    before = None
    for word in values.elements("arguments"):
        text = word.text()
        printed = str(word.tree).lower() if isinstance(word.tree, bool) else str(word.tree)
        # An address that is a port alone is refused in quotes too, of which a rule on settings tells.
        is_text_told = text is None or before in _ADDRESS
        if isinstance(word.tree, int | float) or (not is_text_told and _is_no_text(text or "")):
            message = f"the chart prints {printed} without quotes, which is no text then: {_REFUSED}"
            follows = before is not None and before.startswith("-") and "=" not in before
            fix = f"Write {before}={printed} as one word." if follows else "Set the variable of the flag in extraEnv."
            yield ManifestFault(word.place, message, fix)
        before = text


def _of_lists(values: ExporterValues) -> Iterator[ManifestFault]:
    for key in _LISTS:
        given = values.value(key)
        if given is not None and isinstance(given.tree, dict) and given.tree:
            message = f"{key} is a mapping, which the chart adds to a list: {_ENDS}"
            fix = "Write a list of `- name: ...` and `value: ...`." if key == "extraEnv" else "Write a list."
            yield ManifestFault(given.place, message, fix)
    custom = values.value("customMetrics")
    if custom is not None and isinstance(custom.tree, dict | list) and custom.tree:
        message = f"customMetrics is {kind_of_tree(custom.tree)}, where the chart takes one text: {_ENDS}"
        fix = "Write `customMetrics: |`, and a line `NAME, TYPE, HELP TEXT` for each metric."
        yield ManifestFault(custom.place, message, fix)


def _of_monitor(values: ExporterValues) -> Iterator[ManifestFault]:
    enabled, labels = values.value("serviceMonitor", "enabled"), values.value("serviceMonitor", "additionalLabels")
    if enabled is not None and enabled.tree is False:
        return
    for key in _PERIODS:
        given = values.value("serviceMonitor", key)
        tree = None if given is None else given.tree
        text = str(tree) if isinstance(tree, str) or type(tree) is int else ""
        if given is not None and text and is_period(text) is None and not is_filled_in_later(text):
            message = f"serviceMonitor.{key} is {text}, which is no duration: {_REFUSED}"
            yield ManifestFault(given.place, message, f"Write {text}s." if text.isdigit() else "Write one such as 30s.")
    if labels is not None and isinstance(labels.tree, list) and labels.tree:
        message = f"serviceMonitor.additionalLabels is a list, which the chart adds to a mapping: {_ENDS}"
        yield ManifestFault(labels.place, message, "Write `label: value`, without hyphens.")


def _of_hosts(values: ExporterValues) -> Iterator[ManifestFault]:
    for one in values.elements("extraHostVolumes"):
        path = one.get("hostPath")
        if path is not None and isinstance(path.tree, dict):
            meant = path.text("path")
            message = "hostPath is a mapping, where the chart takes the path itself: the pod does not get that folder"
            yield ManifestFault(
                path.place, message, f"Write `hostPath: {meant}`." if meant else "Write the path alone."
            )


def _of_port(values: ExporterValues) -> Iterator[ManifestFault]:
    """Return a port that is probed and not listened on: what it listens on is a value of its own."""
    port = values.value("service", "port")
    running = container_of(values)
    listens = port_of(exporter_told(running.arguments(), running.container.value))
    if port is None or listens is None or running.workload.in_part or type(port.tree) is not int:
        return
    if port.tree != listens:
        message = f"the kubelet probes port {port.tree}, and dcgm-exporter listens on {listens}: it is killed again"
        fix = f'Write `address: ":{port.tree}"` beside it, or port {listens}.'
        yield ManifestFault(port.place, f"{message} and again", fix)


def _of_metrics(values: ExporterValues) -> Iterator[ManifestFault]:
    """Return metrics that no exporter reads, since their ConfigMap is not mounted, or where it reads none."""
    custom = values.value("customMetrics")
    running = container_of(values)
    told = exporter_told(running.arguments(), running.container.value)
    by_name = told.get("configmap-data")
    if custom is None or running.workload.in_part or (by_name is not None and by_name.text != "none"):
        return
    mounted = [one for one in mounts_of(values) if one.text("name") in metrics_volumes(values)]
    if not mounted:
        message = f"nothing mounts the ConfigMap {METRICS_MAP} that the chart makes of customMetrics: nobody reads it"
        yield _unread(custom, message, _fix(values))
        return
    read = told.get("collectors")
    if values.release is None or (read is not None and not read.text):
        return
    path = list_read(values.release) if read is None else read.text
    places = [one.text("mountPath") or "" for one in mounted]
    if any(map(is_filled_in_later, (path, *places))) or any(path.startswith(one.rstrip("/")) for one in places):
        return
    message = f"customMetrics is mounted at {places[0]}, and dcgm-exporter reads {path}"
    yield _unread(custom if read is None else read.at, message, f"Write {places[0]} behind -f in arguments.")


def _of_config_map(values: ExporterValues) -> Iterator[ManifestFault]:
    """Return another ConfigMap than the chart's own: its Role has that name alone, since 2.6.2."""
    running = container_of(values)
    told = exporter_told(running.arguments(), running.container.value).get("configmap-data")
    name = "" if told is None else told.text.rpartition(":")[2]
    if told is None or running.workload.in_part or ":" not in told.text or is_filled_in_later(told.text):
        return
    if name != METRICS_MAP:
        volumes = {one.text("name") for one in running.workload.pod.elements("volumes")}
        message = f"the chart's Role lets {EXPORTER_CHART} read the ConfigMap {METRICS_MAP} alone, not {name}"
        what = f"{message}, which is a volume" if name in volumes else message
        fix = f"Put the list into customMetrics and name {METRICS_MAP}, or give it a Role for the other."
        # A Role of one's own may be elsewhere; a volume's name is never meant.
        yield ManifestFault(told.at.place, what, fix, severity=Severity.WARNING if name in volumes else Severity.INFO)


def _unread(at: Value, message: str, fix: str) -> ManifestFault:
    return ManifestFault(at.place, message, fix, severity=Severity.WARNING)


def _fix(values: ExporterValues) -> str:
    path = list_read(values.release or (4, 0, 0))
    name = path.rpartition("/")[2]
    mount = f"{{name: exporter-metrics-volume, mountPath: {path}, subPath: {name}}}"
    return f"Add the chart's own mount {mount} to extraVolumeMounts: Helm replaces a list as a whole."


RULE = ManifestRule(
    "DCG206",
    "Value that the chart of dcgm-exporter cannot use",
    Severity.ERROR,
    why="The chart prints lists and texts into its own YAML as they are, arguments and periods without a look at them, "
    "and a list of values takes the place of its whole default. What has another form breaks the YAML, is refused by "
    "the API server, or is made and read by nobody.",
    fix="Write it in the form that the chart's values.yaml has.",
    source="NVIDIA/dcgm-exporter deployment/templates/daemonset.yaml, metrics-configmap.yaml and service-monitor.yaml, "
    "deployment/values.yaml, 2.2.9-2.4.1 to 4.5.3-4.8.2",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  chart: {spec: {chart: dcgm-exporter, version: 4.8.2}}
  values:
    arguments: ["-c", "5000"]  # <- here
    extraEnv:  # <- here
      DCGM_EXPORTER_LOG_FORMAT: json
    serviceMonitor:
      interval: 15  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dcgm-exporter, namespace: monitoring}
spec:
  chart: {spec: {chart: dcgm-exporter, version: 4.8.2}}
  values:
    arguments: ["-c=5000"]
    extraEnv:
      - {name: DCGM_EXPORTER_LOG_FORMAT, value: json}
    serviceMonitor:
      interval: 15s
""",
    check=_check,
)
