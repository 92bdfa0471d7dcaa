import pytest

from tests.lint.examples import told
from tests.lint.pods import gpus, pod, several


def quota(amount: str, namespace: str = "team") -> str:
    head = f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: {namespace}}}\n"
    return f"{head}spec: {{hard: {{requests.nvidia.com/gpu: {amount}}}}}\n"


@pytest.mark.parametrize("amount", ["2", '"2"'])
def test_more_than_the_quota_allows(amount: str) -> None:
    files = {"a.yaml": quota(amount), "b.yaml": pod("{limits: {nvidia.com/gpu: 3}}")}
    message = "3 x nvidia.com/gpu, but the quota of namespace team allows 2: the pod is refused"
    assert told(files, "QUO204") == [(9, message)]


def test_a_ban_refuses_every_pod_with_gpus() -> None:
    files = {"a.yaml": quota("0"), "b.yaml": pod("{limits: {nvidia.com/gpu: 1}}")}
    assert len(told(files, "QUO204")) == 1


def test_of_several_quotas_the_smallest_counts() -> None:
    files = {
        "a.yaml": quota("4"),
        "b.yaml": quota("2"),
        "c.yaml": quota("3"),
        "d.yaml": pod("{limits: {nvidia.com/gpu: 3}}"),
    }
    assert len(told(files, "QUO204")) == 1


@pytest.mark.parametrize(
    ("limits", "resources"),
    [
        (quota("3"), "{limits: {nvidia.com/gpu: 3}}"),
        (quota("1", "other"), "{limits: {nvidia.com/gpu: 3}}"),
        (quota("1"), "{limits: {nvidia.com/gpu.shared: 3}}"),
        (quota("none"), "{limits: {nvidia.com/gpu: 3}}"),
    ],
)
def test_what_the_quota_allows_or_does_not_count(limits: str, resources: str) -> None:
    assert told({"a.yaml": limits, "b.yaml": pod(resources)}, "QUO204") == []


def test_amounts_are_compared_as_numbers() -> None:
    files = {"a.yaml": quota("10"), "b.yaml": quota("9"), "c.yaml": pod("{limits: {nvidia.com/gpu: 10}}")}
    assert "allows 9:" in told(files, "QUO204")[0][1]


@pytest.mark.parametrize("prefix", ["", "limits.", "count/"])
def test_a_key_that_counts_nothing_refuses_nothing(prefix: str) -> None:
    text = quota("1").replace("requests.", prefix)
    assert told({"a.yaml": text, "b.yaml": pod("{limits: {nvidia.com/gpu: 3}}")}, "QUO204") == []


@pytest.mark.parametrize("scope", ["scopes: [BestEffort]", "scopeSelector: {matchExpressions: []}"])
def test_a_quota_with_scopes_counts_some_pods_only(scope: str) -> None:
    scoped = quota("1").replace("spec: {", f"spec: {{{scope}, ")
    assert told({"a.yaml": scoped, "b.yaml": pod("{limits: {nvidia.com/gpu: 3}}")}, "QUO204") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (several(gpus(1), gpus(2)), 7),
        (several(gpus(1), gpus(1), gpus(1)), 8),
        (several(gpus(0), gpus(3)), 7),
        (several(gpus(1), init=(f"restartPolicy: Always, {gpus(2)}",)), 6),
        (several(gpus(1), init=(gpus(3),)), 8),
        (several(gpus(1), init=(f"restartPolicy: Always, {gpus(1)}", gpus(2))), 9),
        (several(gpus("some"), gpus(3)), 7),
    ],
)
def test_the_containers_of_a_pod_count_together(text: str, line: int) -> None:
    assert [one for one, _ in told({"a.yaml": quota("2"), "b.yaml": text}, "QUO204")] == [line]


def test_the_message_says_what_the_pod_takes_together() -> None:
    message = (
        "2 x nvidia.com/gpu more, 3 for the pod's containers together, but the quota of namespace team allows 2: "
        "the pod is refused"
    )
    assert told({"a.yaml": quota("2"), "b.yaml": several(gpus(1), gpus(2))}, "QUO204") == [(7, message)]


@pytest.mark.parametrize(
    "text",
    [
        several(gpus(1), gpus(1)),
        several(gpus(2), init=(gpus(2), gpus(2))),
        several(gpus(1), init=(gpus(1), f"restartPolicy: Always, {gpus(1)}")),
        several(gpus(2), "resources: {limits: {nvidia.com/gpu.shared: 2}}"),
        several(gpus("some"), gpus(2)),
    ],
)
def test_init_containers_run_one_after_another(text: str) -> None:
    assert told({"a.yaml": quota("2"), "b.yaml": text}, "QUO204") == []


def test_the_quota_is_told_as_it_is_written() -> None:
    files = {"a.yaml": quota('"0.002k"'), "b.yaml": pod("{limits: {nvidia.com/gpu: 3}}")}
    assert "allows 0.002k:" in told(files, "QUO204")[0][1]


