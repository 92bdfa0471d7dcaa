"""Memory and cpu of pods with GPUs beyond a quota that is on GPUs too."""

import pytest

from tests.lint.examples import told

QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: a, namespace: team}}
spec: {{hard: {{requests.nvidia.com/gpu: 2, {}}}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: {}}}
spec:
  containers:
    - {{name: a, image: a, resources: {{limits: {{nvidia.com/gpu: 1, {}}}}}}}
    - {{name: b, image: b, resources: {{limits: {{{}}}}}}}
"""


@pytest.mark.parametrize(
    ("hard", "namespace", "first", "second", "lines"),
    [
        ("limits.memory: 32Gi", "team", "memory: 64Gi", "cpu: 1", [11]),
        ("limits.memory: 32Gi, requests.memory: 32Gi", "team", "memory: 64Gi", "cpu: 1", [11]),
        ("memory: 32Gi", "team", "memory: 20Gi", "memory: 24Gi", [12]),
        ("requests.cpu: 4", "team", "cpu: 500m", "cpu: 8", [12]),
        ("limits.memory: 32Gi", "team", "memory: 16Gi", "memory: 16Gi", []),
        ("limits.memory: 32Gi", "other", "memory: 64Gi", "cpu: 1", []),
        ("limits.memory: 32Gi", "team", "cpu: 4", "cpu: 1", []),
        ("limits.memory: '${MEMORY}'", "team", "memory: 64Gi", "cpu: 1", []),
    ],
)
def test_what_a_pod_states(hard: str, namespace: str, first: str, second: str, lines: list[int]) -> None:
    found = told(QUOTA.format(hard, namespace, first, second), "QUO204")
    assert [line for line, _ in found] == lines
    assert all("the pod is refused" in message for _, message in found)
