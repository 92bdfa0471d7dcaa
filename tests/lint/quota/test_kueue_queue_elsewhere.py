import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

QUEUE = """\
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: gpus, namespace: team}
spec: {clusterQueue: all}
"""


def job(queue: str = "gpus", namespace: str = "default", resource: str = "nvidia.com/gpu") -> str:
    """The name of the queue stands in line 6."""
    said = f"namespace: {namespace}" if namespace else "annotations: {}"
    return f"""\
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  {said}
  labels: {{kueue.x-k8s.io/queue-name: {queue}}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{{name: main, image: cuda, resources: {{limits: {{{resource}: 1}}}}}}]
"""


def found(text: str, queue: str = QUEUE, **more: str) -> list[tuple[int, str]]:
    return told(
        {"q.yaml": queue, "j.yaml": text, **{key.replace("_", "."): one for key, one in more.items()}}, "QUO215"
    )


def test_a_queue_of_another_namespace() -> None:
    message = "the LocalQueue gpus is in team, the workload in default: it is never admitted"
    assert found(job()) == [(6, message)]
    (one,) = (one for one in judged({"q.yaml": QUEUE, "j.yaml": job()}).findings if one.code == "QUO215")
    assert one.severity is Severity.WARNING


def test_all_namespaces_that_have_one_are_named() -> None:
    ((_, message),) = found(job(), f"{QUEUE}---\n{QUEUE.replace('team', 'other')}")
    assert message.startswith("the LocalQueue gpus is in other and team,")


@pytest.mark.parametrize("text", [job(namespace="team"), job("others"), job(namespace=""), job("'${QUEUE}'")])
def test_a_queue_that_is_there_or_may_be(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "queue",
    [
        QUEUE.replace(", namespace: team", ""),
        QUEUE.replace("team", "'${TEAM}'"),
        f"{QUEUE}---\n{QUEUE.replace('team', 'default')}",
        QUEUE.replace("kueue.x-k8s.io/v1beta1", "example.com/v1"),
    ],
)
def test_queues_of_any_namespace(queue: str) -> None:
    assert found(job(), queue) == []


def test_moved_objects_and_those_of_other_clusters() -> None:
    assert found(job(), kustomization_yaml="namespace: team\nresources: [q.yaml, j.yaml]\n") == []
    assert told({"clusters/a/q.yaml": QUEUE, "clusters/b/j.yaml": job()}, "QUO215") == []
    assert told({"q.yaml": QUEUE, "patch.yaml": job()}, "QUO215") == []
