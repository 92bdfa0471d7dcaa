"""Queues of Volcano and the jobs in them."""

import pytest

from tests.lint.examples import told

GPU = "nvidia.com/gpu"
REFUSED = "Volcano's webhook refuses the Queue from 1.15 on"


def queue(*lines: str, name: str = "q") -> str:
    """The first of the lines is line 5."""
    rest = "".join(f"  {one}\n" for one in lines)
    return f"apiVersion: scheduling.volcano.sh/v1beta1\nkind: Queue\nmetadata: {{name: {name}}}\nspec:\n{rest}"


def task(amount: int, replicas: object = 2) -> str:
    limits = f"limits: {{{GPU}: {amount}}}" if amount else "limits: {cpu: 1}"
    template = f"{{spec: {{containers: [{{name: a, image: cuda, resources: {{{limits}}}}}]}}}}"
    return f"{{name: t{amount}, replicas: {replicas}, template: {template}}}"


def job(*tasks: str, least: str = "minAvailable: 2", named: str = "queue: q") -> str:
    """What starts together stands in line 5, the tasks in line 7."""
    return (
        "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata: {name: train}\nspec:\n"
        f"  {least}\n  {named}\n  tasks: [{', '.join(tasks)}]\n"
    )


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (
            (f"capability: {{{GPU}: 2}}", f"deserved: {{{GPU}: 3}}"),
            6,
            f"deserved has 3 {GPU} and capability 2: {REFUSED}",
        ),
        (
            (f"capability: {{{GPU}: 4}}", f"guarantee: {{resource: {{{GPU}: 3}}}}"),
            6,
            f"guarantee has 3 {GPU} and deserved says nothing of it: {REFUSED}",
        ),
        (
            (f"deserved: {{{GPU}: 2}}", f"guarantee: {{resource: {{{GPU}: 3}}}}"),
            6,
            f"guarantee has 3 {GPU} and deserved 2: {REFUSED}",
        ),
        (
            (f"guarantee: {{{GPU}: 3}}",),
            5,
            f"{GPU} stands right below guarantee, which has resource alone: nothing is kept for the queue",
        ),
    ],
)
def test_amounts_of_a_queue_that_contradict_each_other(lines: tuple[str, ...], line: int, message: str) -> None:
    assert told(queue(*lines), "QUO216") == [(line, message)]


@pytest.mark.parametrize(
    "lines",
    [
        (f"capability: {{{GPU}: 4}}", f"deserved: {{{GPU}: 4}}", f"guarantee: {{resource: {{{GPU}: 4}}}}"),
        (f"capability: {{cpu: 4, {GPU}: 4}}", "deserved: {cpu: 8}"),
        (f"deserved: {{{GPU}: 4}}",),
        (f"capability: {{{GPU}: '${{MOST}}'}}", f"deserved: {{{GPU}: 4}}"),
        (f"capability: {{{GPU}: 1}}", f"deserved: {{{GPU}: '${{PART}}'}}", "guarantee: {resource: {}}"),
    ],
)
def test_amounts_that_go_together_or_are_not_known(lines: tuple[str, ...]) -> None:
    assert told(queue(*lines), "QUO216") == []


def test_a_queue_of_another_group_or_a_patch() -> None:
    text = queue(f"capability: {{{GPU}: 2}}", f"deserved: {{{GPU}: 3}}")
    assert told(text.replace("scheduling.volcano.sh", "scheduling.run.ai"), "QUO216") == []
    assert told({"patch.yaml": text}, "QUO216") == []


FOUR = queue(f"capability: {{{GPU}: 4}}")


@pytest.mark.parametrize(
    ("text", "line", "asked"),
    [
        (job(task(4)), 5, "the 2 pods that start together ask for 8"),
        (job(task(3, 4)), 5, "the 2 pods that start together ask for 6"),
        (job(task(8, 1), least="minAvailable: 1"), 5, "the pod that it starts with asks for 8"),
        (job(task(2, 3), least="maxRetry: 1"), 7, "the 3 pods that start together ask for 6"),
        (job(task(0, 1), task(3, 2), least="minAvailable: 3"), 5, "the 3 pods that start together ask for 6"),
    ],
)
def test_a_job_larger_than_its_queue(text: str, line: int, asked: str) -> None:
    found = told({"q.yaml": FOUR, "j.yaml": text}, "QUO216")
    assert found == [(line, f"{asked} {GPU}, and the Queue q may have 4: the job never starts")]


@pytest.mark.parametrize(
    "text",
    [
        job(task(2)),
        job(task(4), least="minAvailable: 1"),
        job(task(0, 1), task(4, 2)),
        job(task(4).replace("replicas", "minAvailable: 1, replicas"), least="maxRetry: 1"),
        job(task(4), named="queue: other"),
        job(task(4), named="maxRetry: 1"),
        job(task(4, "'${NUMBER}'")),
        job(task(4), least="minAvailable: '${LEAST}'"),
        job(task(4)).replace("batch.volcano.sh/v1alpha1", "example.com/v1"),
    ],
)
def test_a_job_that_may_start(text: str) -> None:
    assert told({"q.yaml": FOUR, "j.yaml": text}, "QUO216") == []


def test_the_default_queue_and_queues_of_one_name() -> None:
    text = job(task(4), named="maxRetry: 1")
    default = queue(f"capability: {{{GPU}: 4}}", name="default")
    assert len(told({"q.yaml": default, "j.yaml": text}, "QUO216")) == 1
    assert told({"q.yaml": FOUR, "r.yaml": FOUR, "j.yaml": job(task(4))}, "QUO216") == []
    assert told({"clusters/a/q.yaml": FOUR, "clusters/b/j.yaml": job(task(4))}, "QUO216") == []
    assert told({"q.yaml": FOUR, "patch.yaml": job(task(4))}, "QUO216") == []


def test_parts_of_a_device_are_told_by_themselves() -> None:
    half = task(1).replace(f"{GPU}: 1", f"{GPU}: 500m")
    files = {"q.yaml": queue(f"capability: {{{GPU}: 0}}"), "j.yaml": job(half, least="minAvailable: 1")}
    assert told(files, "QUO216") == []
