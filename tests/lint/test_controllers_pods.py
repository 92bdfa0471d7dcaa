"""What rules say of pods that a controller makes of single containers, and what they leave alone."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of
from tests.manifests.reading import manifests

NODE = """\
---
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
spec: {taints: [{key: dedicated, value: gpu, effect: NoSchedule}]}
status: {allocatable: {nvidia.com/gpu: "4"}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: research, namespace: a}
spec: {hard: {requests.cpu: 20}}
"""
SERVICE = """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {{name: llm, namespace: a}}
spec:
  predictor:
    model:
      modelFormat: {{name: huggingface}}
      resources: {{{amounts}}}
"""
WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{name: train, namespace: a}}
spec:
  tolerations: [{{key: dedicated, operator: Exists}}]
  templates:
  - name: main
    container:
      image: cuda
      resources: {{{amounts}}}
"""


def told(text: str) -> list[tuple[str, int]]:
    return [(one.code, line_of(one)) for one in judged(text).findings if one.severity is not Severity.INFO]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SERVICE.format(amounts="requests: {nvidia.com/gpu: 1}"), 8),
        (WORKFLOW.format(amounts="limits: {nvidia.com/gpu: '0.5'}"), 10),
    ],
)
def test_amounts_are_judged(text: str, line: int) -> None:
    assert told(text) == [("WRK201", line)]


@pytest.mark.parametrize("text", [SERVICE, WORKFLOW])
def test_what_may_stand_elsewhere_is_not_missed(text: str) -> None:
    assert told(text.format(amounts="limits: {nvidia.com/gpu: 1}") + NODE) == []


OWN_MODEL = """\
apiVersion: serving.kserve.io/v1alpha1
kind: LLMInferenceService
metadata: {name: llm}
spec:
  model: {uri: hf://Qwen/Qwen2.5-7B-Instruct, name: Qwen/Qwen2.5-7B-Instruct}
  template:
    containers:
    - name: main
      image: vllm
      resources: {limits: {nvidia.com/gpu: 1}}
"""


def test_the_model_of_an_llminferenceservice_is_no_container() -> None:
    assert [one.severity.value for one in judged(OWN_MODEL).findings if one.severity.value != "info"] == []
    (workload,) = manifests(OWN_MODEL).workloads
    assert [one.name for one in workload.containers] == ["main"]
