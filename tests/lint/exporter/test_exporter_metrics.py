import pytest

from generator.lint.exporter.exporter_metrics import _split
from tests.lint.chart_values import release
from tests.lint.examples import judged, told

CODE = "DCG201"
UTILIZATION = "DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %)."
EXPORTER = """\
apiVersion: v1
kind: Pod
metadata: {{name: exporter, namespace: monitoring}}
spec:
  containers:
  - {{name: main, image: "nvcr.io/nvidia/k8s/dcgm-exporter:4.2.3-4.1.3-ubuntu22.04", args: {args}}}
"""


def config_map(*lines: str, key: str = "dcgm-metrics.csv") -> str:
    """A ConfigMap whose first line of metrics is line 6."""
    text = "".join(f"    {line}\n" for line in lines)
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: metrics, namespace: monitoring}\ndata:\n"
    return f"{head}  {key}: |\n{text}"


@pytest.mark.parametrize(
    "line",
    [
        "DCGM_FI_DEV_FB_USED, gauge, Memory used",
        "DCGM_FI_DEV_FB_USED ,  counter ,Memory used",
        "DCGM_FI_DEV_FB_USED,gauge,",
        'DCGM_FI_DEV_FB_USED,gauge,"Memory, used"',
        "DCGM_EXP_XID_ERRORS_COUNT, gauge, Count of XID errors",
        "dcgm_gpu_temp, gauge, Temperature",
        "DCGM_FI_DEV_OF_SOME_LATER_DCGM, gauge, A field that is not known yet",
        "DCGM_FI_DEV_NVLINK_BANDWIDTH_L19, counter, A link that is not known yet",
        "${FIELD}, gauge, Something",
        "DCGM_FI_PROCESS_NAME, label, Name",
        "# a comment, with, commas",
        "",
        "#DCGM_FI_DEV_FB_FREE",
    ],
)
def test_lines_that_are_read(line: str) -> None:
    assert told(config_map(UTILIZATION, line), CODE) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("DCGM_FI_DEV_FB_USED, gauge", "2 of the three fields"),
        ("DCGM_FI_DEV_FB_USED", "1 of the three fields"),
        ("DCGM_FI_DEV_FB_USED, gauge, Memory, in MiB", "4 fields"),
        ("DCGM_FI_DEV_FB_USED, Gauge, Memory", "'Gauge' is no type"),
        ("DCGM_FI_DEV_FB_USED, guage, Memory", "'guage' is no type"),
        ('DCGM_FI_DEV_FB_USED, gauge, the "used" memory', "within a field"),
        ('DCGM_FI_DEV_FB_USED, gauge, "Memory, used"', "within a field"),
        ("  # Memory", "a comment begins behind a space"),
        ("DCGM_EXP_XID_ERROR_COUNT, gauge, Errors", "there is no"),
        ("DCGM_FI_DEV_GPU_TMP, gauge, Temperature", "DCGM has no field DCGM_FI_DEV_GPU_TMP"),
        ("DCGM_FI_DEV_GPU_UTILIZATION, gauge, Utilization", "DCGM has no field DCGM_FI_DEV_GPU_UTILIZATION"),
        ("DCGM_FI_DEV_GPU_TMP, guage, Temperature", "DCGM has no field"),
        ("GPU_UTIL, gauge, Utilization", "DCGM has no field GPU_UTIL"),
        ("Name, type, help", "DCGM has no field Name"),
    ],
)
def test_lines_that_are_not(line: str, says: str) -> None:
    [(number, message)] = told(config_map(UTILIZATION, line), CODE)
    assert number == 7
    assert says in message


