import pytest

from tests.lint.examples import told

CODE = "WRK249"


def role(name: str, command: str, replicas: str = "1") -> str:
    """Its command stands in the seventh line of it."""
    return f"""\
    {name}:
      replicas: {replicas}
      template:
        spec:
          containers:
            - name: pytorch
              command: {command}
              image: train
              resources: {{limits: {{nvidia.com/gpu: 1}}}}
"""


def job(*roles: str, more: str = "runPolicy: {}") -> str:
    """The roles stand from line 7 on."""
    head = f"apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {{name: a}}\nspec:\n  {more}\n"
    return f"{head}  pytorchReplicaSpecs:\n{''.join(roles)}"


def run(nodes: str) -> str:
    return f"[torchrun, --nnodes={nodes}, t.py]"


def message(nodes: int, pods: str, what: str = "waits for the others until it gives up") -> str:
    return f"torchrun is told of {nodes} nodes, and the job makes {pods}: it {what}"


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        (job(role("Master", run("3")), role("Worker", run("3"))), [13, 22], message(3, "2 pods")),
        (job(role("Worker", run("4"), "2")), [13], message(4, "2 pods")),
        (job(role("Worker", run("4"))), [13], message(4, "1 pod")),
        (job(role("Worker", run("2"), "4")), [13], message(2, "4 pods", "takes no more than these")),
        (job(role("Master", "[sh, -c, 'torchrun --nnodes 2 t.py']")), [13], message(2, "1 pod")),
        (job(role("Master", run("2")).replace("      replicas: 1\n", "")), [12], message(2, "1 pod")),
    ],
)
def test_it_waits_for_others(text: str, lines: list[int], expected: str) -> None:
    assert told(text, CODE) == [(line, expected) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        job(role("Master", run("3")), role("Worker", run("3"), "2")),
        job(role("Worker", run("1"), "2")),
        job(role("Worker", run("1:4"), "2")),
        job(role("Worker", run("$NODES"), "2")),
        job(role("Worker", run("3"), "${WORKERS}")),
        job(role("Worker", run("3"), "0")),
        job(role("Worker", "[torchrun, t.py]", "2")),
        job(role("Worker", "[torchrun, --standalone, --nnodes=3, t.py]", "2")),
        job(role("Worker", "[python, t.py, --nnodes=3]", "2")),
        job(role("Master", run("3")), role("Worker", "[sleep, infinity]")),
        job(role("Master", run("3")), role("Worker", run("2"))),
        job(role("Worker", "[sh, -c, 'torchrun --nnodes=3 a.py || torchrun --nnodes=4 a.py']", "2")),
        job(role("Worker", run("3"), "2"), more="elasticPolicy: {minReplicas: 1}"),
        job(role("Worker", run("3"), "2")).replace("kubeflow.org/v1", "example.com/v1"),
    ],
)
def test_it_may_start(text: str) -> None:
    assert told(text, CODE) == []


def test_a_patch_may_say_another_number() -> None:
    text = job(role("Worker", run("3"), "2"))
    kustomization = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [job.yaml]
patches:
  - patch: |
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: a}
      spec: {pytorchReplicaSpecs: {Worker: {replicas: 3}}}
"""
    assert len(told({"job.yaml": text}, CODE)) == 1
    assert told({"job.yaml": text, "kustomization.yaml": kustomization}, CODE) == []
