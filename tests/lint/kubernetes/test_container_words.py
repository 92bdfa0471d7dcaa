import pytest

from tests.lint.examples import judged, line_of, told

ASKS = "resources: {limits: {nvidia.com/gpu: 1}}"


def pod_of(version: str, kind: str, container: str, pod: str = "") -> str:
    """An object with a pod's template, whose container is on line 9 and whose pod's words are on line 7."""
    return f"""\
apiVersion: {version}
kind: {kind}
metadata: {{name: a}}
spec:
  template:
    spec:
      {pod or "restartPolicy: Always"}
      containers:
        - {{name: a, image: nvidia/cuda, {container}}}
"""


def trainer(container: str, pod: str = "") -> str:
    return pod_of("training.example.com/v1", "Trainer", container, pod)


POD_TEMPLATE = f"""\
apiVersion: v1
kind: PodTemplate
template:
  spec:
    runtimeClass: nvidia
    containers: [{{name: a, image: a, {ASKS}}}]
"""
OWN_SPEC = f"""\
apiVersion: a.example/v1
kind: Server
metadata: {{name: a}}
spec:
  runtimeClass: nvidia
  limits: {{nvidia.com/gpu: 4}}
  containers: [{{name: a, image: b, {ASKS}}}]
"""
REFUSED = "the API server refuses it, or the controller that makes the pod"
ENV = "env of a container is a mapping"
TOLERATIONS = "tolerations of a pod's spec is a mapping"
SELECTOR = "nodeSelector of a pod's spec is a list"
IN_RESOURCES = "is no field of resources: the pod gets no GPU"


@pytest.mark.parametrize(
    ("container", "message"),
    [
        ("resources: {limit: {nvidia.com/gpu: 1}}", f"limit {IN_RESOURCES}"),
        ("resources: {request: {nvidia.com/gpu: 1}}", f"request {IN_RESOURCES}"),
        ("resources: {limts: {nvidia.com/gpu: 1}}", f"limts {IN_RESOURCES}"),
        ("resources: {Limits: {nvidia.com/gpu: 1}}", f"Limits {IN_RESOURCES}"),
        (
            "resources: {nvidia.com/gpu: 1}",
            "nvidia.com/gpu is no field of resources, which has limits and requests: the pod gets no GPU",
        ),
        (
            "resources: {limits: {cpu: 1, requests: {nvidia.com/gpu: 1}}}",
            "requests stands within limits, where no resource has that name: the API server refuses it",
        ),
        ("nvidia.com/gpu: 1", "nvidia.com/gpu is no field of a container: the pod gets no GPU"),
        ("limits: {nvidia.com/gpu: 1}", "limits is no field of a container: the pod gets no GPU"),
        ("resource: {limits: {nvidia.com/gpu: 1}}", "resource is no field of a container: the pod gets no GPU"),
        (
            f"runtimeClassName: nvidia, {ASKS}",
            "runtimeClassName is no field of a container: it is refused, or dropped",
        ),
        (
            f"tolerations: [{{key: nvidia.com/gpu}}], {ASKS}",
            "tolerations is no field of a container: it is refused, or dropped",
        ),
        (
            f"env: {{NVIDIA_VISIBLE_DEVICES: all}}, {ASKS}",
            f"{ENV}, where a list must be: {REFUSED}",
        ),
    ],
)
def test_what_no_container_has(container: str, message: str) -> None:
    assert told(trainer(container), "KUB206") == [(9, message)]


@pytest.mark.parametrize(
    ("pod", "message"),
    [
        ("runtimeClass: nvidia", "runtimeClass is no field of a pod's spec: it is refused, or dropped"),
        ("runtimeClassname: nvidia", "runtimeClassname is no field of a pod's spec: it is refused, or dropped"),
        ("toleration: [{key: nvidia.com/gpu}]", "toleration is no field of a pod's spec: it is refused, or dropped"),
        ("limits: {nvidia.com/gpu: 1}", "limits is no field of a pod's spec: the pod gets no GPU"),
        (
            "tolerations: {key: nvidia.com/gpu, operator: Exists}",
            f"{TOLERATIONS}, where a list must be: {REFUSED}",
        ),
        (
            "nodeSelector: [{nvidia.com/gpu.present: 'true'}]",
            f"{SELECTOR}, where a mapping must be: {REFUSED}",
        ),
    ],
)
def test_what_no_pod_has(pod: str, message: str) -> None:
    assert told(trainer(ASKS, pod), "KUB206") == [(7, message)]


