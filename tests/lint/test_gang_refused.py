import pytest

from tests.lint.examples import told

CODE = "WRK237"


def job(at_once: str, *tasks: str, version: str = "batch.volcano.sh/v1alpha1") -> str:
    pod = "{spec: {containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]}}"
    listed = "".join(f"    - {{{one}, template: {pod}}}\n" for one in tasks)
    head = f"apiVersion: {version}\nkind: Job\nmetadata: {{name: train}}\n"
    return f"{head}spec:\n  minAvailable: {at_once}\n  schedulerName: volcano\n  tasks:\n{listed}"


WORKER, MASTER = "name: worker, replicas: 2", "name: master, replicas: 1"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (job("3", WORKER), 5, "minAvailable is 3, and the tasks have 2 pods"),
        (job("4", WORKER, MASTER), 5, "minAvailable is 4, and the tasks have 3 pods"),
        (job("2", WORKER, WORKER), 9, "another task is called worker already"),
        (job("2", f"{WORKER}, minAvailable: 3"), 8, "minAvailable of the task is 3, and it has 2 pods"),
    ],
)
def test_refused(text: str, line: int, message: str) -> None:
    ((found, told_message),) = told(text, CODE)
    assert found == line
    assert message in told_message


@pytest.mark.parametrize(
    "text",
    [
        job("2", WORKER),
        job("3", WORKER, MASTER),
        job("0", WORKER),
        job("3", "name: worker"),
        job("${N}", WORKER),
        job("'3'", WORKER),
        job("3", "name: '${NAME}', replicas: 2", "name: '${NAME}', replicas: 2"),
        job("3", WORKER, version="other.example/v1"),
        job("2", f"{WORKER}, minAvailable: 2"),
    ],
)
def test_not_refused(text: str) -> None:
    assert told(text, CODE) == []
