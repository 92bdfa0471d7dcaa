import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged, told
from tests.lint.pods import pod
from tests.lint.policies import policy

GPU = "{limits: {nvidia.com/gpu: 1}}"
REFUSED = "the API server refuses the pod"
SPELT = "Write a number and, without a space between, a unit such as m (thousandths), Mi or Gi."


def with_container(lines: str, spec: str = "restartPolicy: Never", resources: str = GPU) -> str:
    return pod(resources, spec).replace("image: cuda\n", f"image: cuda\n    {lines}\n")


def made_by(
    kind: str = "Deployment", version: str = "apps/v1", spec: str = "", pod_spec: str = "", labels: str = "{app: a}"
) -> str:
    return f"""\
apiVersion: {version}
kind: {kind}
metadata: {{name: a}}
spec:
  selector: {spec or "{matchLabels: {app: a}}"}
  template:
    metadata: {{labels: {labels}}}
    spec:
      {pod_spec or "terminationGracePeriodSeconds: 1"}
      containers: [{{name: a, image: a, resources: {GPU}}}]
"""


@pytest.mark.parametrize(
    ("resources", "message", "fix"),
    [
        (
            "{limits: {nvidia.com/gpu: 1, memory: 8GB}}",
            f'the text "8GB" is no amount of memory: {REFUSED}',
            "Write 8G.",
        ),
        (
            "{limits: {nvidia.com/gpu: 1, memory: 16 GiB}}",
            f'the text "16 GiB" is no amount of memory: {REFUSED}',
            "Write 16Gi.",
        ),
        (
            "{limits: {nvidia.com/gpu: 1, memory: 8gi}}",
            f'the text "8gi" is no amount of memory: {REFUSED}',
            "Write 8Gi.",
        ),
        (
            "{limits: {nvidia.com/gpu: 1, memory: 512K}}",
            f'the text "512K" is no amount of memory: {REFUSED}',
            "Write 512k.",
        ),
        (
            "{limits: {nvidia.com/gpu: 1, cpu: 500 m}}",
            f'the text "500 m" is no amount of cpu: {REFUSED}',
            "Write 500m.",
        ),
        ("{limits: {nvidia.com/gpu: 1, memory: true}}", f"true is no amount of memory: {REFUSED}", SPELT),
        ("{limits: {nvidia.com/gpu: 1, cpu: .inf}}", f".inf is no amount of cpu: {REFUSED}", SPELT),
        (
            "{limits: {nvidia.com/gpu: 1, cpu: -1}}",
            f"-1 of cpu is less than nothing: {REFUSED}",
            "Write 0 or more, or leave it out.",
        ),
        (
            "{limits: {nvidia.com/gpu: 1, cpu: '1000,'}}",
            f'the text "1000," is no amount of cpu: {REFUSED}',
            SPELT,
        ),
        (
            "{limits: {nvidia.com/gpu: 1, memory: 8Gi}, requests: {memory: 9Gi}}",
            f"9Gi of memory are requested and the limit is 8Gi: {REFUSED}",
            "Request 8Gi at most, or raise the limit to 9Gi.",
        ),
    ],
)
def test_amounts_of_other_resources(resources: str, message: str, fix: str) -> None:
    (one,) = (one for one in judged(pod(resources)).findings if one.code == "KUB204")
    assert (one.message, one.fix) == (message, fix)


@pytest.mark.parametrize(
    "resources",
    [
        "{limits: {nvidia.com/gpu: GPU_COUNT, memory: MEMORY_LIMIT}}",
        "{limits: {nvidia.com/gpu: 1, cpu: 2, memory: 8Gi}, requests: {cpu: 2000m, memory: 8192Mi}}",
        "{limits: {nvidia.com/gpu: 1}, requests: {cpu: 500m, memory: 1e9}}",
        "{limits: {nvidia.com/gpu: 1, memory: '${MEMORY}'}}",
        "{limits: {nvidia.com/gpu: 1, memory: ' 8Gi '}}",
        "{limits: {nvidia.com/gpu: 0.5}}",
    ],
)
def test_amounts_that_are_taken_or_told_elsewhere(resources: str) -> None:
    assert told(pod(resources), "KUB204") == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            with_container("volumeMounts: [{name: data, mountPath: /data}]"),
            9,
            "the pod has no volume data: the API server refuses it",
        ),
        (
            with_container(
                "volumeMounts: [{name: a, mountPath: /data}, {name: a, mountPath: /data}]",
                "volumes: [{name: a, emptyDir: {}}]",
            ),
            9,
            f"two volumes are mounted at /data: {REFUSED}",
        ),
        (
            with_container("env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]"),
            9,
            f"variable A has a value and valueFrom: {REFUSED}",
        ),
        (pod(GPU, "restartPolicy: never"), 5, f"never is no restartPolicy: {REFUSED}"),
        (pod(GPU).replace("- name: main\n    image", "- image"), 7, f"a container has no name: {REFUSED}"),
        (
            pod(GPU, "initContainers: [{name: main, image: a}]"),
            5,
            f"two containers are called main: {REFUSED}",
        ),
        (
            pod(GPU, "volumes: [{name: a, emptyDir: {}}, {name: a, configMap: {name: b}}]"),
            5,
            f"two volumes are called a: {REFUSED}",
        ),
        (
            made_by(pod_spec="restartPolicy: OnFailure"),
            9,
            "the pods of a Deployment always restart: the API server refuses restartPolicy OnFailure",
        ),
        (
            made_by("Job", "batch/v1", "{}"),
            8,
            "the pods of the Job say no restartPolicy: the API server refuses it",
        ),
        (
            made_by("Job", "batch/v1", "{}", "restartPolicy: Always"),
            9,
            "the pods of the Job have restartPolicy Always: the API server refuses it",
        ),
        (made_by(spec="{}"), 4, "the Deployment has no selector: the API server refuses it"),
        (
            made_by(labels="{app: b}"),
            5,
            "the selector wants app: a, which the template has not: the API server refuses it",
        ),
        (
            made_by(kind="StatefulSet", labels="{}"),
            5,
            "the selector wants app: a, which the template has not: the API server refuses it",
        ),
    ],
)
def test_pods_that_are_refused(text: str, line: int, message: str) -> None:
    assert told(text, "KUB204") == [(line, message)]


