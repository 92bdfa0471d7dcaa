"""What lint says that the API server refuses is refused, and what it lets pass is taken."""

import json

import pytest

from generator.facts.charts import GPU_OPERATOR, load_crds
from generator.model.finding import Severity
from tests.controlplane.api import wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.manifests import apply
from tests.controlplane.pods import add_namespace
from tests.lint.examples import judged
from tests.standin.crds import crd_manifest
from tests.support.claims import Proved
from tests.support.device_expressions import REFUSED, TAKEN

pytestmark = pytest.mark.e2e

GPU = "resources: {limits: {nvidia.com/gpu: 1}}"
QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\nspec: {hard: {%s}}\n"
LIMITS = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [%s]}\n"


def pod(spec: str = "restartPolicy: Never", container: str = GPU, metadata: str = "") -> str:
    """A Pod in flow style."""
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: main{metadata}}}
spec:
  {spec}
  containers: [{{name: main, image: registry.invalid/nothing:1, {container}}}]
"""


TOLERATIONS = [
    "{key: a, operator: Exists, value: b}",
    "{key: a, operator: exists}",
    "{key: a, operator: Exists, effect: Noschedule}",
    "{effect: NoSchedule}",
    "{key: a, operator: Exists, effect: NoSchedule, tolerationSeconds: 60}",
    "{key: a, operator: Exists, tolerationSeconds: 60}",
    "{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 60}",
    "{key: a, operator: Exists, value: ''}",
    "{operator: Exists}",
    "{key: a}",
]
CONTAINERS = [
    "env: [{name: A, value: 4}]",
    "env: [{name: A, value: yes}]",
    "env: [{name: A, value: y}]",
    "env: [{name: A, value: off}]",
    "env: [{name: A, value: 'yes'}]",
    "env: [{name: A, value: null}]",
    "env: [{name: A, value: yesterday}]",
    "args: [--port, 8000]",
    "args: [--port, '8000']",
    "command: [sleep, 0.5]",
]
ASKS = [
    "limits: {nvidia.com/gpu: 0.5}",
    "limits: {nvidia.com/gpu: 2000m}",
    "requests: {nvidia.com/gpu: 1}",
    "requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}",
    "requests: {huawei.com/Ascend910: 1}, limits: {huawei.com/Ascend910: 2}",
    "limits: {amd.com/gpu: 0.5}",
    "requests: {amd.com/gpu: 1}, limits: {amd.com/gpu: 1}",
]
PODS = [
    *(pod(f"tolerations: [{one}]") for one in TOLERATIONS),
    *(pod(container=f"{one}, {GPU}") for one in CONTAINERS),
    *(pod(container=f"resources: {{{one}}}") for one in ASKS),
    *(pod(f"nodeSelector: {{a: {one}}}") for one in ("true", "4", "On", "'true'", "trueish")),
    *(pod(metadata=f", labels: {{a: {one}}}") for one in ("true", "no", "'no'")),
    *(pod(metadata=f", annotations: {{a: {one}}}") for one in ("9400", "'9400'")),
]
CLASSES = [
    f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: lint-verdict}}\n{one}\n"
    for one in (
        "value: 1000000001",
        "value: -3000000000",
        "value: '10'",
        "value: 10",
        "value: 10\npreemptionPolicy: never",
        "value: 10\npreemptionPolicy: Never",
    )
]


def made_by(
    kind: str = "Deployment",
    *,
    version: str = "apps/v1",
    spec: str = "selector: {matchLabels: {app: a}}",
    labels: str = "app: a",
    pod_spec: str = "restartPolicy: Always",
    container: str = GPU,
    metadata: str = "name: a",
) -> str:
    """An object with a template of pods, in flow style."""
    pods = f"{{{pod_spec}, containers: [{{name: a, image: a, {container}}}]}}"
    return f"""\
