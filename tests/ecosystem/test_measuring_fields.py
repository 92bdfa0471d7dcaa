"""Monitors and autoscalers of pods on GPUs, as KUB201, KUB202 and KUB203 judge them."""

import pytest

from tests.lint.examples import judged, told

MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: nvidia-dcgm-exporter, labels: {release: prometheus}}
spec:
  jobLabel: app
  selector: {matchLabels: {app: nvidia-dcgm-exporter}}
  namespaceSelector: {matchNames: [gpu-operator]}
  somethingNew: 1
  endpoints:
    - {port: gpu-metrics, path: /metrics, interval: 15s, scrapeTimeout: 10s, honorLabels: true, somethingNew: 1}
"""
SCALED = """\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: llm}
spec:
  scaleTargetRef: {name: llm}
  triggers:
    - type: prometheus
      metadata: {serverAddress: "http://prometheus:9090", query: avg(DCGM_FI_DEV_GPU_UTIL), threshold: "70"}
"""
SCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: llm}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: llm}
  maxReplicas: 4
  metrics:
    - type: Pods
      pods: {metric: {name: DCGM_FI_DEV_GPU_UTIL}, target: {type: AverageValue, averageValue: "70"}}
"""
RULES = """\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpus, labels: {release: prometheus}}
spec:
  groups:
    - name: gpus
      interval: 30s
      rules:
        - {alert: A, expr: DCGM_FI_DEV_GPU_TEMP > 85, for: 5m, labels: {severity: warning}, annotations: {about: hot}}
        - {record: gpus, expr: 1, keep_firing_for: 1h30m}
"""


def _told(text: str) -> list[tuple[int, str]]:
    return [found for code in ("KUB201", "KUB202", "KUB203") for found in told(text, code)]


@pytest.mark.parametrize("text", [MONITOR, SCALED, SCALER])
def test_what_is_well_formed_is_sound(text: str) -> None:
    assert _told(text) == []
    assert _told(RULES) == []
    assert _told(text.replace("ServiceMonitor", "PodMonitor").replace("endpoints", "podMetricsEndpoints")) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong", "line"),
    [
        (MONITOR, "interval: 15s", "interval: 15", 10),
        (MONITOR, "interval: 15s", "interval: 15 s", 10),
        (MONITOR, "port: gpu-metrics", "port: 9400", 10),
        (MONITOR, "honorLabels: true", 'honorLabels: "true"', 10),
        (MONITOR, "{matchNames: [gpu-operator]}", "gpu-operator", 7),
        (MONITOR, "{matchNames: [gpu-operator]}", "{matchNames: gpu-operator}", 7),
        (MONITOR, "{matchLabels: {app: nvidia-dcgm-exporter}}", "{app: nvidia-dcgm-exporter}", 6),
        (RULES, "interval: 30s", "interval: 30", 7),
        (RULES, "interval: 30s", "interval: 30 seconds", 7),
        (RULES, "name: gpus\n", "title: gpus\n", 6),
        (RULES, "for: 5m", "for: 5min", 9),
        (RULES, "for: 5m", 'for: "5"', 9),
        (RULES, "keep_firing_for: 1h30m", "keep_firing_for: 1.5h", 10),
        (RULES, "severity: warning", "severity: 1", 9),
        (RULES, "about: hot", "about: true", 9),
        (RULES, "labels: {severity: warning}", "severity: warning", 9),
        (RULES, "expr: 1, ", "", 10),
        (RULES, "      rules:", "      rule:", 8),
        (MONITOR, "interval: 15s", "intervals: 15s", 10),
        (MONITOR, "somethingNew: 1}", "schema: http}", 10),
        (MONITOR, "jobLabel: app", "jobLabels: app", 5),
        (SCALED, 'threshold: "70"', "threshold: 70", 8),
        (SCALED, "type: prometheus", "metricType: Value", 7),
        (SCALER, "autoscaling/v2", "autoscaling/v2beta2", 1),
        (SCALER, "AverageValue,", "Average,", 9),
        (SCALER, "  maxReplicas: 4\n", "", 4),
        (SCALER, "maxReplicas: 4", 'maxReplicas: "4"', 6),
        (SCALER, "metrics:", "metric:", 7),
    ],
)
def test_what_is_refused(text: str, right: str, wrong: str, line: int) -> None:
    assert [one for one, _ in _told(text.replace(right, wrong, 1))] == [line]


def test_how_a_period_is_mended() -> None:
    found = [one for one in judged(RULES.replace("interval: 30s", "interval: 30")).findings if one.code == "KUB202"]
    assert [one.fix for one in found] == ["Write 30s or 30m."]


def test_rules_about_other_things_are_passed_over() -> None:
    other = RULES.replace("gpus", "nodes").replace("DCGM_FI_DEV_GPU_TEMP", "load").replace("for: 5m", "for: 5")
    assert _told(other) == []


@pytest.mark.parametrize("text", [MONITOR, SCALED, SCALER])
def test_what_has_nothing_to_do_with_gpus_is_passed_over(text: str) -> None:
    other = text.replace("nvidia-dcgm", "node").replace("gpu", "cpu").replace("DCGM_FI_DEV_GPU_UTIL", "load")
    other = other.replace("interval: 15s", "interval: 15").replace('"70"', "70").replace("maxReplicas: 4\n", "")
    assert _told(other) == []
    assert _told(text.replace("autoscaling/v2", "autoscaling/v1").replace("  metrics:", "  metric:")) == []


def test_a_known_field_beside_one_that_is_like_it_and_fields_that_are_not_judged() -> None:
    both = MONITOR.replace("somethingNew: 1}", "intervalS: 15s}")
    assert _told(both) == []
    others = MONITOR.replace("somethingNew: 1}", "scheme: http, targetPort: 9400, noProxy: a}")
    assert _told(others.replace("somethingNew: 1", "sampleLimit: 10000")) == []
