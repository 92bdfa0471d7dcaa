"""What QUO203 and QUO207 say of amounts of cpu and memory, and QUO204 of replicas."""

import pytest

from tests.lint.examples import told

RANGE = """\
apiVersion: v1
kind: LimitRange
metadata: {{name: a, namespace: team}}
spec:
  limits:
  - type: {kind}
    {first}
    {second}
"""
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {{name: a, namespace: team}}
spec:
  containers:
  - name: main
    image: cuda
    resources: {{requests: {{memory: 32Gi}}, limits: {{nvidia.com/gpu: 1{more}}}}}
"""
SET = """\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: a, namespace: team}}
spec: {{hard: {{requests.nvidia.com/gpu: 3}}}}
---
apiVersion: apps/v1
kind: {kind}
metadata: {{name: a, namespace: team}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: a}}}}
  template:
    metadata: {{labels: {{app: a}}}}
    spec: {{containers: [{{name: main, image: cuda, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]}}
"""


def limits(first: str, second: str = "max: {}", kind: str = "Container") -> str:
    return RANGE.format(kind=kind, first=first, second=second)


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (
            limits("default: {memory: 64Gi}", "max: {memory: 32Gi}"),
            7,
            "default of 64Gi memory is more than max of 32Gi",
        ),
        (limits("default: {memory: 1Gi}", "defaultRequest: {memory: 2Gi}"), 8, "defaultRequest of 2Gi"),
        (limits("min: {cpu: 4}", "max: {cpu: 2}"), 7, "min of 4 cpu is more than max of 2"),
        (limits("min: {cpu: 4}", "default: {cpu: 2}"), 8, "min of 4 cpu is more than default of 2"),
        (limits("default: {memory: 1Gi}", kind="Pod"), 7, "an item of type Pod has no default"),
    ],
)
def test_a_limit_range_that_contradicts_itself_is_found(text: str, line: int, part: str) -> None:
    found = told(text, "QUO203")
    assert [one for one, _ in found] == [line]
    assert part in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        limits("default: {memory: 1Gi}", "max: {memory: 1024Mi}"),
        limits("default: {memory: 1Gi}", "max: {cpu: 500m}"),
        limits("default: {memory: '{{ .a }}'}", "max: {memory: 1}"),
        limits("max: {memory: 1Gi}", "min: {memory: 1Mi}", "Pod"),
        limits("default: {}", kind="Pod"),
    ],
)
def test_one_that_does_not_is_not(text: str) -> None:
    assert told(text, "QUO203") == []


def test_a_request_above_the_limit_that_is_given_is_found() -> None:
    found = told(limits("default: {memory: 2Gi}") + POD.format(more=""), "QUO207")
    assert [line for line, _ in found] == [17]
    assert "gives a container without a limit 2Gi, and a request is at most the limit" in found[0][1]


@pytest.mark.parametrize(
    ("first", "more"), [("default: {memory: 32Gi}", ""), ("default: {memory: 2Gi}", ", memory: 32Gi"), ("max: {}", "")]
)
def test_a_request_below_it_or_beside_a_limit_is_not(first: str, more: str) -> None:
    assert told(limits(first, "min: {}") + POD.format(more=more), "QUO207") == []


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_more_pods_than_the_quota_allows_are_found(kind: str) -> None:
    found = told(SET.format(kind=kind, replicas=4), "QUO204")
    assert [line for line, _ in found] == [10]
    assert "4 pods with 1 x nvidia.com/gpu each" in found[0][1]


@pytest.mark.parametrize("replicas", ["3", "0", "'{{ .n }}'", "null"])
def test_as_many_as_it_allows_are_not(replicas: str) -> None:
    assert told(SET.format(kind="Deployment", replicas=replicas), "QUO204") == []
