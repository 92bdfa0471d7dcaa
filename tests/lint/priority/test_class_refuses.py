import pytest

from tests.lint.examples import told

CLASSES = """\
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: nvidia}
handler: nvidia
scheduling: {nodeSelector: {pool: gpu}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  {spec}
  containers: [{{name: main, image: cuda, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]
"""
RUNTIME = "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: a}}\n{}\n"


def pod(*fields: str) -> str:
    return POD.format(spec="\n  ".join(fields)) + CLASSES


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (pod("priorityClassName: high", "priority: 1"), 6, "PriorityClass high says 1000"),
        (pod("priorityClassName: high", "preemptionPolicy: Never"), 6, "says PreemptLowerPriority"),
        (pod("overhead: {memory: 1Gi}"), 5, "an overhead without a runtimeClassName"),
        (pod("runtimeClassName: nvidia", "nodeSelector: {pool: other}"), 6, "selects pool: gpu"),
        (RUNTIME.format("handler: /usr/bin/nvidia-container-runtime"), 4, "cannot be a handler"),
        (RUNTIME.format("handler: io.containerd.runc"), 4, "cannot be a handler"),
        (RUNTIME.format("scheduling: {}"), 2, "has no handler"),
    ],
)
def test_it_is_found(text: str, line: int, part: str) -> None:
    found = told(text, "PRI202")
    assert [one for one, _ in found] == [line]
    assert part in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        pod("priorityClassName: high", "priority: 1000", "preemptionPolicy: PreemptLowerPriority"),
        pod("priorityClassName: other", "priority: 1"),
        pod("priority: 1"),
        pod("runtimeClassName: kata", "overhead: {memory: 1Gi}"),
        pod("runtimeClassName: nvidia", "nodeSelector: {pool: gpu, zone: a}"),
        pod("runtimeClassName: nvidia", "nodeSelector: {pool: '${POOL}'}"),
        pod("overhead: {}"),
        pod("priorityClassName: high", "priority: 1") + CLASSES,
        RUNTIME.format("handler: nvidia-cdi"),
        RUNTIME.format("handler: '{{ .handler }}'"),
    ],
)
def test_it_is_not_found(text: str) -> None:
    assert told(text, "PRI202") == []
