import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release
from tests.lint.examples import judged, line_of

CODE = "VAL226"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PRESENT = 'nvidia.com/gpu.present: "true"'
CARD = 'feature.node.kubernetes.io/pci-0302_10de.present: "true"'
FEATURE_RULE = """\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec: {rules: [{name: gpus, labels: {nvidia.feature.node.kubernetes.io/gpu: "true"}}]}
"""
POOL = """\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpus}
spec: {template: {metadata: {labels: {other: label}}}}
"""
FROM_RULE = """\
gfd: {enabled: true}
nfd: {worker: {config: {sources: {custom: [{name: a, labels: {from.rule: 'true'}}]}}}}"""


def node(labels: str, name: str = "n1", more: str = "") -> str:
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n{more}"


def affinity(*terms: str) -> str:
    listed = "".join(f"\n      - matchExpressions:\n        - {term}" for term in terms)
    return f"affinity:\n  nodeAffinity:\n    {REQUIRED}:\n      nodeSelectorTerms:{listed}"


def expression(key: str, operator: str = "In", values: str = '["true"]') -> str:
    return f"{{key: {key}, operator: {operator}{f', values: {values}' if values else ''}}}"


def found(text: str, *others: str) -> list[tuple[int, str, str]]:
    files = {"values.yaml": text, **{f"{number}.yaml": one for number, one in enumerate(others)}}
    return [
        (line_of(one), one.severity.value, one.message.partition(": ")[2])
        for one in judged(files).findings
        if one.code == CODE
    ]


def plugin(values: str) -> str:
    return release(values, PLUGIN, "0.19.3")


NOBODYS = "nvidia.feature.node.kubernetes.io/gpu"


@pytest.mark.parametrize(
    ("values", "line", "said"),
    [
        (affinity(expression(NOBODYS)), 12, f"none has {NOBODYS}=true"),
        (affinity(expression(NOBODYS, "Exists", "")), 12, f"none has {NOBODYS}"),
        (affinity(f"key: {NOBODYS}\n          operator: Exists"), 12, f"none has {NOBODYS}"),
        ("nodeSelector: {accelerator: nvidia}", 7, "none has accelerator=nvidia"),
        ("nodeSelector:\n  pool: gpus", 8, "none has pool=gpus"),
        (affinity(expression("pool", values="[gpus, cpu]")), 12, "none has pool=gpus or cpu"),
        (affinity(expression("pool", "DoesNotExist", "")), 12, "none has no pool"),
        (affinity(expression("pool", "NotIn", "[gpu]")), 12, "none has pool other than gpu"),
        ("nodeSelector: {pool: gpu, zone: b}", 7, "none has zone=b"),
        ("nfd:\n  enabled: true\n  worker:\n    nodeSelector: {pool: other}", 10, "none has pool=other"),
        ("gfd: {enabled: true}\nnodeSelector: {pool: other}", 8, "none has pool=other"),
    ],
)
def test_labels_that_no_gpu_node_has(values: str, line: int, said: str) -> None:
    assert found(plugin(values), node(f"pool: gpu, {PRESENT}")) == [(line, "warning", said)]


@pytest.mark.parametrize(
    "values",
    [
        "nodeSelector: {pool: gpu}",
        "nodeSelector: {pool: '${POOL}'}",
        "nodeSelector: {kubernetes.io/os: linux, kubernetes.io/hostname: gpu-7}",
        "nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4}",
        "nodeSelector: {node.kubernetes.io/instance-type: g5.xlarge}",
        "nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}",
        "nodeSelector: null",
        affinity(expression(NOBODYS), expression("pool", values="[gpu]")),
        affinity(expression(NOBODYS), expression("nvidia.com/gpu.present")),
        affinity(expression(NOBODYS, "DoesNotExist", "")),
        affinity(expression("feature.node.kubernetes.io/pci-10de.present")),
        f"affinity: {{nodeAffinity: {{{REQUIRED.replace('required', 'preferred')}: []}}}}",
        "affinity: '${AFFINITY}'",
        "nfd: {enabled: false, worker: {nodeSelector: {pool: other}}}",
        "nfd: {worker: {nodeSelector: {pool: other}}}",
        "devicePlugin: {enabled: false}\nnodeSelector: {pool: other}",
        # Discovery is told to set it.
        f"{FROM_RULE}\nnodeSelector: {{from.rule: 'true'}}",
        # Clouds label their pools' nodes themselves.
        "nodeSelector: {doks.digitalocean.com/node-pool: gpu}",
        "nodeSelector: {agentpool: gpu}",
    ],
)
def test_labels_that_nodes_have_or_may_get(values: str) -> None:
    assert found(plugin(values), node(f"pool: gpu, {PRESENT}")) == []


