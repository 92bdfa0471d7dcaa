import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told

QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: a, namespace: b}}
spec:
  hard: {{requests.nvidia.com/gpu: 4, {more}}}
  {scopes}
"""
PRIORITY = "scopeSelector: {{matchExpressions: [{{scopeName: {}, operator: {}{}}}]}}"


def quota(scopes: str = "scopes: []", more: str = "pods: 4") -> str:
    return QUOTA.format(scopes=scopes, more=more)


def selector(name: str, operator: str, values: str = "") -> str:
    return quota(PRIORITY.format(name, operator, values))


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (quota(more="requests.memory: 64GB"), 5, "'64GB' of requests.memory is no amount"),
        (quota(more="pods: -1"), 5, "-1 of pods is no amount"),
        (quota("scopes: [NotBestEffort, BestEffort]"), 6, "exclude each other"),
        (quota("scopes: [notTerminating]"), 6, "notTerminating is no scope"),
        (quota("scopes: [BestEffort]", "requests.cpu: 4"), 5, "cannot count requests.cpu"),
        (quota("scopes: [NotTerminating]", "requests.storage: 4Gi"), 5, "NotTerminating cannot count requests.storage"),
        (quota("scopes: [PriorityClass]", "services: 4"), 5, "PriorityClass cannot count services"),
        (quota("scopes: [NotBestEffort]", "requests.ephemeral-storage: 4Gi"), 5, "cannot count requests.ephemeral"),
        (quota("scopes: [Terminating]", "hugepages-2Mi: 4Gi"), 5, "Terminating cannot count hugepages-2Mi"),
        (quota("scopes: [VolumeAttributesClass]"), 5, "cannot count pods, only persistentvolumeclaims, requests.st"),
        (
            selector("PriorityClass", "In", ", values: [high]").replace("pods", "services.loadbalancers"),
            5,
            "PriorityClass cannot count services.loadbalancers",
        ),
        (selector("BestEffort", "Exists").replace("pods", "limits.cpu"), 5, "BestEffort cannot count limits.cpu"),
        (
            selector("BestEffort", "Exists}, {scopeName: NotBestEffort, operator: Exists"),
            6,
            "BestEffort and NotBestEffort exclude each other",
        ),
        (selector("Priority-Class", "Exists"), 6, "Priority-Class is no scope of a quota"),
        (selector("PriorityClass", "Is", ", values: [high]"), 6, "Is is no operator of a quota's scope"),
        (selector("PriorityClass", "In"), 6, "has no values"),
        (selector("PriorityClass", "In", ", values: []"), 6, "has no values"),
        (selector("PriorityClass", "Exists", ", values: [high]"), 6, "takes no values"),
        (selector("BestEffort", "In", ", values: [a]"), 6, "takes operator Exists alone"),
    ],
)
def test_what_the_api_server_refuses_is_found(text: str, line: int, part: str) -> None:
    found = told(text, "QUO208")
    assert [one for one, _ in found] == [line]
    assert part in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        quota(),
        quota(more="requests.memory: 64Gi, limits.cpu: '8', count/jobs.batch: 4"),
        quota(more="pods: '{{ .pods }}'"),
        quota("scopes: [BestEffort]"),
        quota("scopes: [NotBestEffort, NotTerminating]", "requests.cpu: 4"),
        quota("scopes: ['${SCOPE}']"),
        selector("PriorityClass", "In", ", values: [high]"),
        selector("PriorityClass", "In", ", values: '{{ .classes }}'"),
        selector("PriorityClass", "DoesNotExist"),
        selector("NotTerminating", "Exists"),
        selector("PriorityClass", "In", ", values: [high]").replace("pods", "count/jobs.batch"),
        selector("PriorityClass", "In", ", values: [high]").replace("pods", "limits.memory"),
        selector("${SCOPE}", "Exists").replace("pods", "services"),
        selector("PriorityClass", "${OPERATOR}", ", values: [high]"),
        quota("scopes: [VolumeAttributesClass]", "requests.storage: 4Gi"),
        quota(more="services: 4, persistentvolumeclaims: 2, requests.storage: 4Gi, limits.ephemeral-storage: 4Gi"),
    ],
)
def test_what_it_takes_is_not(text: str) -> None:
    assert told(text, "QUO208") == []


def of_gpus(amount: str, key: str = "requests.nvidia.com/gpu") -> str:
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: a}}\nspec:\n  hard:\n    {key}: {amount}\n"


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("", "requests.nvidia.com/gpu has no value, which counts as 0: no pod that asks for any is let in"),
        (
            "4Gi",
            "4Gi of requests.nvidia.com/gpu is a number of devices, and no memory: the quota limits nothing",
        ),
    ],
)
def test_amounts_of_gpus_that_nobody_means(amount: str, message: str) -> None:
    (one,) = (one for one in judged(of_gpus(amount)).findings if one.code == "QUO208")
    assert (one.message, one.severity, line_of(one)) == (message, Severity.WARNING, 6)


@pytest.mark.parametrize(
    ("amount", "key"),
    [("0", "requests.nvidia.com/gpu"), ("1k", "requests.nvidia.com/gpu"), ("4Gi", "requests.nvidia.com/gpumem")],
)
def test_amounts_that_may_be_meant(amount: str, key: str) -> None:
    assert told(of_gpus(amount, key), "QUO208") == []


def test_a_null_in_a_patch_takes_a_limit_away() -> None:
    assert told({"patch.yaml": of_gpus("")}, "QUO208") == []