apiVersion: {version}
kind: {kind}
metadata: {{{metadata}}}
spec: {{{spec}, template: {{metadata: {{labels: {{{labels}}}}}, spec: {pods}}}}}
"""


def job(pod_spec: str = "restartPolicy: Never", kind: str = "Job", spec: str = "backoffLimit: 1") -> str:
    """A Job of such pods."""
    return made_by(kind, version="batch/v1", spec=spec, pod_spec=pod_spec)


def config_map(rest: str) -> str:
    """A ConfigMap that has to do with GPUs."""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, annotations: {{of: nvidia.com/gpu}}}}\n{rest}\n"


MOUNT = "volumeMounts: [{name: data, mountPath: /data}]"
WHOLE = [
    # Fields that are not known, or of another type.
    pod("runtimeClass: nvidia"),
    pod(container=f"nodeSelector: {{}}, {GPU}"),
    pod(container="limits: {nvidia.com/gpu: 1}"),
    pod(container="resources: {nvidia.com/gpu: 1}"),
    pod(container="resources: {limit: {nvidia.com/gpu: 1}}"),
    pod("resources: {limits: {nvidia.com/gpu: 1}}"),
    pod("hostIPC: 'true'"),
    pod("hostIPC: yes"),
    pod("terminationGracePeriodSeconds: '30'"),
    pod("terminationGracePeriodSeconds: 30.0"),
    pod("nodeSelector: []"),
    pod("tolerations: {}"),
    pod(container=f"args: --all, {GPU}"),
    pod(container=f"args: [], {GPU}"),
    pod(container=f"workingDir: 4, {GPU}"),
    pod(container=f"workingDir: null, {GPU}"),
    made_by(spec="selector: {matchLabels: {app: a}}, runtimeClassName: nvidia"),
    made_by(spec="selector: {matchLabels: {app: a}}, replicas: '2'"),
    made_by(spec="selector: {matchLabels: {app: a}}, replicas: 2"),
    made_by("DaemonSet", spec="selector: {matchLabels: {app: a}}, replicas: 2"),
    config_map("data: {a: '1'}"),
    config_map("data: {a: 1}"),
    config_map("data: {a: {b: c}}"),
    config_map("a: b"),
    QUOTA % "requests.nvidia.com/gpu: 1",
    (QUOTA % "requests.nvidia.com/gpu: 1").replace("hard: ", "hard: {}, limits: "),
    (QUOTA % "requests.nvidia.com/gpu: 1").replace("spec: ", ""),
    *(QUOTA % f"{one}: 1" for one in ("gpu", "requestsGpu", "requests.gpu", "nvidia-gpu", "requests.nvidia.com.gpu")),
    QUOTA % "requests.amd.com/gpu: 1",
    LIMITS % "{type: PersistentVolumeClaim, max: {storage: 1Gi}}",
    *(
        LIMITS % f"{{type: {one}, max: {{cpu: 1}}}}"
        for one in ("Container", "Pod", "InitContainer", "container", "a.b/c")
    ),
    LIMITS % "{type: Container, max: {cpu: 1}}, {type: Container, min: {cpu: 1m}}",
    LIMITS % "{type: Container, max: {cpu: 1}}, {type: Pod, max: {cpu: 1}}",
    # Kinds and names.
    pod().replace("apiVersion: v1\n", ""),
    pod().replace("apiVersion: v1", "apiVersion: apps/v1"),
    pod().replace("name: main}\nspec", "labels: {a: b}}\nspec"),
    pod().replace("{name: main}\nspec", "{generateName: main-}\nspec"),
    made_by(version="v1"),
    made_by(version="extensions/v1beta1"),
    made_by(version="apps/v1beta2"),
    job().replace("batch/v1", "batch/v1beta1"),
    "apiVersion: node.k8s.io/v1beta1\nkind: RuntimeClass\nmetadata: {name: nvidia}\nhandler: nvidia\n",
    "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: nvidia}\nhandler: nvidia\n",
    # Pods as a whole.
    pod(container=f"{MOUNT}, {GPU}"),
    pod("volumes: [{name: data, emptyDir: {}}]", f"{MOUNT}, {GPU}"),
    pod("volumes: [{name: data, emptyDir: {}}]", f"{MOUNT[:-1]}, {{name: data, mountPath: /data}}], {GPU}"),
    pod(container=f"env: [{{name: A, value: b, valueFrom: {{fieldRef: {{fieldPath: metadata.name}}}}}}], {GPU}"),
    pod(container=f"env: [{{name: A, value: '', valueFrom: {{fieldRef: {{fieldPath: metadata.name}}}}}}], {GPU}"),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, memory: 8GB}}"),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, memory: 16 Gi}}"),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, cpu: -1}}"),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, memory: 512K}}"),
    pod(container='resources: {limits: {nvidia.com/gpu: 1, memory: " 8Gi"}}'),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, memory: 1e9, cpu: 500m}}"),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, memory: 8Gi}, requests: {memory: 9Gi}}"),
    pod(container="resources: {limits: {nvidia.com/gpu: 1, memory: 8Gi}, requests: {memory: 8192Mi}}"),
    pod("restartPolicy: never"),
    pod("initContainers: [{name: main, image: a}]"),
    pod().replace("{name: main, image", "{image"),
    made_by(),
    made_by(pod_spec="restartPolicy: OnFailure"),
    made_by(spec="replicas: 1"),
    made_by(labels="app: b"),
    made_by("StatefulSet", spec="selector: {matchLabels: {app: a}}, serviceName: a", container=f"{MOUNT}, {GPU}"),
    made_by(
        "StatefulSet",
        spec="selector: {matchLabels: {app: a}}, serviceName: a, volumeClaimTemplates: [{metadata: {name: data}, spec: "
        "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]",
        container=f"{MOUNT}, {GPU}",
    ),
    job(),
    job("restartPolicy: Always"),
    job("hostNetwork: false"),
]


def refused(cluster: Cluster, namespace: str, text: str) -> str:
    """Return why the API server does not take an object; empty where it does. Nothing is kept."""
    done = cluster.kubectl("create", "-n", namespace, "--dry-run=server", "-f", "-", given=text)
    return done.stderr.strip() if done.returncode else ""


def is_wrong(text: str, namespace: str) -> bool:
    """Say whether lint has an error."""
    return any(one.severity is Severity.ERROR for one in judged(text, ("--namespace", namespace)).findings)


def test_every_object_alone(cluster: Cluster, proved: Proved) -> None:
    namespace = add_namespace(cluster.api, "lint-verdicts")
    answers = {text: refused(cluster, namespace, text) for text in (*PODS, *CLASSES, *WHOLE)}
    assert {text: answer for text, answer in answers.items() if bool(answer) is not is_wrong(text, namespace)} == {}
    wrong = sum(map(bool, answers.values()))
    proved(f"of {len(answers)} objects the API server refuses the {wrong} that lint says, and takes the others")


def selecting(expression: str) -> str:
    """A template of claims whose devices are selected so."""
    return f"""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {{name: selecting}}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors: [{{cel: {{expression: {json.dumps(expression)}}}}}]
