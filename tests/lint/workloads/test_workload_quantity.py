import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import pod


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        ("{limits: {nvidia.com/gpu: 0.5}}", "0.5 of nvidia.com/gpu: the API server takes whole numbers of GPUs only"),
        (
            '{limits: {nvidia.com/gpu: "500m"}}',
            "500m of nvidia.com/gpu: the API server takes whole numbers of GPUs only",
        ),
        ("{limits: {nvidia.com/gpu: abc}}", "'abc' of nvidia.com/gpu is no quantity: the API server refuses it"),
        ("{limits: {nvidia.com/gpu: true}}", "True of nvidia.com/gpu is no quantity: the API server refuses it"),
        ("{limits: {nvidia.com/gpu: -1}}", "-1 of nvidia.com/gpu: less than nothing"),
        (
            "{requests: {nvidia.com/gpu: 1}}",
            "nvidia.com/gpu is requested without a limit: the API server refuses the pod",
        ),
        (
            "{requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}",
            "1 of nvidia.com/gpu are requested and the limit is 2: the API server refuses the pod",
        ),
        (
            "{requests: {nvidia.com/mig-1g.10gb: 1}, limits: {nvidia.com/gpu: 1}}",
            "nvidia.com/mig-1g.10gb is requested without a limit: the API server refuses the pod",
        ),
    ],
)
def test_amounts_that_are_refused(resources: str, message: str) -> None:
    assert told(pod(resources), "WRK201") == [(9, message)]


@pytest.mark.parametrize(
    "resources",
    [
        "{limits: {nvidia.com/gpu: 1}}",
        '{limits: {nvidia.com/gpu: "1"}}',
        '{requests: {nvidia.com/gpu: 2}, limits: {nvidia.com/gpu: "2"}}',
        "{requests: {nvidia.com/gpu: 0}, limits: {nvidia.com/gpu: 0}}",
        "{limits: {nvidia.com/gpu: 2000m}}",
        "{limits: {nvidia.com/gpu: GPU_COUNT}}",
        "{limits: {nvidia.com/gpu: PLACEHOLDER_NUM_GPU_PER_NODE}}",
        '{limits: {nvidia.com/gpu: "1e0"}}',
        '{limits: {nvidia.com/gpu: "1Ki"}}',
        '{limits: {nvidia.com/gpu: "0.002k"}}',
        "{limits: {nvidia.com/gpu: ${GPUS}}}",
        "{limits: {nvidia.com/gpu: null}}",
        "{limits: [nvidia.com/gpu]}",
        "{requests: {cpu: 0.5}, limits: {nvidia.com/gpu: 1}}",
    ],
)
def test_amounts_that_are_taken_or_filled_in_later(resources: str) -> None:
    assert told(pod(resources), "WRK201") == []


@pytest.mark.parametrize(
    ("resources", "message"),
    [
        (
            "{requests: {huawei.com/Ascend910: 1}, limits: {huawei.com/Ascend910: 2}}",
            "1 of huawei.com/Ascend910 are requested and the limit is 2: the API server refuses the pod",
        ),
        ("{limits: {amd.com/gpu: 0.5}}", "0.5 of amd.com/gpu: the API server takes whole numbers of GPUs only"),
        (
            "{requests: {gpu.intel.com/i915: 1}}",
            "gpu.intel.com/i915 is requested without a limit: the API server refuses the pod",
        ),
        ("{limits: {habana.ai/gaudi: some}}", "'some' of habana.ai/gaudi is no quantity: the API server refuses it"),
    ],
)
def test_other_makers_cards_obey_the_same_rules(resources: str, message: str) -> None:
    assert told(pod(resources), "WRK201") == [(9, message)]


@pytest.mark.parametrize(
    "resources",
    [
        "{requests: {amd.com/gpu: 1}, limits: {amd.com/gpu: 1}}",
        "{requests: {cpu: 500m, memory: 1Gi}, limits: {amd.com/gpu: 1}}",
        "{requests: {example.com/dongle: 1}, limits: {nvidia.com/gpu: 1}}",
        "{requests: {hugepages-2Mi: 4Mi}, limits: {amd.com/gpu: 1}}",
    ],
)
def test_other_makers_cards_that_are_taken_and_things_that_are_no_cards(resources: str) -> None:
    assert told(pod(resources), "WRK201") == []


