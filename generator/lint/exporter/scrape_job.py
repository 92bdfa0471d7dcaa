"""Jobs of Prometheus that drop every target of the operator's dcgm-exporter."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.command_line import running
from generator.lint.exporter._operator_exporter import EXPORTER, EXPORTER_KEY, EXPORTER_PORT
from generator.lint.exporter._pod_monitors import POD_PORT
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_META = "__meta_kubernetes_"


class _Role(NamedTuple):
    """Labels of a discovery's targets by which the exporter is chosen, and its port, with what that is called."""

    by: tuple[str, ...]
    port: tuple[str, ...]
    name: str
    what: str


_OF_ENDPOINTS = _Role(
    (f"{_META}service_label_{EXPORTER_KEY}", f"{_META}service_name"),
    (f"{_META}endpoint_port_name", f"{_META}endpointslice_port_name"),
    EXPORTER_PORT,
    "Service",
)
_ROLES = {
    "pod": _Role((f"{_META}pod_label_{EXPORTER_KEY}",), (f"{_META}pod_container_port_name",), POD_PORT, "pod"),
    "endpoints": _OF_ENDPOINTS,
    "endpointslice": _OF_ENDPOINTS,
}
"""Source: prometheus/prometheus docs/configuration/configuration.md (kubernetes_sd_config)."""
_is_plain = re.compile(r"[a-z0-9|-]+").fullmatch
"""Names, and several of them: Prometheus holds an expression against the whole of a value."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    own = (one.workload.labels for one in running(manifests))
    if any(key == EXPORTER_KEY and value.tree == EXPORTER for labels in own for key, value in labels):
        return  # Another exporter with the operator's label may call its port otherwise.
    for values in manifests.others:
        for job in values.value.mappings():
            if job.has("kubernetes_sd_configs") and job.has("relabel_configs"):
                yield from _of(job)


def _of(job: Value) -> Iterator[ManifestFault]:
    roles = {one.text("role") for one in job.elements("kubernetes_sd_configs")}
    role = _ROLES.get(next(iter(roles)) or "") if len(roles) == 1 else None
    kept = list(_kept(job))
    if role is None or not any(label in role.by and regex.tree == EXPORTER for label, regex in kept):
        return
    for label, regex in kept:
        text = str(regex.tree)
        if label in role.port and _is_plain(text) and role.name not in text.split("|"):
            message = f"the port of the {role.what} of the operator's exporter is called {role.name}, and {text} alone"
            yield ManifestFault(regex.place, f"{message} is kept: the job has no target", f"Write {role.name}.")
            return


def _kept(job: Value) -> Iterator[tuple[str, Value]]:
    """Return the labels of which a job keeps the targets with certain values, each with the expression for these."""
    for one in job.elements("relabel_configs"):
        labels, regex = [each.text() for each in one.elements("source_labels")], one.get("regex")
        if one.text("action") == "keep" and len(labels) == 1 and labels[0] and regex is not None and regex.text():
            yield labels[0], regex


RULE = ManifestRule(
    "DCG209",
    "Scrape job that drops every target of dcgm-exporter",
    Severity.WARNING,
    why="A job keeps the targets that all of its keep rules match. The operator's exporter has a port called metrics, "
    "and its Service calls the same port gpu-metrics: by the name of the other nothing is left, and Prometheus says "
    "nothing of it.",
    fix="Write metrics for role pod, gpu-metrics for role endpoints, or leave the rule out.",
    source="NVIDIA/gpu-operator assets/state-dcgm-exporter/0400_service.yaml and 0800_daemonset.yaml; "
    "prometheus/prometheus docs/configuration/configuration.md (kubernetes_sd_config, relabel_config)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: prometheus, namespace: monitoring}
spec:
  chart: {spec: {chart: kube-prometheus-stack, version: 80.0.0}}
  values:
    prometheus:
      prometheusSpec:
        additionalScrapeConfigs:
          - job_name: dcgm-exporter
            kubernetes_sd_configs: [{role: pod}]
            relabel_configs:
              - {source_labels: [__meta_kubernetes_pod_label_app], regex: nvidia-dcgm-exporter, action: keep}
              - source_labels: [__meta_kubernetes_pod_container_port_name]
                regex: gpu-metrics  # <- here
                action: keep
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: prometheus, namespace: monitoring}
spec:
  chart: {spec: {chart: kube-prometheus-stack, version: 80.0.0}}
  values:
    prometheus:
      prometheusSpec:
        additionalScrapeConfigs:
          - job_name: dcgm-exporter
            kubernetes_sd_configs: [{role: pod}]
            relabel_configs:
              - {source_labels: [__meta_kubernetes_pod_label_app], regex: nvidia-dcgm-exporter, action: keep}
              - source_labels: [__meta_kubernetes_pod_container_port_name]
                regex: metrics
                action: keep
""",
    check=_check,
)
