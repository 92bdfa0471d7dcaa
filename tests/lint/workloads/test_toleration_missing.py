import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told
from tests.lint.pods import gpu_node, pod

ASKS = "{limits: {nvidia.com/gpu: 1}}"
DEDICATED = "{taints: [{key: dedicated, value: gpu, effect: NoSchedule}]}"
OWN_NAME = "{taints: [{key: nvidia.com/gpu, value: present, effect: NoSchedule}]}"
MESSAGE = "every GPU Node here has a taint that this pod does not tolerate, such as dedicated=gpu:NoSchedule"


def tolerating(one: str) -> str:
    return pod(ASKS, f"tolerations: [{one}]")


def weights(files: dict[str, str]) -> list[Severity]:
    return [one.severity for one in judged(files).findings if one.code == "WRK211"]


def test_a_pod_without_tolerations_is_told_where_it_asks() -> None:
    files = {"a.yaml": gpu_node(DEDICATED), "b.yaml": pod(ASKS)}
    assert told(files, "WRK211") == [(9, f"{MESSAGE}: the pod stays pending")]
    assert weights(files) == [Severity.WARNING]


@pytest.mark.parametrize(
    "toleration",
    [
        "{key: spot, operator: Exists}",
        "{key: dedicated, value: cpu, effect: NoSchedule}",
        "{key: dedicated, effect: NoSchedule}",
        "{key: dedicated, operator: Exists, effect: NoExecute}",
        "{key: Dedicated, operator: Exists}",
        "{key: dedicatd, operator: Exists}",
        "{key: dedicated, operator: Equal, value: GPU}",
    ],
)
def test_tolerations_that_do_not_match(toleration: str) -> None:
    assert told({"a.yaml": gpu_node(DEDICATED), "b.yaml": tolerating(toleration)}, "WRK211") == [
        (5, f"{MESSAGE}: the pod stays pending")
    ]


@pytest.mark.parametrize("toleration", ["{key: Dedicated, operator: Exists}", "{key: dedicated, value: cpu}"])
def test_a_near_miss_is_told_what_to_write(toleration: str) -> None:
    files = {"a.yaml": gpu_node(DEDICATED), "b.yaml": tolerating(toleration)}
    fixes = [one.fix for one in judged(files).findings if one.code == "WRK211"]
    assert fixes == ["Write `{key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}`."]


@pytest.mark.parametrize(
    ("key", "value", "effect", "line"),
    [
        ("Dedicated", "gpu", "NoSchedule", 6),
        ("dedicated", "cpu", "NoSchedule", 7),
        ("dedicated", "gpu", "NoExecute", 8),
        ("spot", "gpu", "NoSchedule", 5),
    ],
)
def test_what_does_not_match_is_pointed_at(key: str, value: str, effect: str, line: int) -> None:
    text = pod(ASKS, f"tolerations:\n  - key: {key}\n    value: {value}\n    effect: {effect}")
    assert [at for at, _ in told({"a.yaml": gpu_node(DEDICATED), "b.yaml": text}, "WRK211")] == [line]


def test_the_resource_as_key_may_be_tolerated_by_the_api_server() -> None:
    files = {"a.yaml": gpu_node(OWN_NAME), "b.yaml": pod(ASKS)}
    assert weights(files) == [Severity.INFO]
    assert "unless the API server runs ExtendedResourceToleration" in told(files, "WRK211")[0][1]


def test_who_tolerates_it_by_hand_does_not_count_on_the_api_server() -> None:
    by_hand = pod(ASKS, 'tolerations: [{key: nvidia.com/gpu, operator: Equal, value: "no", effect: NoSchedule}]')
    assert weights({"a.yaml": gpu_node(OWN_NAME), "b.yaml": by_hand}) == [Severity.WARNING]


@pytest.mark.parametrize("resources", ["{limits: {nvidia.com/mig-1g.10gb: 1}}", "{limits: {nvidia.com/gpu.shared: 1}}"])
def test_another_resource_brings_no_toleration_for_that_key(resources: str) -> None:
    assert weights({"a.yaml": gpu_node(OWN_NAME), "b.yaml": pod(resources)}) == [Severity.WARNING]


def test_admission_adds_it_for_noschedule_alone() -> None:
    node = gpu_node("{taints: [{key: nvidia.com/gpu, effect: NoExecute}]}")
    assert weights({"a.yaml": node, "b.yaml": pod(ASKS)}) == [Severity.WARNING]