def test_the_way_to_share_is_told_of_nvidia_s_alone() -> None:
    fixes = {
        resource: [one.fix for one in judged(pod(f"{{limits: {{{resource}: 0.5}}}}")).findings if one.code == "WRK201"]
        for resource in ("nvidia.com/gpu", "amd.com/gpu")
    }
    assert "replicas" in fixes["nvidia.com/gpu"][0]
    assert fixes["amd.com/gpu"] == ["Write a whole number under limits."]


@pytest.mark.parametrize("kind", ["limits", "requests"])
def test_a_pod_as_a_whole_has_no_gpus(kind: str) -> None:
    found = told(pod("{}", f"resources: {{{kind}: {{cpu: 1, nvidia.com/gpu: 1}}}}"), "WRK201")
    assert found == [(5, "nvidia.com/gpu cannot be asked for by a pod as a whole: the API server refuses it")]
    assert told(pod("{limits: {nvidia.com/gpu: 1}}", f"resources: {{{kind}: {{cpu: 1}}}}"), "WRK201") == []


def test_what_others_make_of_resources_beside_containers_is_not_known() -> None:
    text = pod("{}", "resources: {limits: {nvidia.com/gpu: 1}}").replace(
        "apiVersion: v1", "apiVersion: engines.example/v1"
    )
    assert told(text, "WRK201") == []


TRAINING = """\
apiVersion: GROUP/v1
kind: Training
metadata: {name: train}
spec:
  replicaSpecs:
    - replicas: 1
      template:
        spec:
          containers: [{name: main, image: cuda}]
          resources: {limits: {nvidia.com/gpu: 1}}
"""


@pytest.mark.parametrize(
    ("group", "severity", "effect"),
    [
        ("kubeflow.org", Severity.ERROR, "the API server refuses the pod, or drops this and the pod gets no GPU"),
        ("trainings.example", Severity.WARNING, "unless this kind makes something else of it, the pod gets no GPU"),
    ],
)
def test_a_template_in_a_kind_of_others(group: str, severity: Severity, effect: str) -> None:
    found = [one for one in judged(TRAINING.replace("GROUP", group)).findings if one.code == "WRK201"]
    assert [(line_of(one), one.severity, one.message) for one in found] == [
        (10, severity, f"nvidia.com/gpu cannot be asked for by a pod as a whole: {effect}")
    ]


@pytest.mark.parametrize(
    "text",
    [
        # The runner is a container that is added, and these are its resources.
        TRAINING.replace("GROUP", "actions.summerwind.dev"),
        TRAINING.replace("GROUP", "trainings.example").replace("template:", "engine:"),
        TRAINING.replace("GROUP", "trainings.example").replace(
            "image: cuda", "image: cuda, resources: {limits: {nvidia.com/gpu: 1}}"
        ),
        TRAINING.replace("GROUP", "kubeflow.org").replace("nvidia.com/gpu", "cpu") + "# nvidia.com/gpu\n",
        TRAINING.replace("GROUP", "trainings.example").replace("containers: [", "sidecars: ["),
    ],
)
def test_templates_of_others_that_may_be_right(text: str) -> None:
    assert told(text, "WRK201") == []


def test_values_that_are_filled_in_may_get_their_limit_with_it() -> None:
    values = "job: {resources: {requests: {nvidia.com/gpu: '%s'}}}\n"
    assert told(values % "{{GPUS}}", "WRK201") == []
    assert len(told(values % "1", "WRK201")) == 1


@pytest.mark.parametrize(("amount", "found"), [("8Gi", 1), ("3000Mi", 1), ("3000", 0), ("3k", 0), ("'${MEMORY}'", 0)])
def test_hami_counts_in_mebibytes(amount: str, found: int) -> None:
    resources = f"{{limits: {{nvidia.com/gpu: 1, nvidia.com/gpumem: {amount}}}}}"
    message = f"{amount} of nvidia.com/gpumem, which HAMi counts in MiB: that is no amount of a card"
    assert [text for _, text in told(pod(resources), "WRK201")] == [message] * found


def test_volcano_counts_memory_in_mib() -> None:
    limits = "{limits: {volcano.sh/vgpu-number: 1, volcano.sh/vgpu-memory: "
    message = "3Gi of volcano.sh/vgpu-memory, which Volcano counts in MiB: that is no amount of a card"
    assert told(pod(f"{limits}3Gi}}}}", "schedulerName: volcano"), "WRK201") == [(9, message)]
    assert told(pod(f"{limits}3000}}}}", "schedulerName: volcano"), "WRK201") == []


TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: templates}}
data:
  {key}: |
    apiVersion: v1
    kind: {kind}
    metadata: {{name: p}}
    spec:
      containers:
      - name: base
        resources: {{{resources}}}
"""
NO_LIMIT = "nvidia.com/gpu is requested without a limit: the API server refuses the pod"
HALF = "0.5 of nvidia.com/gpu: the API server takes whole numbers of GPUs only"


@pytest.mark.parametrize(
    ("key", "kind", "resources", "messages"),
    [
        ("pod_template.yaml", "Pod", "requests: {nvidia.com/gpu: 1}", [(12, NO_LIMIT)]),
        ("gpu.yml", "Pod", "limits: {nvidia.com/gpu: 0.5}", [(12, HALF)]),
        ("pod_template.yaml", "Pod", "limits: {nvidia.com/gpu: 1}", []),
        ("notes.txt", "Pod", "limits: {nvidia.com/gpu: 0.5}", []),
        ("pod_template.yaml", "PodPreset", "limits: {nvidia.com/gpu: 0.5}", []),
        ("pod_template.yaml", "Pod", "limits: {cpu: 0.5}", []),
    ],
)
def test_pods_after_which_others_are_made(key: str, kind: str, resources: str, messages: list[tuple[int, str]]) -> None:
    text = TEMPLATE.format(key=key, kind=kind, resources=resources)
    assert told(text, "WRK201") == messages


def test_a_pod_among_others_is_no_template() -> None:
    text = TEMPLATE.format(key="all.yaml", kind="Pod", resources="limits: {nvidia.com/gpu: 0.5}")
    assert told(f"{text}    ---\n    apiVersion: v1\n    kind: Service\n    metadata: {{name: s}}\n", "WRK201") == []


PATCHED = """\
apiVersion: argoproj.io/{version}
kind: Workflow
metadata: {{generateName: gpu-}}
spec:
  entrypoint: main
  templates:
  - name: main
    podSpecPatch: '{patch}'
    container: {{image: cuda}}
"""


@pytest.mark.parametrize(
    ("patch", "version", "messages"),
    [
        ('{"containers": [{"name": "main", "resources": {"limits": {"nvidia.com/gpu": 0.5}}}]}', "v1alpha1", [HALF]),
        ("containers: [{name: main, resources: {limits: {nvidia.com/gpu: 0.5}}}]", "v1alpha1", [HALF]),
        ("containers: [{name: main, resources: {limits: {nvidia.com/gpu: 1}}}]", "v1alpha1", []),
        # The template may have the limit.
        ("containers: [{name: main, resources: {requests: {nvidia.com/gpu: 1}}}]", "v1alpha1", []),
        ("containers: [{name: {{inputs.name}}, resources: {limits: {nvidia.com/gpu: 0.5}}}]", "v1alpha1", []),
        ("containers: [{name: main, resources: {limits: {nvidia.com/gpu: 0.5}}}]", "v9", []),
    ],
)
def test_what_argo_lays_over_its_pods(patch: str, version: str, messages: list[str]) -> None:
    found = told(PATCHED.format(version=version, patch=patch), "WRK201")
    assert found == [(8, message) for message in messages]


TEKTON = "apiVersion: tekton.dev/v1\nkind: {}\nmetadata: {{name: t}}\nspec:\n"


@pytest.mark.parametrize(
    ("kind", "spec", "messages"),
    [
        ("Task", "stepTemplate: {computeResources: {limits: {nvidia.com/gpu: 0.5}}}", [HALF]),
        ("TaskRun", "computeResources: {limits: {nvidia.com/gpu: 0.5}}", [HALF]),
        ("PipelineRun", "taskRunSpecs: [{computeResources: {requests: {nvidia.com/gpu: 1}}}]", [NO_LIMIT]),
        # A step may have the limit.
        ("Task", "stepTemplate: {computeResources: {requests: {nvidia.com/gpu: 1}}}", []),
        ("Task", "steps: [{name: a, image: cuda, computeResources: {limits: {nvidia.com/gpu: 0.5}}}]", [HALF]),
        ("TaskRun", "computeResources: {limits: {nvidia.com/gpu: 1}}", []),
    ],
)
def test_resources_of_tekton_beside_the_steps(kind: str, spec: str, messages: list[str]) -> None:
    assert told(f"{TEKTON.format(kind)}  {spec}\n", "WRK201") == [(5, message) for message in messages]