@pytest.mark.parametrize(
    "others",
    [
        (),
        (node("pool: gpu"), FEATURE_RULE),
        (node(PRESENT), FEATURE_RULE),
        (node(PRESENT), POOL),
        (node("kubernetes.io/os: linux"),),
        (node(PRESENT), node(f'{PRESENT}, {NOBODYS}: "true"', "n2")),
        # With a second installation it is not known whose Nodes these are.
        (node(PRESENT), release("driver: {enabled: false}", OPERATOR)),
        # A Node that shows no label.
        (node(PRESENT), node("", "n2", "status: {allocatable: {nvidia.com/gpu: '4'}}\n")),
    ],
)
def test_nodes_that_show_nothing(others: tuple[str, ...]) -> None:
    assert found(plugin(affinity(expression(NOBODYS))), *others) == []


def test_labels_that_are_not_on_one_node_together() -> None:
    nodes = (node(f"pool: a, {PRESENT}"), node(f"zone: b, {PRESENT}", "n2"))
    assert found(plugin("nodeSelector:\n  pool: a\n  zone: b"), *nodes) == [
        (9, "warning", "none has pool=a and zone=b at once")
    ]
    both = node(f"pool: a, zone: b, {PRESENT}", "n3")
    assert found(plugin("nodeSelector:\n  pool: a\n  zone: b"), *nodes, both) == []


def test_what_discovery_has_shown() -> None:
    values = f"nfd: {{enabled: false}}\n{affinity(expression('feature.node.kubernetes.io/pci-10de.present'))}"
    assert [one[0] for one in found(plugin(values), node(CARD))] == [13]
    with_its_own = values.replace("false", "true", 1)
    assert found(plugin(with_its_own), node(CARD)) == []
    right = values.replace("pci-10de", "pci-0302_10de")
    assert found(plugin(right), node(CARD)) == []


def test_the_operators_discovery() -> None:
    values = "node-feature-discovery:\n  worker:\n    nodeSelector: {pool: gpus}"
    assert [one[0] for one in found(release(values), node(f"pool: gpu, {PRESENT}"))] == [9]
    assert found(release(values), node(f"pool: gpus, {PRESENT}")) == []
    assert found(release(f"nfd: {{enabled: false}}\n{values}"), node(f"pool: gpu, {PRESENT}")) == []


def daemon_set(pod: str, kind: str = "DaemonSet") -> str:
    head = (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: plugin}}\nspec:\n  selector: {{matchLabels: {{a: b}}}}\n"
    )
    body = f"  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      {pod}\n      containers:\n"
    return f"{head}{body}        - {{name: p, image: 'nvcr.io/nvidia/k8s-device-plugin:v0.17.4'}}\n"


def test_daemon_sets_of_the_plugin() -> None:
    here = node(f"pool: gpu, {PRESENT}")
    assert found(daemon_set("nodeSelector: {pool: gpus}"), here) == [(9, "warning", "none has pool=gpus")]
    assert found(daemon_set("nodeSelector: {pool: gpu}"), here) == []
    assert found(daemon_set("nodeSelector: {nvidia.com/gpu.product: x}"), here) == []
    assert found(daemon_set("nodeSelector: {pool: '${POOL}'}"), here) == []
    assert found(daemon_set("nodeSelector: {pool: gpus}"), node("pool: cpu")) == []
    assert found(daemon_set("nodeSelector: {pool: gpus}", "Deployment"), here) == []
