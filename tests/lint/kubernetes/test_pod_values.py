"""What KUB204 says of values below a pod's spec, and of the objects around it."""

import pytest

from tests.lint.examples import judged, told

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  {spec}
  containers:
  - name: {name}
    image: cuda
    {container}
    resources: {{limits: {{nvidia.com/gpu: 1}}}}
"""
JOB = """\
apiVersion: batch/v1
kind: {kind}
metadata: {{name: a}}
spec:
  {spec}
  {around}
    metadata: {{labels: {{app: a}}}}
    spec:
      restartPolicy: {restart}
      containers:
      - {{name: main, image: cuda, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}
"""
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
REFUSED = "the API server refuses the pod"


def pod(spec: str = "hostIPC: true", container: str = "tty: true", name: str = "main") -> str:
    return POD.format(spec=spec, container=container, name=name)


def variable(path: str) -> str:
    """Return a pod with a variable of something of itself."""
    return pod(container=f"env: [{{name: A, valueFrom: {{fieldRef: {{fieldPath: {path}}}}}}}]")


def amount(name: str) -> str:
    """Return a pod with a variable of something that its container asks for."""
    return pod(container=f"env: [{{name: A, valueFrom: {{resourceFieldRef: {{resource: {name}}}}}}}]")


def expression(text: str) -> str:
    return pod(f"affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: [{{matchExpressions: [{text}]}}]}}}}}}")


def preferred(kind: str, text: str) -> str:
    return pod(f"affinity: {{{kind}: {{{PREFERRED}: [{text}]}}}}")


def deployment(strategy: str) -> str:
    spec = f"selector: {{matchLabels: {{app: a}}}}\n  strategy: {strategy}"
    text = JOB.format(kind="Deployment", spec=spec, around="template:", restart="Always")
    return text.replace("batch/v1", "apps/v1")


def job(spec: str) -> str:
    return JOB.format(kind="Job", spec=spec, around="template:", restart="Never")


def cron(schedule: str) -> str:
    lines = JOB.format(kind="CronJob", spec=f"schedule: {schedule}", around="template:", restart="Never").splitlines()
    template = "\n    ".join(lines[5:])
    return "\n".join([*lines[:5], "  jobTemplate:", "    spec:", f"    {template}"])


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        (pod(name="vLLM_server"), 7, "vLLM_server cannot be a container's name"),
        (pod(container="ports: [{name: openai-compatible-api, containerPort: 80}]"), 9, "cannot be a port's name"),
        (pod(container="ports: [{containerPort: 80000}]"), 9, "80000 is no port"),
        (pod(container="env: [{name: CUDA_VISIBLE_DEVICES=0}]"), 9, "no equals sign"),
        (variable("spec.nodename"), 9, "no spec.nodename of its pod"),
        (variable("limits.cpu"), 9, "no limits.cpu of its pod"),
        (pod(container="securityContext: {privileged: true, allowPrivilegeEscalation: false}"), 9, "contradicts"),
        (pod("nodeSelector: {gpu: NVIDIA A100}"), 5, "no label has the value 'NVIDIA A100'"),
        (pod("nodeSelector: {gpu=a100: ''}"), 5, "cannot be a label's key"),
        (pod("nodeSelector: {nvidia.com/gpu.product: 'NVIDIA-A100*'}"), 5, "no label has the value 'NVIDIA-A100*'"),
        (pod("nodeSelector: {nvidia.com/gpu.product: 'A100|H100'}"), 5, "no label has the value 'A100|H100'"),
        (expression("{key: nvidia.com/gpu.product, operator: In, values: ['~H100']}"), 5, "the value '~H100'"),
        (expression("{key: nvidia.com/gpu.product, operator: NotIn, values: ['T4,L4']}"), 5, "the value 'T4,L4'"),
        (expression("{key: a, operator: In}"), 5, "has no values"),
        (expression("{key: a, operator: Exists, values: ['true']}"), 5, "takes no values"),
        (expression("{key: a, operator: Gt, values: ['1', '2']}"), 5, "takes one value"),
        (pod(f"affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: []}}}}}}"), 5, "without nodeSelectorTerms"),
        (preferred("nodeAffinity", "{preference: {}}"), 5, "no weight"),
        (preferred("podAffinity", "{weight: 101, podAffinityTerm: {topologyKey: a}}"), 5, "weight 101"),
        (
            pod("topologySpreadConstraints: [{maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]"),
            5,
            "maxSkew of 1 or more",
        ),
        (pod("volumes: [{name: a, emptyDir: {medium: memory}}]"), 5, "memory is no medium"),
        (pod("volumes: [{name: a, emptyDir: {}, hostPath: {path: /a}}]"), 5, "one of emptyDir and hostPath"),
        (deployment("{type: Recreate, rollingUpdate: {maxSurge: 0}}"), 6, "Recreate has no rollingUpdate"),
        (deployment("{rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}"), 6, "both 0"),
        (job("completionMode: Indexed"), 5, "says its completions"),
        (cron("0 3 * *"), 5, "no schedule"),
        (cron("'@dayly'"), 5, "no schedule"),
    ],
)
def test_it_is_found(text: str, line: int, part: str) -> None:
    found = told(text, "KUB204")
    assert [one for one, _ in found] == [line]
    assert part in found[0][1]


@pytest.mark.parametrize(
    "text",
    [
        pod(name="vllm-0"),
        pod(name="${NAME}"),
        pod(container="ports: [{name: http-1, containerPort: 65535}, {containerPort: 1}]"),
        pod(container="env: [{name: A.b-C, value: a=b}, {name: 1_ODD}]"),
        variable("status.podIP"),
        variable("\"metadata.labels['app']\""),
        variable("${FIELD}"),
        pod(container="securityContext: {privileged: true}"),
        pod(container="securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [IPC_LOCK]}}"),
        pod("hostPID: true", "securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [[], {}]}}"),
        pod("topologySpreadConstraints: [zone]"),
        pod("nodeSelector: {gpu: '', a.b/c: A_1.x, other: '{{ .x y }}'}"),
        pod("nodeSelector: null"),
        pod("nodeSelector: {nvidia.com/gpu.product: '<product>'}"),
        pod("nodeSelector: {nvidia.com/gpu.product: '${PRODUCT}*'}"),
        pod("nodeSelector: {nvidia.com/gpu.product: NVIDIA A100}"),  # Which another rule tells.
        expression("{key: a, operator: In, values: [b]}, {key: b, operator: Exists, values: []}"),
        expression("{key: a, operator: Gt, values: ['1']}, {key: b, operator: DoesNotExist}"),
        expression("{key: a, operator: In, values: '{{ .values }}'}"),
        preferred("nodeAffinity", "{weight: 1, preference: {matchExpressions: [{key: a, operator: Exists}]}}"),
        preferred("podAffinity", "{weight: 100, podAffinityTerm: {topologyKey: a}}"),
        pod("topologySpreadConstraints: [{maxSkew: 2, topologyKey: a, whenUnsatisfiable: ScheduleAnyway}]"),
        pod("volumes: [{name: a, emptyDir: {medium: Memory, sizeLimit: 16Gi}}, {name: b, emptyDir: {medium: ''}}]"),
        pod("volumes: [{name: a, emptyDir: {medium: HugePages-2Mi}}, {name: b, emptyDir: {sizeLimit: '${SIZE}'}}]"),
        deployment("{type: Recreate, rollingUpdate: null}"),
        deployment("{rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"),
        job("completionMode: Indexed\n  completions: 4"),
        cron("'@daily'"),
        cron("'@every 1h30m'"),
        cron("TZ=UTC 0 3 * * *"),
        cron("'{{ .Values.schedule }}'"),
    ],
)
def test_it_is_not_found(text: str) -> None:
    assert told(text, "KUB204") == []


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("*A100*", "list the values under operator In"),
        ("A100,H100", "list the values under operator In"),
        ("A100/80GB", "as nodes have it"),
    ],
)
def test_a_pattern_or_a_list_has_a_cure_of_its_own(text: str, fix: str) -> None:
    (found,) = judged(pod(f"nodeSelector: {{nvidia.com/gpu.product: '{text}'}}")).findings
    assert (found.code, fix in (found.fix or "")) == ("KUB204", True)


@pytest.mark.parametrize("name", ["GPU_Test", "a-", "gpu test"])
def test_a_name_that_no_object_can_have_is_found(name: str) -> None:
    assert [line for line, _ in told(pod().replace("name: a}", f"name: {name}}}"), "KUB203")] == [3]


@pytest.mark.parametrize("name", ["a.b-c", "gpu-1", "${NAME}", "'{{ .name }}'"])
def test_other_names_are_not(name: str) -> None:
    assert told(pod().replace("name: a}", f"name: {name}}}"), "KUB203") == []


@pytest.mark.parametrize("name", ["limits.nvidia.com/gpu", "nvidia.com/gpu", "limits.gpu"])
def test_no_variable_has_an_amount_of_gpus(name: str) -> None:
    assert told(amount(name), "KUB204") == [(9, f"a variable can have no {name} of its container: {REFUSED}")]


@pytest.mark.parametrize("name", ["limits.cpu", "requests.ephemeral-storage", "limits.hugepages-2Mi", "'${A}'"])
def test_amounts_that_a_variable_can_have(name: str) -> None:
    assert told(amount(name), "KUB204") == []


def test_a_probe_asks_in_one_way() -> None:
    text = pod(container="livenessProbe: {exec: {command: [a]}, httpGet: {path: /, port: 80}}")
    assert told(text, "KUB204") == [(9, f"a livenessProbe is one of exec and httpGet: {REFUSED}")]
