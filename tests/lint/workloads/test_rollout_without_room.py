import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of
from tests.lint.pods import SHARED, gpu_node, sharing


def deployment(strategy: str = "", replicas: int = 4, amount: str = "1", kind: str = "Deployment") -> str:
    """The strategy stands in line 6, the amount in line 13."""
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: llm, namespace: ai}}
spec:
  replicas: {replicas}
  {f"strategy: {strategy}" if strategy else "minReadySeconds: 1"}
  selector: {{matchLabels: {{app: llm}}}}
  template:
    metadata: {{labels: {{app: llm}}}}
    spec:
      containers:
      - name: main
        resources: {{limits: {{nvidia.com/gpu: {amount}}}}}
        image: cuda
"""


def found(text: str, *others: str, node: str = '{nvidia.com/gpu: "3"}') -> list[tuple[int, Severity]]:
    files = {"node.yaml": gpu_node(advertised=node), "a.yaml": text}
    files |= {f"{number}.yaml": other for number, other in enumerate(others)}
    return [(line_of(one), one.severity) for one in judged(files).findings if one.code == "WRK230"]


@pytest.mark.parametrize(
    ("text", "line", "severity"),
    [
        (deployment(replicas=3), 13, Severity.INFO),
        (deployment("{rollingUpdate: {maxSurge: 1}}", 3), 13, Severity.INFO),
        (deployment("{rollingUpdate: {maxSurge: 25%, maxUnavailable: 33%}}", 3), 13, Severity.INFO),
        (deployment("{type: RollingUpdate}", 3), 6, Severity.WARNING),
        (deployment("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 0}}", 3), 6, Severity.WARNING),
        (deployment("{type: RollingUpdate}", 1, "2"), 6, Severity.WARNING),
        (deployment("{type: RollingUpdate}", 1, "3"), 6, Severity.WARNING),
    ],
)
def test_an_update_that_waits_for_itself(text: str, line: int, severity: Severity) -> None:
    assert found(text) == [(line, severity)]


@pytest.mark.parametrize(
    "text",
    [
        deployment("{type: RollingUpdate}", 2),
        deployment("{type: RollingUpdate}", 4),
        deployment("{type: Recreate}", 3),
        deployment("{type: RollingUpdate}", 3, "'0'"),
        deployment("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 1}}", 3),
        deployment("{type: RollingUpdate, rollingUpdate: {maxUnavailable: 34%}}", 3),
        deployment("{type: RollingUpdate, rollingUpdate: {maxUnavailable: '${MOST}'}}", 3),
        deployment("{type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}", 3),
        deployment("{type: RollingUpdate, rollingUpdate: {maxSurge: 0%}}", 3),
        deployment("{type: RollingUpdate}", 3, kind="StatefulSet"),
        deployment("RollingUpdate", 2),
    ],
)
def test_where_there_is_room_or_an_old_pod_goes_first(text: str) -> None:
    assert found(text) == []


def test_of_four_pods_one_may_be_missing_by_default() -> None:
    assert found(deployment(replicas=4), node='{nvidia.com/gpu: "4"}') == []


def test_beside_a_configuration_the_nodes_may_be_older() -> None:
    assert found(deployment(replicas=3), sharing(SHARED)) == []
    assert found(deployment(replicas=3), gpu_node(name="gpu-2")) == []


def test_pools_make_further_nodes() -> None:
    pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {spec: {}}}\n"
    assert found(deployment("{type: RollingUpdate}", 3)) != []
    assert found(deployment("{type: RollingUpdate}", 3), pool) == []


QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {{name: gpus, namespace: {namespace}}}
spec: {{hard: {{requests.nvidia.com/gpu: {amount}}}}}
"""


def by_quota(strategy: str, replicas: int, amount: str, namespace: str = "ai", *others: str) -> list[tuple[int, str]]:
    files = {"a.yaml": deployment(strategy, replicas), "q.yaml": QUOTA.format(amount=amount, namespace=namespace)}
    files |= {f"{number}.yaml": other for number, other in enumerate(others)}
    return [(line_of(one), one.message) for one in judged(files).findings if one.code == "WRK230"]


@pytest.mark.parametrize("strategy", ["{type: RollingUpdate}", "{rollingUpdate: {maxSurge: 2}}"])
def test_an_update_that_its_quota_keeps_from_starting(strategy: str) -> None:
    ((line, message),) = by_quota(strategy, 2, "2")
    assert line == (6 if "type" in strategy else 13)
    assert "the quota of namespace ai allows nvidia.com/gpu for 2 of them (2): it waits" in message


def test_a_quota_is_one_thing_and_the_nodes_another() -> None:
    pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {spec: {}}}\n"
    assert len(by_quota("{type: RollingUpdate}", 2, "2", "ai", pool)) == 1
    assert by_quota("{type: RollingUpdate}", 2, "2", "team") == []
    assert by_quota("{type: RollingUpdate}", 2, "3") == []
    assert by_quota("{type: RollingUpdate}", 3, "2") == []
    assert by_quota("{type: Recreate}", 2, "2") == []
