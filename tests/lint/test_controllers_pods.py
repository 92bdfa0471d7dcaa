"""What rules say of pods that a controller makes of single containers, and what they leave alone."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of

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
