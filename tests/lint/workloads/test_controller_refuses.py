"""Names that a controller looks for and does not find."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told

SERVICE = """\
apiVersion: API
kind: KIND
metadata:
  name: NAME
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}
      resources: {limits: {nvidia.com/gpu: 1}}
  template:
    spec:
      containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
  headGroupSpec:
    template:
      spec:
        containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
JOB = """\
apiVersion: kubeflow.org/v1
kind: KIND
metadata: {name: train}
spec:
  KEY:
    ROLE:
      replicas: COUNT
      template:
        spec:
          containers:
            - name: NAME
              image: cuda
              resources: {limits: {nvidia.com/gpu: 1}}
"""
RUNTIME = """\
apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: {name: vllm}
spec:
  multiModel: MANY
  supportedModelFormats: [{name: vllm}]
  containers:
    - name: NAME
      image: vllm
      resources: {limits: {nvidia.com/gpu: 1}}
"""
RUNNERS = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: runners, namespace: ci}
spec:
  interval: 1h
  chart: {spec: {chart: gha-runner-scale-set, sourceRef: {kind: HelmRepository, name: actions}}}
  values:
    template:
      spec:
        containers:
          - name: NAME
            image: ghcr.io/actions/actions-runner
            resources: {limits: {nvidia.com/gpu: 1}}
