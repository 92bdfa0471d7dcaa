import pytest

from generator.ecosystem.pod_fields import pod_levels
from generator.model.finding import Severity
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
ALWAYS = "requiredDuringSchedulingIgnoredDuringExecution"
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
        (pod(container="args: [{--model: llama}]"), "KUB202", 9),
        (pod(container="env: [{name: A, value: {b: c}}]"), "KUB202", 9),
        (pod(container="env: [{name: A}, {value: b}]"), "KUB202", 9),
        (pod(container="env: [{name: A, valueFrom: {}}]"), "KUB202", 9),
        (pod(container="env: [{name: A, valueFrom: {secretKeyRef: {name: My_Key, key: a}}}]"), "KUB202", 9),
        (pod(container="envFrom: [{secretRef: {names: a}}]"), "KUB201", 9),
        (pod(container="volumeMounts: [{mountPath: /data}]"), "KUB202", 9),
        (pod(container="ports: [{name: http}]"), "KUB202", 9),
        (pod(container="livenessProbe: {periodSeconds: 3}"), "KUB202", 9),
        (pod(container="livenessProbe: {exec: {commands: [a]}}"), "KUB201", 9),
        (pod(container="lifecycle: {preStop: {exec: {command: sleep 5}}}"), "KUB202", 9),
        (pod(container="securityContext: {capabilities: {add: SYS_ADMIN}}"), "KUB202", 9),
        (pod(container="securityContext: {seccompProfile: {type: unconfined}}"), "KUB202", 9),
        (pod("volumes: [{name: a, emptyDir: {sizeLimit: 16GB}}]"), "KUB202", 5),
        (pod("volumes: [{name: a, configMap: {names: a}}]"), "KUB201", 5),
        (pod("serviceAccountName: GPU_user"), "KUB202", 5),
        (pod(f"affinity: {{podAntiAffinity: {{{ALWAYS}: [{{labelSelector: {{}}}}]}}}}"), "KUB202", 5),
        (pod(f"affinity: {{podAffinity: {{{ALWAYS}: [{{topologyKey: a, labelSelector: {{a: b}}}}]}}}}"), "KUB201", 5),
        (pod("topologySpreadConstraints: [{maxSkew: 1, topologyKey: a}]"), "KUB202", 5),
        (
            pod(f"{REQUIRED}{{nodeSelectorTerms: [{{matchExpressions: [{{key: a, values: ['1']}}]}}]}}}}}}"),
            "KUB202",
            5,
        ),
        (pod().replace("containers:", "container:"), "KUB201", 6),
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
        pod("serviceAccountName: '${ACCOUNT}'"),
        pod(container="imagePullPolicy: ${POLICY}"),
        pod(container="livenessProbe: {exec: {command: [a]}}"),
        pod(container="livenessProbe: null"),
        pod(container="env: [{name: A, value: b}, {name: B, valueFrom: {fieldRef: {fieldPath: a}}}]"),
        JOB.replace("resource:", "resources:"),
        JOB.replace("kubeflow.org/v1", "example.com/v1"),
    ],
)
def test_what_is_right_or_not_known_is_no_fault(text: str) -> None:
    assert [one for one in judged(text).findings if one.code in ("KUB201", "KUB202")] == []


KNATIVE = """\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: a}
spec:
  template:
    spec:
      containers:
      - image: cuda
        readinessProbe: {periodSeconds: 5}
        livenessProbe: {httpGet: {path: /health}}
        resources: {limits: {nvidia.com/gpu: 1}}
"""
PATCH = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  template:
    spec:
      topologySpreadConstraints: [{topologyKey: a}]
      containers:
      - name: main
        livenessProbe: {periodSeconds: 3}
        env: [{name: A, valueFrom: {secretKeyRef: {name: other}}}]
        resources: {limits: {nvidia.com/gpu: 2}}
"""
NUMBERS = pod("terminationGracePeriodSeconds: 1_200", "livenessProbe: {exec: {command: [a]}, periodSeconds: 0b11}")
TEMPLATED = """\
#@ load("@ytt:data", "data")
apiVersion: v1
kind: Pod
metadata:
  name: #@ data.values.name
spec:
  containers: [{name: main, image: a, tty: 1, resources: {limits: {nvidia.com/gpu: 1}}}]
"""
FILLED_IN = pod("terminationGracePeriodSeconds: ((grace))").replace("{name: a}", "{name: ((name))}")
CLASSES = {
    "kustomization.yaml": "resources: [https://example.com/base.yaml]\npatches: [{path: r.yaml}, {path: p.yaml}]\n",
    "r.yaml": (
        "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: nvidia}\n"
        "scheduling: {tolerations: [{operator: Exists}]}\n"
    ),
    "p.yaml": "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: gpu}\ndescription: x\n",
}


@pytest.mark.parametrize("files", [KNATIVE, PATCH, NUMBERS, TEMPLATED, FILLED_IN, CLASSES])
def test_what_others_put_in_or_read_otherwise_is_no_fault(files: str | dict[str, str]) -> None:
    codes = [one.code for one in judged(files).findings]
    assert [one for one in codes if one.startswith(("KUB", "PRI"))] == []


def test_a_pod_without_a_name_may_be_a_template() -> None:
    (found,) = [one for one in judged(pod().replace("metadata: {name: a}\n", "")).findings if one.code == "KUB203"]
    assert found.severity is Severity.INFO


def test_a_runtime_class_without_a_handler_is_told_once() -> None:
    text = "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: nvidia}\n"
    assert [one.code for one in judged(text).findings] == ["PRI202"]
