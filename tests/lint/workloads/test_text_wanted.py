import pytest

from generator.model.finding import Severity
from tests.lint.clusters import release
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import gpu_node, pod

ASKS = "{limits: {nvidia.com/gpu: 1}}"


def in_a_pod(spec: str = "restartPolicy: Never", container: str = "") -> str:
    return pod(ASKS, spec).replace("image: cuda\n", f"image: cuda\n    {container}\n" if container else "image: cuda\n")


def deployment(metadata: str = "{name: d}", selector: str = "{}", template: str = "{}", kind: str = "apps/v1") -> str:
    return f"""\
apiVersion: {kind}
kind: Deployment
metadata: {metadata}
spec:
  selector: {selector}
  template:
    metadata: {template}
    spec: {{containers: [{{name: main, image: cuda, resources: {ASKS}}}]}}
"""


ENDING = "where Kubernetes takes text alone: the API server refuses it"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            in_a_pod("nodeSelector: {nvidia.com/gpu.present: true}"),
            5,
            f"nodeSelector: nvidia.com/gpu.present is true without quotes, true or false, {ENDING}",
        ),
        (in_a_pod("nodeSelector: {gen: 4}"), 5, f"nodeSelector: gen is 4 without quotes, a number, {ENDING}"),
        (
            in_a_pod(container="env: [{name: WORKERS, value: 4}]"),
            9,
            f"variable WORKERS is 4 without quotes, a number, {ENDING}",
        ),
        (
            in_a_pod(container="env: [{name: DEBUG, value: yes}]"),
            9,
            f"variable DEBUG is yes without quotes, true or false, {ENDING}",
        ),
        (
            in_a_pod(container="args: [--port, 8000]"),
            9,
            f"word 2 of args is 8000 without quotes, a number, {ENDING}",
        ),
        (
            in_a_pod(container="command: [sleep, 0.5]"),
            9,
            f"word 2 of command is 0.5 without quotes, a number, {ENDING}",
        ),
        (
            in_a_pod("tolerations: [{key: gpu, value: true}]"),
            5,
            f"value of a toleration is true without quotes, true or false, {ENDING}",
        ),
        (
            deployment("{name: d, labels: {gpu: true}}"),
            3,
            f"label gpu is true without quotes, true or false, {ENDING}",
        ),
        (
            deployment("{name: d, annotations: {rev: 3}}"),
            3,
            f"annotation rev is 3 without quotes, a number, {ENDING}",
        ),
        (
            deployment(selector="{matchLabels: {rev: 3}}"),
            5,
            f"matchLabels: rev is 3 without quotes, a number, {ENDING}",
        ),
        (
            deployment(template="{labels: {rev: 3}}"),
            7,
            f"label rev is 3 without quotes, a number, {ENDING}",
        ),
        (
            deployment(template="{annotations: {prometheus.io/scrape: true}}"),
            7,
            f"annotation prometheus.io/scrape is true without quotes, true or false, {ENDING}",
        ),
        (
            gpu_node(labels="{nvidia.com/gpu.present: true}"),
            3,
            f"label nvidia.com/gpu.present is true without quotes, true or false, {ENDING}",
        ),
        (
            gpu_node("{taints: [{key: gpu, value: on, effect: NoSchedule}]}"),
            4,
            f"value of a taint is on without quotes, true or false, {ENDING}",
        ),
    ],
)
def test_what_is_no_text(text: str, line: int, message: str) -> None:
    assert told(text, "WRK214") == [(line, message)]


def test_affinity_of_both_kinds() -> None:
    terms = "[{matchExpressions: [{key: gen, operator: In, values: ['3', 4]}]}]"
    required = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: {terms}}}"
    preferred = f"preferredDuringSchedulingIgnoredDuringExecution: [{{weight: 1, preference: {terms[1:-1]}}}]"
    for block in (required, preferred):
        found = told(in_a_pod(f"affinity: {{nodeAffinity: {{{block}}}}}"), "WRK214")
        assert found == [(5, f"gen of a node affinity is 4 without quotes, a number, {ENDING}")]