"""


def found(text: str, **words: str) -> list[tuple[int, str]]:
    for key, word in words.items():
        text = text.replace(key, word)
    return told(text, "WRK235")


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("serving.kserve.io/v1beta1", "InferenceService"),
        ("ray.io/v1", "RayCluster"),
        ("serving.knative.dev/v1", "Service"),
    ],
)
def test_names_that_do_for_no_service(api: str, kind: str) -> None:
    ((line, message),) = found(SERVICE, API=api, KIND=kind, NAME="qwen2.5-7b")
    assert (line, message.partition(",")[0]) == (4, "qwen2.5-7b has a dot in it")
    ((_, other),) = found(SERVICE, API=api, KIND=kind, NAME="7b-chat")
    assert "a digit first" in other
    for right in ("qwen2-5-7b", "${NAME}", "{{ name }}", "Qwen_2"):
        assert found(SERVICE, API=api, KIND=kind, NAME=f'"{right}"') == []


def test_a_deployment_may_have_a_dot() -> None:
    assert found(SERVICE, API="apps/v1", KIND="Deployment", NAME="qwen2.5") == []


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("PyTorchJob", "pytorchReplicaSpecs", "pytorch"),
        ("TFJob", "tfReplicaSpecs", "tensorflow"),
        ("PaddleJob", "paddleReplicaSpecs", "paddle"),
        ("JAXJob", "jaxReplicaSpecs", "jax"),
    ],
)
def test_containers_of_jobs(kind: str, key: str, name: str) -> None:
    words = {"KIND": kind, "KEY": key, "ROLE": "Worker", "COUNT": "2"}
    assert [line for line, _ in found(JOB, NAME="trainer", **words)] == [11]
    assert found(JOB, NAME=name, **words) == []
    assert found(JOB, NAME='"{{ name }}"', **words) == []


@pytest.mark.parametrize(
    ("kind", "key", "role", "count", "lines"),
    [
        ("PyTorchJob", "pytorchReplicaSpecs", "Launcher", "1", [6]),
        ("PyTorchJob", "pytorchReplicaSpecs", "Master", "2", [7]),
        ("PyTorchJob", "pytorchReplicaSpecs", "Master", "1", []),
        ("PyTorchJob", "pytorchReplicaSpecs", "worker", "2", []),
        ("PyTorchJob", "pytorchReplicaSpecs", "Master", '"${MASTERS}"', []),
        ("MPIJob", "mpiReplicaSpecs", "Worker", "2", [5]),
        ("MPIJob", "mpiReplicaSpecs", "Launcher", "1", []),
    ],
)
def test_roles(kind: str, key: str, role: str, count: str, lines: list[int]) -> None:
    text = found(JOB, KIND=kind, KEY=key, ROLE=role, COUNT=count, NAME="pytorch")
    assert [line for line, _ in text] == lines


def test_serving_runtimes() -> None:
    assert [line for line, _ in found(RUNTIME, NAME="vllm", MANY="false")] == [8]
    assert found(RUNTIME, NAME="kserve-container", MANY="false") == []
    assert found(RUNTIME, NAME="vllm", MANY="true") == []


def test_runners() -> None:
    assert [line for line, _ in found(RUNNERS, NAME="gpu-runner")] == [11]
    assert found(RUNNERS, NAME="runner") == []


MODELS = """\
apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceService
metadata: {name: llama}
spec:
  model: {uri: hf://a/b}
  MORE
  ROLE:
    containers: [CONTAINERS]
"""
GPU = "resources: {limits: {nvidia.com/gpu: 1}}"


@pytest.mark.parametrize(
    ("containers", "role", "more", "found_severities"),
    [
        (f"{{name: vllm, {GPU}}}", "template", "", [Severity.ERROR]),
        (f"{{name: main, {GPU}}}, {{name: exporter}}", "template", "", [Severity.ERROR]),
        (f"{{name: vllm, image: vllm, {GPU}}}", "template", "", [Severity.WARNING]),
        (f"{{name: vllm, {GPU}}}", "worker", "parallelism: {data: 8, dataLocal: 8}", [Severity.ERROR]),
        (f"{{name: main, {GPU}}}, {{name: exporter, image: a}}", "template", "", []),
        (f"{{name: vllm, image: vllm}}, {{name: main, {GPU}}}", "template", "", []),
        (f"{{name: '${{NAME}}', {GPU}}}", "template", "", []),
        # What it is merged with is not known, or nothing.
        (f"{{name: vllm, {GPU}}}", "template", "baseRefs: [{name: a}]", []),
        (f"{{name: vllm, {GPU}}}", "worker", "parallelism: {pipeline: 2}", []),
    ],
)
def test_language_models(containers: str, role: str, more: str, found_severities: list[Severity]) -> None:
    text = MODELS.replace("CONTAINERS", containers).replace("ROLE", role).replace("MORE", more or "replicas: 1")
    assert [one.severity for one in judged(text).findings if one.code == "WRK235"] == found_severities


def test_a_language_model_that_is_filled_apart() -> None:
    text = MODELS.replace("MORE", "replicas: 1").replace("CONTAINERS", f"{{name: vllm, {GPU}}}")
    prefill = text.replace("  ROLE:\n", "  prefill:\n   template:\n")
    assert [line for line, _ in told(prefill, "WRK235")] == [9]
    deep = text.replace("  ROLE:\n", "  template:\n   spec:\n")
    assert [line for line, _ in told(deep, "WRK235")] == [9]
    own = text.replace("ROLE", "template").replace("Service\n", "ServiceConfig\n", 1)
    assert told({"a.yaml": text.replace("ROLE", "template"), "b.yaml": own}, "WRK235") == []


def _of_volcano(*names: str, group: str = "batch.volcano.sh") -> str:
    pod = f"{{spec: {{containers: [{{name: a, image: a, {GPU}}}]}}}}"
    tasks = "".join(f"  - {{name: {name}, replicas: 1, template: {pod}}}\n" for name in names)
    return f"apiVersion: {group}/v1alpha1\nkind: Job\nmetadata: {{name: train}}\nspec:\n  tasks:\n{tasks}"


def test_names_of_volcanos_tasks() -> None:
    names = ("worker", "Worker_1")
    message = "Worker_1 cannot be a part of a pod's name, as a task's is: Volcano makes no pod of it"
    assert told(_of_volcano(*names), "WRK235") == [(7, message)]
    assert told(_of_volcano(*names, group="example.com"), "WRK235") == []


def test_tasks_of_one_name_are_told_once() -> None:
    found = [(one.code, line_of(one)) for one in judged(_of_volcano("a", "b", "a")).findings]
    assert found == [("WRK237", 8)]


@pytest.mark.parametrize("names", [("a", "b"), ("worker-1",), ("a.b",), ("'${NAME}'", "'${NAME}'")])
def test_names_that_tasks_can_have(names: tuple[str, ...]) -> None:
    assert told(_of_volcano(*names), "WRK235") == []