"""


def test_selectors_of_devices(cluster: Cluster, proved: Proved) -> None:
    namespace = add_namespace(cluster.api, "lint-selectors")
    answers = {text: refused(cluster, namespace, selecting(text)) for text in (*TAKEN, *REFUSED)}
    assert [f"{text}: {answer}" for text, answer in answers.items() if bool(answer) is not (text in REFUSED)] == []
    proved(f"of {len(answers)} selectors of devices the API server refuses the {len(REFUSED)} that lint says")


def several(*containers: str, init: tuple[str, ...] = ()) -> str:
    """A Pod whose containers ask for so many GPUs; those in `init` with what else they say."""
    shown = ", ".join(f"{{name: c{number}, image: a, {one}}}" for number, one in enumerate(containers))
    inits = ", ".join(f"{{name: i{number}, image: a, {one}}}" for number, one in enumerate(init))
    spec = f"{{initContainers: [{inits}], containers: [{shown}]}}"
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: main}}\nspec: {spec}\n"


def gpus(number: int) -> str:
    """What a container says that asks for GPUs."""
    return f"resources: {{limits: {{nvidia.com/gpu: {number}}}}}"


ALWAYS = "restartPolicy: Always"


COUNTED = [
    several(gpus(2)),
    several(gpus(3)),
    several(gpus(1), gpus(2)),
    several(gpus(2), init=(gpus(2), gpus(2))),
    several(gpus(1), init=(gpus(3),)),
    several(gpus(1), init=(f"{ALWAYS}, {gpus(2)}",)),
    several(gpus(1), init=(f"{ALWAYS}, {gpus(1)}", gpus(2))),
    several(gpus(1), init=(gpus(1), f"{ALWAYS}, {gpus(1)}")),
]


def test_what_a_quota_counts(cluster: Cluster, proved: Proved) -> None:
    namespace = add_namespace(cluster.api, "lint-quota")
    quota = QUOTA % "requests.nvidia.com/gpu: 2"
    made = cluster.kubectl("apply", "-n", namespace, "-f", "-", given=quota)
    assert made.returncode == 0, made.stderr
    for text in COUNTED:
        said = is_wrong(f"{quota}---\n{text}", namespace)
        assert ("exceeded quota" in refused_by_quota(cluster, namespace, text)) is said, text
    proved(f"the API server's quota counts {len(COUNTED)} pods of several containers as lint does")


def refused_by_quota(cluster: Cluster, namespace: str, text: str) -> str:
    """Return why a pod is refused once the quota has been counted for the first time."""

    def answer() -> str | None:
        found = refused(cluster, namespace, text)
        return None if "status unknown for quota" in found else found or "taken"

    return wait_for("the quota is counted", answer)


DEMANDS = QUOTA % "requests.cpu: 4, limits.memory: 4Gi"
ASKING = [
    gpus(1),
    "resources: {limits: {nvidia.com/gpu: 1, cpu: 1}}",
    "resources: {limits: {nvidia.com/gpu: 1, cpu: 1, memory: 1Gi}}",
    "resources: {requests: {cpu: 1}, limits: {nvidia.com/gpu: 1, memory: 1Gi}}",
]
FILLS_IN = [
    "",
    LIMITS % "{type: Container, default: {cpu: 1, memory: 1Gi}}",
    LIMITS % "{type: Container, max: {cpu: 1, memory: 1Gi}}",
    LIMITS % "{type: Container, min: {cpu: 1m, memory: 1Mi}}",
    LIMITS % "{type: Container, defaultRequest: {cpu: 1}, default: {memory: 1Gi}}",
]


@pytest.mark.parametrize("number", range(len(FILLS_IN)))
def test_what_a_quota_wants_stated(cluster: Cluster, number: int) -> None:
    namespace = add_namespace(cluster.api, f"lint-demands-{number}")
    around = f"{DEMANDS}---\n{FILLS_IN[number]}" if FILLS_IN[number] else DEMANDS
    made = cluster.kubectl("apply", "-n", namespace, "-f", "-", given=around)
    assert made.returncode == 0, made.stderr
    for one in ASKING:
        text = several(one)
        findings = judged(f"{around}---\n{text}", ("--namespace", namespace)).findings
        said = any(found.code == "QUO206" for found in findings)
        assert ("must specify" in refused_by_quota(cluster, namespace, text)) is said, text


def test_limit_ranges(cluster: Cluster) -> None:
    namespace = add_namespace(cluster.api, "lint-limits")
    for item, code in (
        ("{type: Container, default: {nvidia.com/gpu: 3}, defaultRequest: {nvidia.com/gpu: 1}}", True),
        ("{type: Container, max: {nvidia.com/gpu: 3}, defaultRequest: {nvidia.com/gpu: 1}}", True),
        ("{type: Container, max: {nvidia.com/gpu: 3}, defaultRequest: {nvidia.com/gpu: 3}}", False),
        ("{type: Container, max: {amd.com/gpu: 3}, defaultRequest: {amd.com/gpu: 1}}", True),
    ):
        text = LIMITS % item
        said = any("refuses the LimitRange" in one.message for one in judged(text).findings)
        assert (bool(refused(cluster, namespace, text)), said) == (code, code), text


BETWEEN = LIMITS % (
    "{type: Container, max: {cpu: 2}, min: {memory: 1Gi}, default: {cpu: 1, memory: 1Gi}}, "
    "{type: Pod, max: {cpu: 3}, min: {memory: 2Gi}}"
)


def takes(limits: str = "memory: 2Gi", requests: str = "") -> str:
    """What a container says that asks for a GPU and other things."""
    return f"resources: {{limits: {{nvidia.com/gpu: 1, {limits}}}, requests: {{{requests}}}}}"


LIMITED = [
    several(takes()),
    several(takes("memory: 2Gi, cpu: 2")),
    several(takes("memory: 2Gi, cpu: 2001m")),
    several(takes("memory: 2Gi, cpu: 2", "memory: 1Mi")),
    several(takes("memory: 512Mi")),
    several(takes("memory: 1Gi")),
    several(takes("memory: 1Gi"), takes("memory: 1Gi")),
    several(takes("memory: 2Gi, cpu: 2"), takes("memory: 2Gi, cpu: 1")),
    several(takes("memory: 2Gi, cpu: 2"), takes("memory: 2Gi, cpu: 1500m")),
    several(takes("memory: 2Gi, cpu: 2"), init=(takes("memory: 2Gi, cpu: 2"), takes("memory: 2Gi, cpu: 2"))),
    several(takes("memory: 2Gi, cpu: 2"), init=(f"{ALWAYS}, {takes('memory: 2Gi, cpu: 2')}",)),
    several(takes("memory: 2Gi"), init=(takes("memory: 2Gi, cpu: 3"),)),
]


def test_what_a_limit_range_forbids(cluster: Cluster, proved: Proved) -> None:
    namespace = add_namespace(cluster.api, "lint-between")
    made = cluster.kubectl("apply", "-n", namespace, "-f", "-", given=BETWEEN)
    assert made.returncode == 0, made.stderr
    for text in LIMITED:
        findings = judged(f"{BETWEEN}---\n{text}", ("--namespace", namespace)).findings
        said = any(found.code == "QUO207" for found in findings)
        assert bool(wait_for_limits(cluster, namespace, text)) is said, text
    proved(f"the API server's LimitRange forbids of {len(LIMITED)} pods those that lint says")


def wait_for_limits(cluster: Cluster, namespace: str, text: str) -> str:
    """Return why a pod is refused once the LimitRange is in force."""
    wait_for("the LimitRange is in force", lambda: refused(cluster, namespace, several(takes("memory: 1Mi"))) or None)
    return refused(cluster, namespace, text)


POLICY = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec: {%s, %s}\n"
REST = (
    "daemonsets: {}, dcgm: {}, dcgmExporter: {}, devicePlugin: {}, gfd: {}, nodeStatusExporter: {}, "
    "operator: {defaultRuntime: containerd}, toolkit: {}"
)
DRIVERS = (
    "driver: {licensingConfig: {configMapName: null}}",
    "driver: {enabled: null}",
    "driver: {env: null}",
    "driver: {startupProbe: null}",
    "driver: {startupProbe: {periodSeconds: null}}",
    "driver: {licensingConfig: {configMapName: a}}",
    "driver: {licensingConfig: {}}",
)


def test_what_has_no_value_is_refused_by_server_side_apply_alone(new_cluster: Cluster, proved: Proved) -> None:
    apply(new_cluster, [crd_manifest(crd) for crd in load_crds(GPU_OPERATOR, "v25.10.1")])
    known = "/apis/nvidia.com/v1/clusterpolicies"
    wait_for("policies are served", lambda: new_cluster.api.ask("GET", known).code == 200)
    for driver in DRIVERS:
        text = POLICY % (driver, REST)
        created = new_cluster.kubectl("create", "--dry-run=server", "-f", "-", given=text)
        assert created.returncode == 0, (driver, created.stderr)
        applied = new_cluster.kubectl("apply", "--server-side", "--dry-run=server", "-f", "-", given=text)
        told = [one for one in judged(text, ("--chart", "gpu-operator@v25.10.1")).findings if one.code == "POL202"]
        assert bool(applied.returncode) is bool(told), (driver, applied.stderr, told)
    proved(f"of {len(DRIVERS)} ClusterPolicies server-side apply refuses those that lint says, create takes all")