def test_every_taint_of_a_node_has_to_be_tolerated() -> None:
    node = gpu_node("{taints: [{key: a, effect: NoSchedule}, {key: b, effect: NoExecute}]}")
    assert len(told({"a.yaml": node, "b.yaml": tolerating("{key: a, operator: Exists}")}, "WRK211")) == 1
    assert told({"a.yaml": node, "b.yaml": tolerating("{operator: Exists}")}, "WRK211") == []


@pytest.mark.parametrize(
    "toleration",
    [
        "{key: dedicated, operator: Exists}",
        "{key: dedicated, operator: Exists, effect: NoSchedule}",
        "{key: dedicated, operator: Equal, value: gpu, effect: NoSchedule}",
        "{key: dedicated, value: gpu}",
        "{operator: Exists}",
        "{key: dedicated, operator: Exists, effect: ''}",
    ],
)
def test_tolerations_that_match(toleration: str) -> None:
    assert told({"a.yaml": gpu_node(DEDICATED), "b.yaml": tolerating(toleration)}, "WRK211") == []


def test_one_node_that_a_pod_tolerates_is_enough() -> None:
    other = gpu_node("{taints: [{key: spot, effect: NoSchedule}]}", name="gpu-2")
    text = tolerating("{key: spot, operator: Exists}")
    assert told({"a.yaml": gpu_node(DEDICATED), "b.yaml": other, "c.yaml": text}, "WRK211") == []


KYVERNO = """\
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: tolerate-gpus}
spec: {rules: [{mutate: {patchStrategicMerge: {spec: {tolerations: []}}}}]}
"""
NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: team
  annotations: {scheduler.alpha.kubernetes.io/defaultTolerations: '[{"operator": "Exists"}]'}
# nvidia
"""


@pytest.mark.parametrize(
    "files",
    [
        {"a.yaml": gpu_node(DEDICATED), "b.yaml": gpu_node(name="gpu-2"), "c.yaml": pod(ASKS)},
        {"a.yaml": gpu_node(DEDICATED, advertised="{cpu: 8}"), "c.yaml": pod(ASKS)},
        {"a.yaml": gpu_node(DEDICATED, advertised="{nvidia.com/gpu: 0}"), "c.yaml": pod(ASKS)},
        {"a.yaml": gpu_node("{taints: [{key: dedicated, effect: PreferNoSchedule}]}"), "c.yaml": pod(ASKS)},
        {
            "a.yaml": gpu_node("{taints: [{key: node.kubernetes.io/unschedulable, effect: NoSchedule}]}"),
            "c.yaml": pod(ASKS),
        },
        {"a.yaml": gpu_node("{taints: dedicated}"), "c.yaml": pod(ASKS)},
        {"a.yaml": gpu_node(DEDICATED), "c.yaml": pod("{limits: {cpu: 1}}", "runtimeClassName: nvidia")},
        {"a.yaml": gpu_node(DEDICATED), "c.yaml": pod(ASKS, "nodeName: gpu-1")},
        {"a.yaml": gpu_node(DEDICATED), "c.yaml": pod(ASKS), "k.yaml": KYVERNO + "# nvidia\n"},
        {"a.yaml": gpu_node(DEDICATED), "c.yaml": pod(ASKS), "k.yaml": NAMESPACE},
        {"c.yaml": pod(ASKS)},
    ],
)
def test_what_may_run_or_is_not_known(files: dict[str, str]) -> None:
    assert told(files, "WRK211") == []


def test_values_of_other_charts_say_too_little() -> None:
    release = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: plex, namespace: media}
spec:
  chart: {spec: {chart: app-template}}
  values: {controllers: {plex: {containers: {app: {resources: {limits: {nvidia.com/gpu: 1}}}}}}}
"""
    assert told({"a.yaml": gpu_node(DEDICATED), "b.yaml": release}, "WRK211") == []


def test_the_order_of_nodes_decides_nothing() -> None:
    first, second = (gpu_node(f"{{taints: [{{key: {key}, effect: NoSchedule}}]}}", name=key) for key in ("a", "b"))
    messages = [
        [message for _, message in told({"a.yaml": one, "b.yaml": other, "c.yaml": pod(ASKS)}, "WRK211")]
        for one, other in ((first, second), (second, first))
    ]
    assert messages[0] == messages[1]
    assert "such as a:NoSchedule" in messages[0][0]


