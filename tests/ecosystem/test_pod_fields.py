import pytest

from generator.ecosystem.pod_fields import pod_levels
from tests.lint.examples import judged, line_of

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  {spec}
  containers:
  - name: main
    image: cuda
    {container}
    resources: {{limits: {{nvidia.com/gpu: 1}}}}
"""
JOB = """\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: a}
spec:
  pytorchReplicaSpecs:
    Worker:
      template:
        spec:
          containers:
          - name: pytorch
            image: cuda
            resource: {limits: {nvidia.com/gpu: 1}}
"""
REQUIRED = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "


def pod(spec: str = "restartPolicy: Never", container: str = "tty: true") -> str:
    return POD.format(spec=spec, container=container)


def test_levels_stand_below_the_path_of_the_pod() -> None:
    assert all(one.path[:2] == ("spec", "template") for one in pod_levels("spec", "template"))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (pod("securityContext: {privileged: true}"), "KUB201", 5),
        (pod("tolerations: [{key: nvidia.com/gpu, operator: Exists, effects: NoSchedule}]"), "KUB201", 5),
        (pod("volumes: [{name: shm, emptyDir: null, medium: Memory}]"), "KUB201", 5),
        (pod("volumes: [{name: a, hostPath: /models}]"), "KUB202", 5),
        (pod("volumes: [{name: a, hostPath: {path: /a, type: directory}}]"), "KUB202", 5),
        (pod(f"{REQUIRED}[{{nodeSelectorTerms: []}}]}}}}"), "KUB202", 5),
        (
            pod(f"{REQUIRED}{{nodeSelectorTerms: [{{matchExpressions: [{{key: a, operator: Equals}}]}}]}}}}}}"),
            "KUB202",
            5,
        ),
        (pod("topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: Never}]"), "KUB202", 5),
        (pod(container="imagePullPolicy: Allways"), "KUB202", 9),
        (pod(container="securityContext: {hostIPC: true}"), "KUB201", 9),
        (pod(container="env: [{NVIDIA_VISIBLE_DEVICES: all}]"), "KUB201", 9),
        (pod(container="readinessProbe: {initialDelay: 3}"), "KUB201", 9),
        (pod(container='ports: [{containerPort: "80"}]'), "KUB202", 9),
        (JOB, "KUB201", 12),
    ],
)
def test_faults_below_a_pods_spec_are_found(text: str, code: str, line: int) -> None:
    assert [(one.code, line_of(one)) for one in judged(text).findings if one.code.startswith("KUB2")] == [(code, line)]


@pytest.mark.parametrize(
    "text",
    [
        pod("volumes: [{name: a, hostPath: {path: /a, type: ''}}, {name: b}]"),
        pod("affinity: {}"),
        pod("affinity: '{{ .Values.affinity }}'"),
        pod(container="imagePullPolicy: ${POLICY}"),
        pod(container="env: [{name: A, value: b}, {name: B, valueFrom: {fieldRef: {fieldPath: a}}}]"),
        JOB.replace("resource:", "resources:"),
        JOB.replace("kubeflow.org/v1", "example.com/v1"),
    ],
)
def test_what_is_right_or_not_known_is_no_fault(text: str) -> None:
    assert [one for one in judged(text).findings if one.code in ("KUB201", "KUB202")] == []
