import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

CODE = "QUO214"
CONFIG = """\
apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
resources:
  MORE
  transformations:
    - {input: nvidia.com/gpu, STRATEGY, outputs: {credits: 10}}
    - {input: nvidia.com/mig-1g.5gb, strategy: Replace, outputs: {OUTPUT: 1}}
"""
QUEUE = """\
apiVersion: kueue.x-k8s.io/v1beta2
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [COVERED]
      flavors:
        - {name: a100, resources: [{name: nvidia.com/gpu, nominalQuota: 8}]}
"""
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kueue}\ndata:\n  controller_manager_config.yaml: |\n"
VALUES = "managerConfig:\n  controllerManagerConfigYaml: |-\n"
REPLACE, RETAIN = "strategy: Replace", "strategy: Retain"


def config(strategy: str = REPLACE, output: str = "memory", more: str = "") -> str:
    text = CONFIG.replace("STRATEGY, ", f"{strategy}, " if strategy else "").replace("OUTPUT", output)
    return text.replace("  MORE\n", f"  {more}\n" if more else "")


def queue(covered: str = "nvidia.com/gpu, credits") -> str:
    return QUEUE.replace("COVERED", covered)


def lines(configuration: str, *queues: str) -> list[int]:
    files = {"config.yaml": configuration, **{f"queue{index}.yaml": one for index, one in enumerate(queues)}}
    return [line for line, _ in told(files, CODE)]


def _below(head: str, text: str) -> str:
    return head + "".join(f"    {line}\n" for line in text.splitlines())


def test_a_quota_of_what_counts_as_something_else_is_never_used() -> None:
    ((line, message),) = told({"config.yaml": config(), "queue.yaml": queue()}, CODE)
    assert line == 5
    assert message == (
        "nvidia.com/gpu counts as credits in its place: its own quota in the ClusterQueue gpus is never used"
    )
    nothing = config().replace(", outputs: {credits: 10}", "")
    assert "counts as nothing" in told({"config.yaml": nothing, "queue.yaml": queue()}, CODE)[0][1]


@pytest.mark.parametrize("head", [MAP, VALUES])
def test_wherever_the_configuration_stands(head: str) -> None:
    assert lines(_below(head, config()), queue()) == [head.count("\n") + 5]


@pytest.mark.parametrize(
    ("configuration", "covered"),
    [
        (config(), "credits"),
        (config(), "nvidia.com/gpu, '${more}'"),
        # Made of another, or of claims of devices, it counts.
        (config(output="nvidia.com/gpu"), "nvidia.com/gpu"),
        (config(more="deviceClassMappings: [{name: nvidia.com/gpu, deviceClassNames: [a]}]"), "nvidia.com/gpu"),
        (config(more="excludeResourcePrefixes: [nvidia.com/]"), "nvidia.com/gpu"),
        (config("strategy: '${how}'"), "nvidia.com/gpu"),
        (config().replace("config.kueue.x-k8s.io", "serving.knative.dev"), "nvidia.com/gpu"),
    ],
)
def test_what_counts_or_is_not_known_is_let_be(configuration: str, covered: str) -> None:
    assert lines(configuration, queue(covered)) == []


def test_each_cluster_may_have_a_configuration_of_its_own() -> None:
    files = {"a/config.yaml": config(), "b/config.yaml": config(RETAIN), "b/queue.yaml": queue("nvidia.com/gpu")}
    assert told(files, CODE) == []
    assert len(told(files | {"b/config.yaml": config()}, CODE)) == 2


@pytest.mark.parametrize("strategy", [RETAIN, ""])
def test_what_counts_twice_needs_a_quota_of_each(strategy: str) -> None:
    ((line, message),) = told({"config.yaml": config(strategy), "queue.yaml": queue("nvidia.com/gpu")}, CODE)
    assert line == 5
    assert "asks for credits too, of which the ClusterQueue gpus has no quota" in message


@pytest.mark.parametrize(
    ("configuration", "queues"),
    [
        (config(RETAIN), [queue()]),
        (config(RETAIN), [queue("cpu")]),
        (config(RETAIN).replace("credits: 10", "credits: 0"), [queue("nvidia.com/gpu")]),
        (config(RETAIN, more="quotaCheckStrategy: IgnoreUndeclared"), [queue("nvidia.com/gpu")]),
        (config(RETAIN), [queue("nvidia.com/gpu"), queue()]),
        (config(RETAIN, more="excludeResourcePrefixes: [nvidia.com]"), [queue("nvidia.com/gpu")]),
    ],
)
def test_what_is_covered_or_not_counted_is_let_be(configuration: str, queues: list[str]) -> None:
    assert lines(configuration, *queues) == []


JOB = """\
apiVersion: kueue.x-k8s.io/v1beta2
kind: LocalQueue
metadata: {name: team, namespace: ml}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ml, labels: {kueue.x-k8s.io/queue-name: team}}
spec:
  suspend: true
  template:
    spec:
      restartPolicy: Never
      containers:
        - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
"""


@pytest.mark.parametrize(("strategy", "found"), [(REPLACE, []), (RETAIN, [Severity.INFO])])
def test_what_counts_as_something_else_needs_no_quota(strategy: str, found: list[Severity]) -> None:
    of_credits = queue("credits").replace("{name: nvidia.com/gpu", "{name: credits")
    files = {"config.yaml": config(strategy), "queue.yaml": of_credits, "job.yaml": JOB}
    assert [one.severity for one in judged(files).findings if one.code == "QUO209" and one.file == "job.yaml"] == found