@pytest.mark.parametrize(
    ("value", "fix"), [("true", 'Write `"true"`.'), ("4", 'Write `"4"`.'), ("1.10", "Put it in quotes.")]
)
def test_the_fix_says_what_to_write(value: str, fix: str) -> None:
    text = in_a_pod(container=f"env: [{{name: A, value: {value}}}]")
    assert [one.fix for one in judged(text).findings if one.code == "WRK214"] == [fix]


def test_init_containers_and_pods_deep_within() -> None:
    text = f"""\
apiVersion: batch/v1
kind: CronJob
metadata: {{name: c}}
spec:
  jobTemplate:
    metadata: {{labels: {{a: 1}}}}
    spec:
      template:
        metadata: {{labels: {{b: 2}}}}
        spec:
          initContainers: [{{name: i, env: [{{name: C, value: 3}}]}}]
          containers: [{{name: main, image: cuda, resources: {ASKS}}}]
"""
    assert [line for line, _ in told(text, "WRK214")] == [6, 9, 11]


def test_of_other_kinds_less_is_known() -> None:
    text = deployment(template="{labels: {rev: 3}}", kind="argoproj.io/v1alpha1")
    assert [one.severity for one in judged(text).findings if one.code == "WRK214"] == [Severity.WARNING]


def test_labels_above_several_pods_are_told_once() -> None:
    spec = f"{{containers: [{{name: main, image: cuda, resources: {ASKS}}}]}}"
    text = f"""\
apiVersion: ray.io/v1
kind: RayCluster
metadata: {{name: r, labels: {{a: 1}}}}
spec: {{workerGroupSpecs: [{{template: {{spec: {spec}}}}}, {{template: {{spec: {spec}}}}}]}}
"""
    assert len(told(text, "WRK214")) == 1


@pytest.mark.parametrize(
    "text",
    [
        in_a_pod("nodeSelector: {nvidia.com/gpu.present: 'true', gen: \"4\"}"),
        in_a_pod(container="env: [{name: A, value: 'yes'}, {name: B, value: \"on\"}, {name: C, value: all}]"),
        in_a_pod(container="env: [{name: A, value: 0,1}]".replace("0,1", "'0,1'")),
        in_a_pod(container="env: [{name: A, value: null}, {name: B}]"),
        in_a_pod(container="env: [{name: A, value: '${PORT}'}]"),
        in_a_pod(container="env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]"),
        in_a_pod(container="env: {A: 1}"),
        in_a_pod(container="args: [--port, '8000', --port=8000, yesterday, On-call]"),
        in_a_pod(container="args: --port"),
        in_a_pod(container="ports: [{containerPort: 8000}]"),
        in_a_pod("terminationGracePeriodSeconds: 30"),
        in_a_pod("tolerations: [{key: gpu, operator: Exists, tolerationSeconds: 30}]"),
        in_a_pod("nodeSelector: [true]"),
        deployment("{name: d, labels: {gpu: 'true'}}", "{matchLabels: {a: b}}", "{annotations: {a: 'off'}}"),
        deployment("{name: d, generation: 4}"),
        gpu_node(labels="{a: 'true', b: No-name}"),
        "apiVersion: v1\nkind: Node\nmetadata: {name: nvidia, labels: true, annotations: [1]}\nspec: {taints: 4}\n",
        release("{any: {labels: {a: true}, resources: {limits: {nvidia.com/gpu: 1}}}}"),
    ],
)
def test_text_and_what_is_meant_to_be_none(text: str) -> None:
    assert told(text, "WRK214") == []


def test_a_word_in_a_block_is_text() -> None:
    text = in_a_pod(container="env:\n    - name: A\n      value: |-\n        yes")
    assert told(text, "WRK214") == []


@pytest.mark.parametrize(("word", "found"), [("true", 1), ("'true'", 0), ("${WORD}", 0)])
@pytest.mark.parametrize("key", ["nodeSelector", "node_selector"])
def test_selectors_in_values_of_other_charts(key: str, word: str, found: int) -> None:
    text = f"app: {{{key}: {{nvidia.com/gpu.present: {word}, other: true}}}}\n"
    assert [line for line, _ in told(text, "WRK214")] == [1] * found


