import pytest

from generator.model.finding import Severity
from tests.lint.clusters import node_rule
from tests.lint.examples import judged, told
from tests.lint.pods import gpu_node, pod

ASKS = "{limits: {nvidia.com/gpu: 1}}"
NODES = (
    gpu_node(labels="{pool: training, zone: north}")
    + "---\n"
    + gpu_node(labels="{pool: serving, zone: south, gpu-2: yes-it-is}", name="gpu-2")
)


def selecting(selector: str) -> str:
    return pod(ASKS, f"nodeSelector: {selector}")


def requiring(*terms: str) -> str:
    shown = ", ".join(f"{{matchExpressions: [{term}]}}" for term in terms)
    required = f"requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{shown}]}}"
    return pod(ASKS, f"affinity: {{nodeAffinity: {{{required}}}}}")


def found(text: str, nodes: str = NODES) -> list[tuple[int, str]]:
    return told({"a.yaml": nodes, "b.yaml": text}, "WRK213")


def fixes(text: str) -> list[str]:
    return [one.fix for one in judged({"a.yaml": NODES, "b.yaml": text}).findings if one.code == "WRK213"]


@pytest.mark.parametrize(
    ("selector", "fix"),
    [
        ("{pool: Training}", "Did you mean training?"),
        ("{pool: trainng}", "Did you mean training?"),
        ("{pool: trianing}", "Did you mean training?"),
        ("{Pool: training}", "Did you mean pool?"),
        ("{pol: training}", "Did you mean pool?"),
        ("{pool: batch}", "The GPU Nodes have pool=serving and training."),
        ("{team: vision}", "Label the nodes with team, or select by a label they have."),
        ("{gpu-1: 'yes'}", "Label the nodes with gpu-1, or select by a label they have."),
    ],
)
def test_selectors_that_no_node_satisfies(selector: str, fix: str) -> None:
    wanted = selector.strip("{}").replace(": ", "=").replace("'", "")
    assert found(selecting(selector)) == [(5, f"no GPU Node here has {wanted}: the pod stays pending")]
    assert fixes(selecting(selector)) == [fix]


def test_labels_that_no_node_has_at_once() -> None:
    message = "no GPU Node here has pool=training and zone=south at once: the pod stays pending"
    assert found(selecting("{pool: training, zone: south}")) == [(5, message)]


@pytest.mark.parametrize(
    ("terms", "wanted"),
    [
        (("{key: pool, operator: In, values: [batch, test]}",), "pool=batch or test"),
        (("{key: team, operator: Exists}",), "team"),
        (("{key: pool, operator: DoesNotExist}",), "no pool"),
        (("{key: pool, operator: NotIn, values: [training, serving]}",), "pool other than training or serving"),
        (("{key: pool, operator: In, values: [batch]}", "{key: team, operator: Exists}"), "pool=batch"),
    ],
)
def test_required_affinity(terms: tuple[str, ...], wanted: str) -> None:
    assert found(requiring(*terms)) == [(5, f"no GPU Node here has {wanted}: the pod stays pending")]


@pytest.mark.parametrize(
    "text",
    [
        selecting("{pool: training}"),
        selecting("{pool: serving, zone: south}"),
        selecting("{pool: '${POOL}'}"),
        selecting("{nvidia.com/gpu.product: NVIDIA-A10}"),
        selecting("{feature.node.kubernetes.io/pci-10de.present: 'true'}"),
        selecting("{kubernetes.io/hostname: elsewhere}"),
        selecting("{node.kubernetes.io/instance-type: p5.48xlarge}"),
        selecting("{karpenter.sh/nodepool: gpus}"),
        selecting("{pool: true}"),
        selecting("pool"),
        requiring("{key: pool, operator: In, values: [batch, serving]}"),
        requiring("{key: team, operator: Exists}", "{key: pool, operator: Exists}"),
        requiring("{key: pool, operator: NotIn, values: [training]}"),
        requiring("{key: memory, operator: Gt, values: ['40']}"),
        requiring("{key: team, operator: DoesNotExist}"),
        pod(
            ASKS, "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}"
        ),
        pod(
            ASKS,
            "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: "
            "[{weight: 1, preference: {matchExpressions: [{key: team, operator: Exists}]}}]}}",
        ),
        pod(ASKS, "{nodeName: gpu-1, nodeSelector: {pool: batch}}"[1:-1].replace(", ", "\n  ")),
        pod(
            "{limits: {cpu: 1}}", "{runtimeClassName: nvidia, nodeSelector: {pool: batch}}"[1:-1].replace(", ", "\n  ")
        ),
    ],
)
def test_what_a_node_satisfies_or_is_not_known(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "nodes",
    [
        gpu_node(labels="{pool: training}", advertised="{cpu: 4}"),
        NODES + "---\napiVersion: v1\nkind: Node\nmetadata: {name: g, labels: {pool: batch}}\nstatus: "
        "{capacity: {nvidia.com/gpu: 1}}\n",
        NODES + "---\n" + node_rule("pool", "batch"),
        "apiVersion: v1\nkind: Node\nmetadata: {name: g, labels: {nvidia.com/gpu.present: 'true'}}\n",
        "",
    ],
)
def test_nodes_that_satisfy_or_do_not_show_all(nodes: str) -> None:
    assert found(selecting("{pool: batch}"), nodes) == []