@pytest.mark.parametrize(
    ("name", "severity", "fix"),
    [
        ("DCGM_FI_DEV_POWER_DRAW", "error", "Did you mean DCGM_FI_DEV_POWER_USAGE?"),
        ("GPU_TEMP", "error", "Did you mean DCGM_FI_DEV_GPU_TEMP?"),
        ("DCGM_FI_DEV_GPU_TEMPS", "warning", "Did you mean DCGM_FI_DEV_GPU_TEMP?"),
        ("DCGM_FI_GPU_TEMP", "warning", "Did you mean DCGM_FI_DEV_GPU_TEMP?"),
        ("DCGM_FI_DEV_SM_ACTIVE", "warning", "Did you mean DCGM_FI_PROF_SM_ACTIVE?"),
        ("DCGM_FI_PROF_GPU_UTIL", "warning", "Did you mean DCGM_FI_DEV_GPU_UTIL?"),
        ("DCGM_FI_DEV_DRIVER_VERSION", "warning", "Did you mean DCGM_FI_DRIVER_VERSION?"),
    ],
)
def test_fields_that_dcgm_does_not_have(name: str, severity: str, fix: str) -> None:
    [found] = [one for one in judged(config_map(UTILIZATION, f"{name}, gauge, x")).findings if one.code == CODE]
    assert (found.severity.value, found.fix) == (severity, fix)


def test_the_first_fault_of_a_list_alone() -> None:
    assert [line for line, _ in told(config_map("DCGM_FI_A, gauge", "DCGM_FI_B, gauge"), CODE)] == [6]


@pytest.mark.parametrize("key", ["dashboard.json", "rules.yaml", "README"])
def test_texts_under_other_keys_are_something_else(key: str) -> None:
    assert told(config_map(UTILIZATION, "DCGM_FI_DEV_FB_USED, nvidia.com/gpu", key=key), CODE) == []


def test_what_is_filled_in_later_may_be_anything() -> None:
    assert told(config_map(UTILIZATION, "${MORE}", "DCGM_FI_A, gauge"), CODE) == []


def test_values_of_the_operator() -> None:
    values = f"dcgmExporter:\n  config:\n    create: true\n    name: metrics\n    data: |\n      {UTILIZATION}\n      "
    assert told(release(f"{values}DCGM_FI_DEV_FB_USED, gauge, used"), CODE) == []
    assert [line for line, _ in told(release(f"{values}DCGM_FI_DEV_FB_USED, gauge"), CODE)] == [13]


@pytest.mark.parametrize(
    ("args", "key", "lines"),
    [
        ("[-m, 'monitoring:metrics']", "metrics", []),
        ("[-m, 'monitoring:metrics']", "dcgm-metrics.csv", [5]),
        ("[-m, 'other:metrics']", "dcgm-metrics.csv", []),
        ("[--configmap-data=monitoring/metrics]", "metrics", [13]),
        ("[-m, metrics]", "metrics", [13]),
        ("[-m, none]", "dcgm-metrics.csv", []),
        ("[-m, '$(NAMESPACE):metrics']", "dcgm-metrics.csv", []),
        ("[-k, -c, '5']", "dcgm-metrics.csv", []),
    ],
)
def test_a_config_map_by_name(args: str, key: str, lines: list[int]) -> None:
    text = config_map(UTILIZATION, key=key) + "---\n" + EXPORTER.format(args=args)
    assert [line for line, _ in told(text, CODE)] == lines


def test_a_line_of_nothing_but_commas_takes_no_time() -> None:
    fields = len(_split("," * 1_000_000))
    assert (fields, _split('a,"b,c",d"')) == (1_000_001, ["a", '"b,c"', 'd"'])


@pytest.mark.parametrize(
    ("version", "value", "count"),
    [
        ("v23.9.2", "gpu-operator:metrics", 1),
        ("v23.9.2", "none", 0),
        ("v24.3.0", "gpu-operator:metrics", 0),
        ("v26.7.0", "gpu-operator:metrics", 0),
        ("24.x", "gpu-operator:metrics", 0),
    ],
)
def test_the_operators_exporter_may_read_config_maps_since_a_release(version: str, value: str, count: int) -> None:
    env = f"[{{name: DCGM_EXPORTER_CONFIGMAP_DATA, value: '{value}'}}]"
    assert len(told(release(f"dcgmExporter: {{env: {env}}}", version=version), CODE)) == count
