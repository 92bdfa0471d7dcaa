import pytest

from tests.lint.examples import told

REQUIRED = "kueue.x-k8s.io/podset-required-topology"
JOB = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: train
  labels: {kueue.x-k8s.io/queue-name: team}
  annotations: {OUTSIDE}
spec:
  suspend: true
  template:
    metadata:
      annotations: {INSIDE}
    spec:
      restartPolicy: Never
      containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
JOB_SET = """\
apiVersion: jobset.x-k8s.io/v1alpha2
kind: JobSet
metadata: {name: train}
spec:
  replicatedJobs:
    - name: workers
      template:
        metadata: {annotations: {OUTSIDE}}
        spec:
          template:
            metadata: {annotations: {INSIDE}}
            spec:
              containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
TRAINING = """\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train, annotations: {OUTSIDE}}
spec:
  pytorchReplicaSpecs:
    Worker:
      template:
        metadata: {annotations: {INSIDE}}
        spec:
          containers: [{name: pytorch, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
RAY = """\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: train, annotations: {OUTSIDE}}
spec:
  headGroupSpec:
    template:
      metadata: {annotations: {INSIDE}}
      spec:
        containers: [{name: ray-head, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: train, annotations: {OUTSIDE}}
spec:
  containers: [{name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
KINDS = (
    (JOB, 6),
    (JOB_SET, 8),
    (TRAINING, 3),
    (RAY, 3),
    (JOB.replace("batch/v1", "apps/v1").replace("Job", "Deployment"), 6),
)


def _told(text: str, outside: str = "", inside: str = "") -> list[int]:
    return [line for line, _ in told(text.replace("OUTSIDE", outside).replace("INSIDE", inside), "QUO213")]


@pytest.mark.parametrize(("text", "line"), KINDS)
def test_outside_the_template_it_is_not_read(text: str, line: int) -> None:
    assert _told(text, outside=f"{REQUIRED}: rack") == [line]
    assert _told(text, outside=f"{REQUIRED}: rack", inside=f"{REQUIRED}: rack") == []
    assert _told(text, inside=f"{REQUIRED}: rack") == []


@pytest.mark.parametrize(
    "name",
    [
        *("required-topology", "preferred-topology", "unconstrained-topology", "group-name"),
        *("slice-required-topology", "slice-size", "slice-required-topology-constraints"),
    ],
)
def test_each_of_them_is_told(name: str) -> None:
    assert _told(JOB, outside=f'kueue.x-k8s.io/podset-{name}: "1"') == [6]
    assert _told(JOB, outside=f'kueue.x-k8s.io/podset-{name}: "1"', inside=f"{REQUIRED}: rack") == (
        [] if name == "required-topology" else [6]
    )


def test_what_kueue_reads_there_is_let_be() -> None:
    assert _told(JOB, outside='kueue.x-k8s.io/job-min-parallelism: "1"') == []
    assert _told(JOB, outside=f"{REQUIRED}: ") == []
    assert _told(POD, outside=f"{REQUIRED}: rack") == []


def test_kinds_of_others_may_hand_it_on() -> None:
    other = JOB.replace("batch/v1", "workload.codeflare.dev/v1beta2").replace("kind: Job", "kind: AppWrapper")
    assert _told(other, outside=f"{REQUIRED}: rack") == []


def test_a_kustomization_may_add_it_to_the_template() -> None:
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [job.yaml]\n"
    job = JOB.replace("OUTSIDE", f"{REQUIRED}: rack").replace("INSIDE", "")
    added = f"{head}patches: [{{patch: '[{{op: add, path: /spec/a, value: b}}]', target: {{kind: Job}}}}]\n"
    assert len(told({"job.yaml": job, "kustomization.yaml": head}, "QUO213")) == 1
    assert told({"job.yaml": job, "kustomization.yaml": added}, "QUO213") == []