def test_labels_alone_are_less_certain_unless_it_is_a_slip() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: g, labels: {pool: training, nvidia.com/gpu.product: T4}}\n"
    for selector, weight in (("{pool: batch}", Severity.INFO), ("{pool: Training}", Severity.WARNING)):
        findings = judged({"a.yaml": node, "b.yaml": selecting(selector)}).findings
        assert [one.severity for one in findings if one.code == "WRK213"] == [weight]


def test_the_order_of_nodes_decides_nothing() -> None:
    first, second = (gpu_node(labels=f"{{pool: {pool}}}", name=pool) for pool in ("small-a", "small-b"))
    fixes_of = [
        [one.fix for one in judged({"a.yaml": one, "b.yaml": other, "c.yaml": selecting("{pool: small}")}).findings]
        for one, other in ((first, second), (second, first))
    ]
    assert fixes_of[0] == fixes_of[1] == ["The GPU Nodes have pool=small-a and small-b."]


def test_a_pod_of_which_one_container_asks_is_judged() -> None:
    assert len(found(selecting("{pool: batch}") + "  - {name: side, image: proxy}\n")) == 1


@pytest.mark.parametrize(
    ("selector", "name", "found"),
    [
        ("{pool: other}", "nvidia", [(1, "no GPU Node here has pool=other: the pod stays pending")]),
        ("{pool: other}", "unused", []),
        ("{pool: training}", "nvidia", []),
        ("{nvidia.com/gpu.product: NVIDIA-L4}", "nvidia", []),
        ("other", "nvidia", []),
    ],
)
def test_what_a_runtime_class_selects(selector: str, name: str, found: list[tuple[int, str]]) -> None:
    head = f"apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {{name: {name}}}, handler: nvidia"
    files = {
        "a.yaml": NODES,
        "b.yaml": f"{{{head}, scheduling: {{nodeSelector: {selector}}}}}\n",
        "c.yaml": pod(ASKS, "runtimeClassName: nvidia"),
    }
    assert told(files, "WRK213") == found


def test_a_pod_and_its_runtime_class_select_together() -> None:
    runtime = (
        "{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: nvidia}, handler: nvidia,"
        " scheduling: {nodeSelector: {pool: training}}}\n"
    )
    text = pod(ASKS, "{runtimeClassName: nvidia, nodeSelector: {zone: south}}"[1:-1].replace(", ", "\n  ", 1))
    [(line, message)] = told({"a.yaml": NODES, "b.yaml": runtime, "c.yaml": text}, "WRK213")
    assert message == "no GPU Node here has pool=training and zone=south at once: the pod stays pending"
    assert line == 6


@pytest.mark.parametrize(
    ("wanted", "severity"),
    [("550-90-07", ["warning"]), ("550.90.07", []), ("535.1", ["info"]), ("${VERSION}", [])],
)
def test_a_driver_whose_nodes_are_labelled_otherwise(wanted: str, severity: list[str]) -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a, labels: {gpu-driver: 550.90.07}}\n---\n"
    driver = (
        "apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {name: a}\n"
        f"spec: {{driverType: gpu, nodeSelector: {{gpu-driver: '{wanted}'}}}}\n"
    )
    found = [one for one in judged(node + driver).findings if one.code == "WRK213"]
    assert [one.severity.value for one in found] == severity