L40S = gpu_node("{taints: [{key: nvidia.com/gpu, value: L40S, effect: NoSchedule}]}", labels="{card: nvidia-l40s}")
PREDICTOR = """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {{name: llm, namespace: team{labels}}}
spec:
  predictor:
    nodeSelector: {{card: nvidia-l40s}}
    tolerations:
    - {toleration}
    model: {{modelFormat: {{name: vLLM}}, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}
"""
RUNTIME = """\
apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: {{name: vllm, namespace: team}}
spec:
  nodeSelector: {{card: nvidia-l40s}}
  containers: [{{name: main, image: vllm, resources: {{limits: {{nvidia.com/gpu: 1}}}}}}]
  tolerations:
  - {toleration}
"""
WRONG = "{key: nvidia.com/gpu, operator: Equal, value: A10G, effect: NoSchedule}"


@pytest.mark.parametrize("toleration", [WRONG, "{key: nvidia.com/gpu, operator: Exists, effect: NoExecute}"])
@pytest.mark.parametrize("text", [PREDICTOR, RUNTIME])
def test_what_is_stated_takes_the_place_of_what_a_template_has(text: str, toleration: str) -> None:
    files = {"a.yaml": L40S, "b.yaml": text.format(toleration=toleration, labels="")}
    assert [line for line, _ in told(files, "WRK211")] == [8]
    assert weights(files) == [Severity.WARNING]


@pytest.mark.parametrize(
    ("toleration", "labels"),
    [
        ("{key: nvidia.com/gpu, operator: Exists}", ""),
        ("{operator: Exists}", ""),
        ("{key: nvidia.com/gpu, value: L40S}", ""),
        ("{key: nvidia.com/gpu, value: '${CARD}'}", ""),
        # Of another key nothing follows: the runtime may say the rest, or admission.
        ("{key: dedicated, value: gpu}", ""),
        # Kueue joins those of its flavour.
        (WRONG, ", labels: {kueue.x-k8s.io/queue-name: main}"),
    ],
)
def test_what_others_complete_is_left_where_they_may(toleration: str, labels: str) -> None:
    text = PREDICTOR.format(toleration=toleration, labels=labels)
    assert told({"a.yaml": L40S, "b.yaml": text}, "WRK211") == []


def test_a_predictor_without_tolerations_may_get_them_of_its_runtime() -> None:
    text = PREDICTOR.format(toleration="", labels="").replace("    tolerations:\n    - \n", "")
    assert "tolerations" not in text
    assert told({"a.yaml": L40S, "b.yaml": text}, "WRK211") == []


@pytest.mark.parametrize(
    ("scheduling", "name", "found"),
    [
        ("tolerations: [{key: dedicated, operator: Exists}]", "nvidia", 0),
        ("tolerations: [{key: dedicated, operator: Exists}]", "other", 1),
        ("tolerations: [{key: spot, operator: Exists}]", "nvidia", 1),
        ("nodeSelector: {a: b}", "nvidia", 1),
        ("tolerations: dedicated", "nvidia", 1),
    ],
)
def test_a_runtime_class_adds_tolerations(scheduling: str, name: str, found: int) -> None:
    head = f"apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: {name}}}\nhandler: nvidia\n"
    files = {
        "a.yaml": gpu_node(DEDICATED),
        "b.yaml": pod(ASKS, "runtimeClassName: nvidia"),
        "c.yaml": f"{head}scheduling: {{{scheduling}}}\n",
    }
    assert len(told(files, "WRK211")) == found


def test_karpenter_makes_spot_nodes_without_the_taint_of_aks() -> None:
    asks = pod(ASKS, "nodeSelector: {kubernetes.azure.com/scalesetpriority: spot}")
    pool = "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: gpu}\nspec: {template: {spec: {}}}\n"
    assert len(told(asks, "WRK211")) == 1
    assert told({"a.yaml": asks, "b.yaml": pool}, "WRK211") == []


@pytest.mark.parametrize(
    ("kustomization", "is_told"),
    [
        ("commonLabels: {team: a}\nresources: [pod.yaml]\n", True),
        ("components: [../c]\nresources: [other.yaml]\n", True),
        ("components: [../c]\nresources: [pod.yaml]\n", False),
        ("patches: [{target: {kind: Pod}, path: a.yaml}]\nresources: [pod.yaml]\n", False),
        ("patches: [{target: {kind: Deployment}, path: a.yaml}]\nresources: [pod.yaml]\n", True),
    ],
)
def test_only_what_holds_a_pod_may_add_tolerations(kustomization: str, *, is_told: bool) -> None:
    files = {"node.yaml": gpu_node(DEDICATED), "pod.yaml": pod(ASKS), "kustomization.yaml": kustomization}
    assert bool(told(files, "WRK211")) is is_told
