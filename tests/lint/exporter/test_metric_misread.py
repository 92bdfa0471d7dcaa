import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

CODE = "DCG204"
LIST = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: metrics}
data:
  dcgm-metrics.csv: |
    DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %).
    DCGM_FI_DEV_FB_TOTAL, gauge, Memory (in MiB).
---
"""


def rule(expr: str, kind: str = "PrometheusRule", group: str = "monitoring.coreos.com/v1") -> str:
    return f"""\
apiVersion: {group}
kind: {kind}
metadata: {{name: gpus}}
spec:
  groups:
    - name: gpus
      rules:
        - alert: Gpu
          expr: {expr}
"""


def scaled(query: str, kind: str = "prometheus") -> str:
    return f"""\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: llm}}
spec:
  scaleTargetRef: {{name: llm}}
  triggers:
    - type: {kind}
      metadata: {{serverAddress: "http://prometheus:9090", threshold: "70", query: {query}}}
"""


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (rule("DCGM_FI_DEV_GPU_TEMPERATURE > 85"), "DCGM has no field DCGM_FI_DEV_GPU_TEMPERATURE"),
        (rule("DCGM_FI_DEV_GPU_UTILS > 85"), "DCGM has no field DCGM_FI_DEV_GPU_UTILS"),
        (rule("avg(DCGM_FI_DEV_MEM_UTIL) by (gpu) > 85"), "DCGM has no field DCGM_FI_DEV_MEM_UTIL"),
        (
            rule("DCGM_FI_DEV_MEM_USED > 1", "VMRule", "operator.victoriametrics.com/v1beta1"),
            "DCGM has no field DCGM_FI_DEV_MEM_USED",
        ),
        (
            rule("|\n            up == 1 and\n            DCGM_FI_DEV_MEM_TEMP > 90"),
            "DCGM has no field DCGM_FI_DEV_MEM_TEMP",
        ),
        (scaled("avg(DCGM_FI_DEV_GPU_UTILIZATION)"), "nothing is scaled by it"),
        (rule("rate(DCGM_FI_DEV_GPU_UTIL[5m]) > 0.8"), "DCGM_FI_DEV_GPU_UTIL goes up and down"),
        (rule("increase(DCGM_FI_DEV_FB_USED {gpu='0'} [5m]) > 0.8"), "DCGM_FI_DEV_FB_USED goes up and down"),
        (rule("DCGM_FI_DEV_GPU_UTIL > 0.9"), "0.9 means less than one percent"),
        (rule("DCGM_FI_DEV_GPU_UTIL > 120"), "never more than 120"),
        (rule("avg_over_time(DCGM_FI_PROF_GR_ENGINE_ACTIVE[5m]) > 90"), "it is never more than 90"),
        (rule("max by (pod) (DCGM_FI_PROF_PIPE_TENSOR_ACTIVE) < 5"), "it is always less than 5"),
        (rule("DCGM_FI_DEV_FB_USED > 70000000000"), "is in MiB"),
        (rule("up == 1 and on(gpu) DCGM_FI_DEV_FB_FREE < 1e9"), "is in MiB"),
        (LIST + rule("DCGM_FI_DEV_RETIRED_DBE > 0"), "the list for the exporter in these files has no"),
    ],
)
def test_found(files: str, message: str) -> None:
    found = told(files, CODE)
    assert len(found) == 1
    assert message in found[0][1]


@pytest.mark.parametrize(
    "files",
    [
        rule("DCGM_FI_DEV_GPU_TEMP > 85"),
        rule("DCGM_FI_DEV_GPU_UTIL == 0"),
        rule("DCGM_FI_DEV_GPU_UTIL < 0.5"),
        rule("DCGM_FI_DEV_GPU_UTIL > 100 / 2"),
        rule("DCGM_FI_DEV_GPU_UTIL / 100 > 0.9"),
        rule("increase(DCGM_FI_DEV_XID_ERRORS[5m]) > 0"),
        rule("rate(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[5m]) > 0"),
        rule("sum(DCGM_FI_PROF_GR_ENGINE_ACTIVE) > 4"),
        rule("DCGM_FI_PROF_GR_ENGINE_ACTIVE * 100 > 90"),
        rule("DCGM_FI_PROF_GR_ENGINE_ACTIVE > 0.9"),
        rule("DCGM_FI_PROF_GR_ENGINE_ACTIVE > 1"),
        rule("DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.9"),
        rule("DCGM_FI_DEV_FB_USED * 1024 * 1024 > 70000000000"),
        rule("DCGM_FI_DEV_GPU_TEMPERATURE > ${HOT}"),
        rule("dcgm_gpu_utilization > 90"),
        rule("DCGM_FI_DEV_GPU_UTIL:avg > 90"),
        rule("DCGM_FI_DEV_GPU_TEMPERATURE > 85", group="other.example/v1"),
        rule("[DCGM_FI_DEV_GPU_TEMPERATURE]"),
        scaled("avg(DCGM_FI_DEV_GPU_UTILIZATION)", "datadog"),
        LIST + rule("DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_TOTAL > 0.9"),
        rule("DCGM_FI_MINE_USED_X > 1\n        - record: DCGM_FI_MINE_USED_X\n          expr: DCGM_FI_DEV_FB_USED"),
    ],
)
def test_not_found(files: str) -> None:
    assert told(files, CODE) == []


@pytest.mark.parametrize(
    "expr",
    [
        "'{__name__=~\"DCGM_FI_DEV_.*\"} > 0'",
        "'count({__name__=~\"DCGM_FI_DEV_(GPU|MEM)_.*\"}) == 0'",
        "'up{job=\"DCGM_FI_DEV_OWN\"} > 0'",
        "node:DCGM_FI_DEV_OWN > 0",
        "|\n            # once DCGM_FI_DEV_TEMP\n            DCGM_FI_DEV_GPU_TEMP > 85",
    ],
)
def test_parts_of_names_texts_and_comments_are_no_metrics(expr: str) -> None:
    assert told(rule(expr), CODE) == []


def test_a_metric_by_its_name_as_a_label() -> None:
    assert len(told(rule("'{__name__=\"DCGM_FI_DEV_TEMP\"} > 0'"), CODE)) == 1


def test_less_than_a_percent_may_be_meant() -> None:
    (finding,) = judged(rule("max_over_time(DCGM_FI_DEV_GPU_UTIL[1h]) > 0.5")).findings
    assert finding.severity is Severity.INFO


def test_many_blank_lines_in_a_list() -> None:
    blank = LIST.replace("    DCGM_FI_DEV_FB_TOTAL", "\n" * 50_000 + "    DCGM_FI_DEV_FB_TOTAL")
    assert told(blank + rule("DCGM_FI_DEV_FB_TOTAL > 9"), CODE) == []


def test_what_only_a_list_of_ones_own_has_is_a_note() -> None:
    found = [one for one in judged(rule("DCGM_FI_DEV_FB_TOTAL > 1")).findings if one.code == CODE]
    assert [one.severity for one in found] == [Severity.INFO]


@pytest.mark.parametrize(
    ("expr", "fix"),
    [
        ("'sum(kube_node_status_capacity{resource=\"nvidia.com/gpu\"}) < 4'", "Write nvidia_com_gpu."),
        (
            '\'kube_pod_container_resource_limits{namespace="ai", resource=~"nvidia.com/mig-1g.10gb"} > 1\'',
            "Write nvidia_com_mig_1g_10gb.",
        ),
        ("'kube_pod_container_resource_requests{resource=~\"nvidia.com/.*\"} > 1'", "Write nvidia_com_, and"),
    ],
)
def test_names_that_kube_state_metrics_writes_otherwise(expr: str, fix: str) -> None:
    (found,) = (one for one in judged(rule(expr)).findings if one.code == CODE)
    assert (found.fix or "").startswith(fix)


@pytest.mark.parametrize(
    "expr",
    [
        "'sum(kube_node_status_capacity{resource=\"nvidia_com_gpu\"}) < 4'",
        # Of quotas the name stands as it is.
        "'kube_resourcequota{resource=\"requests.nvidia.com/gpu\"} > 1'",
    ],
)
def test_names_that_it_writes_so(expr: str) -> None:
    assert told(rule(expr), CODE) == []
