"""Slips in single values of a pod, each with its message, and what is near them and right."""

import pytest

from generator.model.finding import Severity
from tests.lint.chart_values import release
from tests.lint.examples import judged, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  {0}
  containers: [{{name: a, image: {1}, {2}resources: {{limits: {{nvidia.com/gpu: 1{3}}}}}}}]
"""
TERMS = (
    "affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: "
    "[{{matchExpressions: [{{key: {}, operator: {}, values: ['{}']}}]}}]}}}}}}"
)
MEMORY = "nvidia.com/gpu.memory"


def heavy(spec: str = "", image: str = "own/app:1", more: str = "", limits: str = "") -> list[tuple[str, str, str]]:
    pod = POD.format(spec or "priority: 0", image, more, limits)
    found = (one for one in judged(pod).findings if one.severity is not Severity.INFO)
    return [(one.code, one.severity.value, one.message) for one in found]


@pytest.mark.parametrize(
    ("operator", "bound", "severity", "told"),
    [
        ("Gt", "40Gi", "error", "Gt compares whole numbers of MiB, and '40Gi' is none"),
        ("Lt", "24.5", "error", "Lt compares whole numbers of MiB"),
        ("Gt", "40", "warning", "every GPU has more than 40 MiB"),
        ("Lt", "24", "error", "no GPU has less than 24 MiB"),
        ("Gt", "40000000000", "error", "no GPU has more than 40000000000 MiB"),
        ("Lt", "40000000000", "warning", "every GPU has less"),
    ],
)
def test_a_bound_on_memory_is_a_number_of_mib(operator: str, bound: str, severity: str, told: str) -> None:
    ((code, weight, message),) = heavy(TERMS.format(MEMORY, operator, bound))
    assert (code, weight) == ("WRK218", severity)
    assert told in message


@pytest.mark.parametrize("bound", ["23000", "80000", "0", "${MIB}"])
def test_a_bound_that_some_cards_meet_is_fine(bound: str) -> None:
    assert heavy(TERMS.format(MEMORY, "Gt", bound)) == []


@pytest.mark.parametrize(
    ("spec", "code", "told"),
    [
        ("nodeSelector: {kubernetes.io/os: Linux}", "WRK225", "no machine has kubernetes.io/os=Linux"),
        ("nodeSelector: {feature.node.kubernetes.io/pci-10de: 'true'}", "WRK221", "nobody sets the label"),
        (TERMS.format("nvidia.com/gpu.compute.major", "Gt", "x"), "WRK218", "Gt compares whole numbers, and 'x'"),
        (TERMS.format("gpu-type", "In", "RTX 4090"), "KUB204", "no label has the value 'RTX 4090'"),
        ("tolerations: [{key: nvidia.com/gpu=present, operator: Exists}]", "WRK210", "cannot be the key of a taint"),
        ("tolerations: [{key: 'nvidia.com/gpu:NoSchedule', operator: Exists}]", "WRK210", "cannot be the key"),
        ("tolerations: [{key: gpu, operator: Equal, value: NVIDIA A100}]", "WRK210", "cannot be the value of a taint"),
    ],
)
def test_words_of_nodes(spec: str, code: str, told: str) -> None:
    ((found, _, message),) = heavy(spec)
    assert found == code
    assert told in message


@pytest.mark.parametrize(
    "spec",
    [
        "nodeSelector: {kubernetes.io/os: linux}",
        TERMS.format("gpu-type", "In", "RTX-4090"),
        TERMS.format("gpu-type", "In", "{{ .Values.gpu }}"),
        "tolerations: [{key: nvidia.com/gpu, operator: Equal, value: 'true', effect: NoSchedule}]",
        "tolerations: [{key: '$KEY', operator: Exists}]",
    ],
)
def test_words_that_nodes_may_have(spec: str) -> None:
    assert heavy(spec) == []


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ("nvcr.io/NVIDIA/tritonserver:24.07-py3", "nvcr.io/NVIDIA/tritonserver is not"),
        ("https://nvcr.io/nvidia/cuda:12.4.1", "no https:// before it"),
        ("Own:1", "Own is not"),
        ("ghcr.io/own/app:V1.2-RC", ""),
        ("REGISTRY/own/app:1", ""),
        ("localhost:5000/own/app", ""),
        ("own/app@sha256:ABC", ""),
    ],
)
def test_names_of_images(image: str, told: str) -> None:
    found = heavy(image=f"'{image}'")
    assert [code for code, _, _ in found] == (["KUB204"] if told else [])
    assert all(told in message for _, _, message in found)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (", memory: 16", "16 of memory is 16 bytes"),
        (", memory: 512m", "less than a byte"),
        (", cpu: 4Gi", "4294967296 cores"),
        (", memory: 16Gi, cpu: 4", ""),
        (", memory: 17179869184, cpu: 64000m", ""),
    ],
)
def test_amounts_without_a_unit(limits: str, told: str) -> None:
    found = heavy(limits=limits)
    assert [code for code, _, _ in found] == (["KUB204"] if told else [])
    assert all(told in message for _, _, message in found)


@pytest.mark.parametrize(("port", "count"), [("'8000'", 1), ("8000", 0), ("http", 0)])
def test_the_port_of_a_probe(port: str, count: int) -> None:
    probe = f"readinessProbe: {{httpGet: {{path: /, port: {port}}}}}, "
    assert len(heavy(more=probe)) == count


def test_objects_that_kserve_merges_may_lack_a_handler_and_a_limit() -> None:
    whole = """\
apiVersion: serving.kserve.io/v1alpha1
kind: LLMInferenceService
metadata: {name: a}
spec:
  model: {uri: hf://Qwen/Qwen2.5-0.5B-Instruct, name: a}
  template:
    containers:
      - name: main
        resources: {requests: {nvidia.com/gpu: "1"}}
        startupProbe: {periodSeconds: 30}
"""
    assert [one.code for one in judged(whole).findings if one.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ("dcgmExporter: {resources: {requests: {memory: 1Gi, cpu: 1}, limits: {memory: 512Mi, cpu: 2}}}", 1),
        ("operator: {resources: {requests: {cpu: 2}, limits: {cpu: 500m}}}", 1),
        ("toolkit: {resources: {requests: {cpu: 500m}, limits: {cpu: 1}}}", 0),
        ("toolkit: {resources: {requests: {memory: '${A}'}, limits: {memory: 1Gi}}}", 0),
    ],
)
def test_requests_above_limits_in_values(values: str, count: int) -> None:
    found = told(release(values), "KUB204")
    assert len(found) == count
    assert all("are requested and the limit is" in message for _, message in found)