OF_ANY_KIND = """\
apiVersion: {version}
kind: {kind}
metadata:
  name: team
  {where}: {{example.com/a: {value}}}
spec: {{max: {{nvidia.com/gpu: 2}}}}
"""


@pytest.mark.parametrize("where", ["labels", "annotations"])
@pytest.mark.parametrize(
    ("version", "kind", "value", "found"),
    [
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota", "true", 1),
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota", "2", 1),
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota", "yes", 1),
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota", "'yes'", 0),
        ("scheduling.sigs.k8s.io/v1alpha1", "ElasticQuota", "${WORD}", 0),
        ("v1", "PersistentVolumeClaim", "true", 1),
        ("skaffold/v4beta6", "Config", "true", 0),
        ("backstage.io/v1alpha1", "Component", "true", 0),
        ("${GROUP}/v1", "ElasticQuota", "true", 0),
    ],
)
def test_labels_and_annotations_of_objects_of_any_kind(
    version: str, kind: str, value: str, found: int, where: str
) -> None:
    text = OF_ANY_KIND.format(version=version, kind=kind, value=value, where=where)
    every = [one for one in judged(text).findings if one.code == "WRK214"]
    assert [(line_of(one), one.severity.value) for one in every] == [(5, "error")] * found


def test_objects_without_a_word_of_gpus_are_let_be() -> None:
    text = OF_ANY_KIND.format(version="example.com/v1", kind="Quota", value="true", where="labels")
    both = f"{text.replace('nvidia.com/gpu', 'cpu')}---\n{in_a_pod()}"
    assert told(both, "WRK214") == []
    assert told(text.replace("  name: team\n", ""), "WRK214") == []


def typed(version: str, kind: str, spec: str) -> list[tuple[int, str]]:
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: main}}\nspec:\n  {spec}\n"
    return [(line, message.partition(" without")[0]) for line, message in told(text, "WRK214")]


@pytest.mark.parametrize(
    ("version", "kind", "spec", "message"),
    [
        (
            "serving.kserve.io/v1beta1",
            "InferenceService",
            "predictor: {model: {args: [--max-model-len, 4096], resources: {limits: {nvidia.com/gpu: 1}}}}",
            "word 2 of args is 4096",
        ),
        (
            "argoproj.io/v1alpha1",
            "Workflow",
            "templates: [{script: {env: [{name: A, value: 1}], resources: {limits: {nvidia.com/gpu: 1}}}}]",
            "variable A is 1",
        ),
        (
            "apps.nvidia.com/v1alpha1",
            "NIMService",
            "{nodeSelector: {gpu: true}, resources: {limits: {nvidia.com/gpu: 1}}}",
            "nodeSelector: gpu is true",
        ),
        (
            "sparkoperator.k8s.io/v1beta2",
            "SparkApplication",
            "{arguments: [1000], executor: {gpu: {name: nvidia.com/gpu, quantity: 1}}}",
            "word 1 of arguments is 1000",
        ),
        (
            "trainer.kubeflow.org/v1alpha1",
            "TrainJob",
            "trainer: {args: [0.1], resourcesPerNode: {limits: {nvidia.com/gpu: 4}}}",
            "word 1 of args is 0.1",
        ),
        (
            "tekton.dev/v1",
            "Task",
            "steps: [{args: [0.1], computeResources: {limits: {nvidia.com/gpu: 1}}}]",
            "word 1 of args is 0.1",
        ),
    ],
)
def test_parts_of_pods_at_levels_of_their_own(version: str, kind: str, spec: str, message: str) -> None:
    assert typed(version, kind, spec) == [(5, message)]


def test_parameters_of_workflows_may_be_numbers_and_objects_of_unknown_groups_anything() -> None:
    parameters = "{arguments: {parameters: [{name: a, value: 4}]}, templates: [{container: {resources: {limits: "
    parameters += "{nvidia.com/gpu: 1}}}}]}"
    assert typed("argoproj.io/v1alpha1", "Workflow", parameters) == []
    plain = "model: {args: [1], resources: {limits: {nvidia.com/gpu: 1}}}"
    assert typed("example.org/v1", "Model", plain) == []