@pytest.mark.parametrize(
    "text",
    [
        trainer(ASKS, "runtimeClassName: nvidia"),
        trainer(ASKS, "tolerations: [{key: nvidia.com/gpu, operator: Exists}]"),
        trainer("resources: {limits: {nvidia.com/gpu: 1}, claims: [{name: a}]}"),
        # Fields that nobody knows may be the kind's own.
        trainer(f"{ASKS}, gpus: 1, profile: {{gpu: 1}}", "machine: {nvidia.com/gpu.product: A100}"),
        trainer("resources: {limit: {cpu: 1}}"),
        trainer("resources: {limit: null, nvidia.com/gpu: null}"),
        trainer(f"env: '${{ENV}}', {ASKS}", "runtimeClassName: ${RUNTIME}"),
        trainer(ASKS, "tolerations: ${TOLERATIONS}"),
        # A kind's own spec may have more than a pod's.
        OWN_SPEC,
        # What is compared with pods has words of its own.
        pod_of("kyverno.io/v1", "Policy", "resources: {nvidia.com/gpu: '?*'}"),
        # Where every field is known another rule tells it.
        pod_of("apps/v1", "Deployment", "resources: {limit: {nvidia.com/gpu: 1}}"),
        pod_of("kubernetes.dask.org/v1", "DaskCluster", "resources: {limit: {nvidia.com/gpu: 1}}"),
        # Resources of something else.
        "apiVersion: a.example/v1\nkind: Pool\nmetadata: {name: a}\nspec: {resources: {nvidia.com/gpu: 1}}\n",
    ],
)
def test_what_may_stand_there_is_passed_over(text: str) -> None:
    assert told(text, "KUB206") == []


@pytest.mark.parametrize(
    ("version", "kind", "spec", "code"),
    [
        ("milvus.io/v1beta1", "Milvus", "components: {queryNode: {resources: {limit: {nvidia.com/gpu: 1}}}}", "KUB206"),
        ("apps.nvidia.com/v1alpha1", "NIMService", "resources: {nvidia.com/gpu: 1}", "KUB206"),
        ("apps.nvidia.com/v1alpha1", "NIMService", "limits: {nvidia.com/gpu: 1}, resources: {}", "KUB206"),
        ("apps.nvidia.com/v1alpha1", "NIMService", "resources: {requests: {nvidia.com/gpu: 1}}", "WRK201"),
        ("apps.nvidia.com/v1alpha1", "NIMService", "resources: {limits: {nvidia.com/gpu: 0.5}}", "WRK201"),
        (
            "trainer.kubeflow.org/v1alpha1",
            "TrainJob",
            "trainer: {resourcesPerNode: {limit: {nvidia.com/gpu: 1}}}",
            "KUB206",
        ),
        (
            "actions.summerwind.dev/v1alpha1",
            "RunnerDeployment",
            "template: {spec: {resources: {nvidia.com/gpu: 1}}}",
            "KUB206",
        ),
        ("kubernetes.dask.org/v1", "DaskCluster", f"worker: {{spec: {{containers: [{{name: a, {ASKS}}}]}}}}", None),
        ("apps.nvidia.com/v1alpha1", "NIMService", f"runtimeClassName: nvidia, {ASKS}", None),
        ("trainer.kubeflow.org/v1alpha1", "TrainJob", "trainer: {numNodes: 2, resourcesPerNode: {}}", None),
    ],
)
def test_kinds_that_take_resources_alone(version: str, kind: str, spec: str, code: str | None) -> None:
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec:\n  {{{spec}, image: {{tag: a}}}}\n"
    assert [(one.code, line_of(one)) for one in judged(text).findings] == ([] if code is None else [(code, 5)])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (pod_of("kubernetes.dask.org/v1", "DaskCluster", "resources: {limit: {nvidia.com/gpu: 1}}"), 9),
        (pod_of("machinelearning.seldon.io/v1", "SeldonDeployment", ASKS, "runtimeClass: nvidia"), 7),
        (pod_of("actions.github.com/v1alpha1", "AutoscalingRunnerSet", "resources: {nvidia.com/gpu: 1}"), 9),
        (POD_TEMPLATE, 5),
    ],
)
def test_kinds_whose_pods_have_known_fields(text: str, line: int) -> None:
    assert [at for at, _ in told(text, "KUB201")] == [line]


@pytest.mark.parametrize(
    ("version", "kind", "spec"),
    [
        ("tekton.dev/v1", "Task", "{steps: [{image: a, computeResources: ASKED}]}"),
        ("argoproj.io/v1alpha1", "Workflow", "{templates: [{container: {resources: ASKED}}]}"),
        ("serving.kserve.io/v1beta1", "InferenceService", "{predictor: {model: {resources: ASKED}}}"),
    ],
)
def test_lone_containers(version: str, kind: str, spec: str) -> None:
    text = f"apiVersion: {version}\nkind: {kind}\nspec: {spec}\n"
    asked = "{limit: {nvidia.com/gpu: 1}}"
    assert [line for line, _ in told(text.replace("ASKED", asked), "KUB206")] == [3]
    assert told(text.replace("ASKED", asked.replace("limit", "limits")), "KUB206") == []
