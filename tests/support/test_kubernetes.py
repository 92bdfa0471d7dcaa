import json
from pathlib import Path

import pytest

from tests.support.kubernetes import OWN, core_schemas, kubeconform, kubernetes_versions
from tests.support.tools import Tools

QUOTA = """
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: team}
spec: {hard: {requests.nvidia.com/gpu: "4"}}
"""
LABELS = """
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: pools}
spec:
  rules:
    - name: one
      labels: {pool: one}
      matchFeatures:
        - feature: system.name
          matchExpressions: {nodename: {op: In, value: [gpu-1]}}
"""
ALERTS = """
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: gpus, namespace: monitoring}
spec:
  groups:
    - name: gpus
      rules:
        - {record: "gpu:used:ratio", expr: "1"}
        - {alert: Full, expr: "gpu:used:ratio > 0.9", for: 10m, labels: {severity: warning}}
"""
SERVICES = """
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: gpus, namespace: monitoring}
spec:
  selector: {matchLabels: {app: exporter}}
  endpoints: [{port: metrics, interval: 15s, relabelings: [{sourceLabels: [node], targetLabel: host}]}]
"""
PODS = """
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: {name: gpus, namespace: monitoring}
spec: {selector: {}, namespaceSelector: {any: true}, podMetricsEndpoints: [{port: metrics}]}
"""


def check(tools: Tools, folder: Path, text: str) -> tuple[int, tuple[str, ...]]:
    file = folder / "objects.yaml"
    file.write_text(text, encoding="utf-8")
    return kubeconform(tools.kubeconform, "1.35", [file])


def test_every_kubernetes_from_1_29_to_1_36_is_at_hand() -> None:
    assert {f"1.{minor}" for minor in range(29, 37)} <= set(kubernetes_versions())


def test_an_unknown_kubernetes_is_refused_with_what_is_at_hand() -> None:
    with pytest.raises(ValueError, match=r"no schemas of Kubernetes 1\.9; at hand: 1\.25, "):
        core_schemas("1.9")


def test_own_schemas_are_closed_and_titled() -> None:
    files = sorted(OWN.glob("*/*.json"))
    assert len(files) >= 4
    for file in files:
        schema = json.loads(file.read_text(encoding="utf-8"))
        assert schema["title"]
        assert schema["description"]
        assert schema["additionalProperties"] is False


@pytest.mark.tools
def test_core_and_custom_objects_are_valid_together(tools: Tools, tmp_path: Path) -> None:
    assert check(tools, tmp_path, f"{QUOTA}---{LABELS}---{ALERTS}---{SERVICES}---{PODS}") == (5, ())


@pytest.mark.tools
@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (QUOTA, "hard:", "hadr:", "hadr"),
        (LABELS, "op: In", "op: Within", "op"),
        (LABELS, "op: In, value: [gpu-1]", "op: Exists, value: [gpu-1]", "value"),
        (LABELS, "labels:", "label:", "label"),
        (LABELS, "name: pools", "name: pools, namespace: team", "namespace"),
        (ALERTS, "for: 10m", "for: 10 minutes", "for"),
        (ALERTS, 'expr: "1"', 'expr: "1", alert: Both', "rules/0"),
        (SERVICES, "interval: 15s", "intervall: 15s", "intervall"),
        (PODS, "selector: {}, ", "", "selector"),
    ],
)
def test_a_planted_fault_is_found(tools: Tools, tmp_path: Path, text: str, old: str, new: str, said: str) -> None:
    assert old in text
    _, problems = check(tools, tmp_path, text.replace(old, new))
    assert problems
    assert any("statusInvalid" in problem and said in problem for problem in problems)


@pytest.mark.tools
def test_a_kind_without_schema_and_an_empty_file_are_problems(tools: Tools, tmp_path: Path) -> None:
    unknown = "apiVersion: example.com/v1\nkind: Unknown\nmetadata: {name: x}\n"
    _, problems = check(tools, tmp_path, unknown)
    assert "Unknown x" in problems[0]
    assert check(tools, tmp_path, "") == (0, ("no object was found in the files",))