def scoped(scope: str, amount: str = "1") -> str:
    return quota(amount).replace("spec: {", f"spec: {{{scope}, ")


LOW = "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [low, lower]}]}"


@pytest.mark.parametrize(
    ("scope", "spec", "found"),
    [
        (LOW, "priorityClassName: low", 1),
        (LOW, "priorityClassName: high", 0),
        (LOW, "", 0),
        (LOW, "priorityClassName: '${CLASS}'", 0),
        (LOW.replace("low, lower", "'${CLASS}'"), "priorityClassName: low", 0),
        (LOW.replace("In,", "NotIn,"), "priorityClassName: high", 1),
        (LOW.replace("In,", "NotIn,"), "priorityClassName: low", 0),
        (LOW.replace("In, values: [low, lower]", "Exists"), "priorityClassName: high", 1),
        (LOW.replace("In, values: [low, lower]", "Exists"), "", 0),
        (LOW.replace("In, values: [low, lower]", "DoesNotExist"), "priorityClassName: high", 0),
        (f"{LOW}, scopes: [NotTerminating]", "priorityClassName: low", 1),
        (f"{LOW}, scopes: [Terminating]", "priorityClassName: low", 0),
        ("scopes: [NotTerminating]", "", 1),
        ("scopes: [Terminating]", "activeDeadlineSeconds: 600", 1),
        ("scopes: [NotTerminating]", "activeDeadlineSeconds: 600", 0),
        ("scopes: [PriorityClass]", "priorityClassName: low", 1),
        ("scopes: [NotBestEffort]", "", 0),
        ("scopes: [BestEffort]", "", 0),
        ("scopes: NotTerminating", "", 0),
        ("scopeSelector: NotTerminating", "", 0),
    ],
)
def test_which_pods_a_quota_with_scopes_counts(scope: str, spec: str, found: int) -> None:
    files = {"a.yaml": scoped(scope), "b.yaml": pod("{limits: {nvidia.com/gpu: 3}}", spec)}
    assert len(told(files, "QUO204")) == found


def test_a_pod_that_is_not_best_effort() -> None:
    files = {"a.yaml": scoped("scopes: [NotBestEffort]"), "b.yaml": pod("{limits: {nvidia.com/gpu: 3, cpu: 1}}")}
    assert len(told(files, "QUO204")) == 1


def test_of_quotas_the_smallest_that_counts_a_pod_is_told() -> None:
    low = scoped(LOW, "2").replace("name: q", "name: low")
    files = {"a.yaml": quota("4"), "b.yaml": low, "c.yaml": pod("{limits: {nvidia.com/gpu: 3}}")}
    assert told(files, "QUO204") == []
    files["c.yaml"] = pod("{limits: {nvidia.com/gpu: 3}}", "priorityClassName: low")
    assert "allows 2:" in told(files, "QUO204")[0][1]


RAY = """\
---
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: a, namespace: team}
spec:
  SCALED
  headGroupSpec: {template: {spec: {containers: [{name: head, image: a}]}}}
  workerGroupSpecs:
  - groupName: gpus
    GROUP
    template:
      spec:
        containers: [{name: worker, image: a, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
TRAINING = """\
---
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: a, namespace: team}
spec:
  pytorchReplicaSpecs:
    Master: {replicas: 1, template: {spec: {containers: [{name: pytorch, image: a}]}}}
    Worker:
      replicas: 3
      template:
        spec:
          containers: [{name: pytorch, image: a, resources: {limits: {nvidia.com/gpu: 1}}}]
"""


@pytest.mark.parametrize(
    ("group", "scaled", "found"),
    [
        ("replicas: 3", "rayVersion: a", 3),
        ("replicas: 2", "rayVersion: a", 0),
        ("{}", "rayVersion: a", 0),
        ("replicas: 3\n    minReplicas: 1", "rayVersion: a", 3),
        # The autoscaler makes fewer of them, down to the least.
        ("replicas: 3\n    minReplicas: 1", "enableInTreeAutoscaling: true", 0),
        ("minReplicas: 4", "enableInTreeAutoscaling: true", 4),
        ("replicas: 3\n    numOfHosts: 1", "rayVersion: a", 0),
        ("replicas: ${COUNT}", "rayVersion: a", 0),
    ],
)
def test_workers_of_ray_beyond_the_quota(group: str, scaled: str, found: int) -> None:
    text = quota("2") + RAY.replace("GROUP", "numOfHosts: null" if group == "{}" else group).replace("SCALED", scaled)
    message = f"{found} pods with 1 x nvidia.com/gpu each, but the quota of namespace team allows 2: at most 2 of them"
    assert [said for _, said in told(text, "QUO204")] == [f"{message} are made"] * bool(found)


def test_workers_of_a_training_beyond_the_quota() -> None:
    message = (
        "3 pods with 1 x nvidia.com/gpu each, but the quota of namespace team allows 2: at most 2 of them are made"
    )
    assert [said for _, said in told(quota("2") + TRAINING, "QUO204")] == [message]
