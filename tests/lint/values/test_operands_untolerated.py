import pytest

from tests.lint.examples import told

NODE = """\
apiVersion: v1
kind: Node
metadata: {{name: {name}, labels: {{nvidia.com/gpu.count: "1"}}}}
spec: {{taints: [{taints}]}}
"""
DEDICATED = "{key: dedicated, value: gpu, effect: NoSchedule}"
OWN = "{key: nvidia.com/gpu, value: present, effect: NoSchedule}"
POLICY = """\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {{name: cluster-policy}}
spec:
  {}
"""
OPERATOR = "driver: {{enabled: false}}\ntoolkit: {{enabled: false}}\n{}"
PLUGIN = "migStrategy: none\n{}"
DAEMON_SET = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: nvidia-device-plugin}}
spec:
  selector: {{matchLabels: {{name: plugin}}}}
  template:
    metadata: {{labels: {{name: plugin}}}}
    spec:
      {}
      containers: [{{name: plugin, image: "nvcr.io/nvidia/k8s-device-plugin:v0.17.4"}}]
"""
TOLERATED = "[{key: dedicated, operator: Exists}]"


def node(*taints: str, name: str = "gpu-1") -> str:
    return NODE.format(name=name, taints=", ".join(taints))


def found(text: str, *nodes: str) -> list[tuple[int, str]]:
    return told({"a.yaml": text, **{f"{number}.yaml": one for number, one in enumerate(nodes)}}, "VAL215")


def message(what: str, taint: str = "dedicated=gpu:NoSchedule") -> str:
    return f"{what} do not tolerate a taint that every GPU Node here has, such as {taint}: none is advertised"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (POLICY.format("daemonsets: {priorityClassName: system-node-critical}"), 5, "the operator's parts"),
        (POLICY.format("daemonsets: {tolerations: [{key: other, operator: Exists}]}"), 5, "the operator's parts"),
        (POLICY.format("driver: {enabled: true}"), 4, "the operator's parts"),
        (OPERATOR.format("daemonsets: {tolerations: []}"), 3, "the operator's parts"),
        (OPERATOR.format(""), 1, "the operator's parts"),
        (PLUGIN.format("tolerations: [{key: dedicated, value: cpu}]"), 2, "the device plugin's pods"),
        (DAEMON_SET.format("tolerations: [{key: nvidia.com/gpu, operator: Exists}]"), 9, "the pods of this DaemonSet"),
        (DAEMON_SET.format("hostNetwork: true"), 8, "the pods of this DaemonSet"),
    ],
)
def test_taints_that_nothing_tolerates(text: str, line: int, what: str) -> None:
    assert found(text, node(DEDICATED)) == [(line, message(what))]


@pytest.mark.parametrize(
    "text",
    [
        POLICY.format(f"daemonsets: {{tolerations: {TOLERATED}}}"),
        OPERATOR.format(f"daemonsets: {{tolerations: {TOLERATED}}}"),
        OPERATOR.format("daemonsets: {tolerations: '${TOLERATIONS}'}"),
        PLUGIN.format(f"tolerations: {TOLERATED}"),
        PLUGIN.format("tolerations: [{operator: Exists}]"),
        DAEMON_SET.format(f"tolerations: {TOLERATED}"),
        # Which nodes it is for is said by what it selects.
        DAEMON_SET.format("nodeSelector: {accelerator: nvidia}"),
        # Two installations may be for different nodes.
        OPERATOR.format("") + "---\n" + POLICY.format("driver: {enabled: true}"),
    ],
)
def test_what_is_tolerated_or_not_known(text: str) -> None:
    assert found(text, node(DEDICATED)) == []


def test_what_is_tolerated_where_nothing_is_said() -> None:
    for text in (POLICY.format("driver: {enabled: true}"), OPERATOR.format(""), PLUGIN.format("")):
        assert found(text, node(OWN)) == []
    assert len(found(POLICY.format("driver: {enabled: true}"), node(OWN.replace("NoSchedule", "NoExecute")))) == 1


def test_nodes_that_somebody_wrote_down_may_be_of_gpus_by_any_label_or_taint() -> None:
    plain = node(DEDICATED).replace('nvidia.com/gpu.count: "1"', "pool: a100")
    assert len(found(OPERATOR.format(""), plain)) == 1
    assert found(OPERATOR.format(""), plain.replace("value: gpu", "value: amd-gpu")) == []
    assert found(OPERATOR.format(""), plain.replace("value: gpu", "value: db")) == []


def test_one_node_that_lets_them_run_is_enough() -> None:
    text = OPERATOR.format("")
    assert found(text, node(DEDICATED), node(name="gpu-2")) == []
    assert len(found(text, node(DEDICATED), node(DEDICATED, name="gpu-2"))) == 1
    assert found(text) == []


def test_taints_that_come_and_go_are_left_out() -> None:
    assert found(OPERATOR.format(""), node("{key: node.kubernetes.io/not-ready, effect: NoSchedule}")) == []


def test_nodes_of_which_no_card_is_known_and_pods_of_discovery_are_left_out() -> None:
    plane = node("{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}").replace(
        'nvidia.com/gpu.count: "1"', "a: b"
    )
    assert found(OPERATOR.format(""), plane) == []
    discovery = DAEMON_SET.format("hostNetwork: true").replace(
        "name: plugin, image", "name: plugin, command: [gpu-feature-discovery], image"
    )
    assert found(discovery, node(DEDICATED)) == []