@pytest.mark.parametrize(
    "text",
    [
        pod(GPU),
        with_container("volumeMounts: [{name: data, mountPath: /data}]", "volumes: [{name: data, emptyDir: {}}]"),
        with_container("volumeMounts: [{name: '${DATA}', mountPath: /data}]"),
        with_container("env: [{name: A, value: '', valueFrom: {fieldRef: {fieldPath: metadata.name}}}]"),
        with_container("env: [{name: A}, {name: B, value: ''}]\n    ports: [{containerPort: 80}]"),
        # A key that is no field is told by another rule.
        with_container("env: [{key: A, value: b}]"),
        made_by(),
        made_by(spec="{matchExpressions: [{key: app, operator: Exists}]}"),
        made_by("Job", "batch/v1", "{}", "restartPolicy: Never"),
        made_by(labels="{app: '${APP}'}"),
        # A patch says what it changes, and no image.
        made_by(spec="{}").replace("image: a, ", ""),
        made_by("Job", "batch/v1", "{}").replace("image: a, ", ""),
        # What others make of it is not known.
        made_by("Job", "batch.volcano.sh/v1alpha1", "{}"),
        made_by("Deployment", "extensions/v1beta1", "{}"),
    ],
)
def test_pods_that_are_not(text: str) -> None:
    assert told(text, "KUB204") == []


def test_claims_of_a_stateful_set_are_volumes() -> None:
    text = made_by("StatefulSet").replace("image: a", "image: a, volumeMounts: [{name: data, mountPath: /d}]")
    assert len(told(text, "KUB204")) == 1
    claimed = text.replace("  template:\n", "  volumeClaimTemplates: [{metadata: {name: data}}]\n  template:\n")
    assert told(claimed, "KUB204") == []


@pytest.mark.parametrize(
    "files",
    [
        {"llm-patch.yaml": made_by(spec="{}")},
        {"llm.yaml": made_by(spec="{}"), "kustomization.yaml": "resources: [llm.yaml]\ncommonLabels: {app: a}\n"},
        {"over/llm.yaml": made_by(spec="{}"), "over/kustomization.yaml": "patches: [{path: llm.yaml}]\n"},
    ],
)
def test_what_kustomizations_add_may_be_missing(files: dict[str, str]) -> None:
    assert told(files, "KUB204") == []


def test_labels_that_are_no_text_have_a_rule_of_their_own() -> None:
    text = made_by(spec="{matchLabels: {version: '1'}}", labels="{version: 1}")
    assert (told(text, "KUB204"), len(told(text, "WRK214"))) == ([], 1)


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ("{limits: {nvidia.com/gpu: 1, storage: 60Gi}}", {"storage": "Write ephemeral-storage."}),
        (
            "{limits: {nvidia.com/gpu: 1, disk: 1Gi}, requests: {disk: 1Gi, mem: 2Gi}}",
            {"disk": "Write ephemeral-storage.", "mem": "Write memory."},
        ),
        ("{limits: {nvidia.com/gpu: 1, Memory: 8Gi}}", {"Memory": "Write memory."}),
        ("{limits: {nvidia.com/gpu: 1, cpus: 4}}", {"cpus": "Write cpu."}),
        (
            "{limits: {nvidia.com/gpu: 1, apiVersion: v1, kind: Service, metadata: {name: a}}}",
            {"apiVersion": "A container has cpu, memory, ephemeral-storage, and names with a domain."},
        ),
        ("{limits: {nvidia.com/gpu: 1, ephemeral-storage: 5Gi, cpu: 1, memory: 1Gi, hugepages-2Mi: 4Mi}}", {}),
        ("{limits: {nvidia.com/gpu: 1, t7d.com/rdma: 1, '${NAME}': 1, storage: null}}", {}),
    ],
)
def test_names_without_a_domain_are_the_api_servers_own(resources: str, found: dict[str, str]) -> None:
    findings = [one for one in judged(pod(resources)).findings if one.code == "KUB204"]
    assert {one.message.partition(" is no resource")[0]: one.fix for one in findings} == found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (release("toolkit:\n  env:\n  - name: CONTAINERD_RUNTIME_CLASS=nvidia"), 9),
        (release("driver:\n  manager:\n    env: [{name: 'ENABLE_AUTO_DRAIN=false', value: ''}]"), 9),
        (policy("devicePlugin:\n  env:\n  - name: DEVICE_LIST_STRATEGY=envvar"), 7),
    ],
)
def test_names_of_the_operators_variables(text: str, line: int) -> None:
    ((at, message),) = told(text, "KUB204")
    assert at == line
    assert message.startswith("the name of a variable has no equals sign, as ")


def test_names_of_the_operators_variables_that_are_right() -> None:
    values = "toolkit: {env: [{name: A, value: 'b=c'}, {name: '${NAME=a}', value: d}, {value: e}]}"
    assert told(release(values), "KUB204") == []
