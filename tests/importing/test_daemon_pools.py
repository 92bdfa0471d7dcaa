"""Several DaemonSets of the plugin, each for nodes of its own, are pools."""

import pytest

from tests.importing.given import imported, plan, profile, told

DAEMON = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: plugin-NAME, namespace: kube-system}
spec:
  selector: {matchLabels: {name: plugin-NAME}}
  template:
    metadata: {labels: {name: plugin-NAME}}
    spec:
      runtimeClassName: nvidia
      nodeSelector: {card: NAME}
      tolerations:
      - {key: CriticalAddonsOnly, operator: Exists}
      - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
      containers:
      - name: ctr
        image: nvcr.io/nvidia/k8s-device-plugin:v0.17.4
        args: [--config-file=/config/config.yaml]
        volumeMounts: [{name: plugins, mountPath: /var/lib/kubelet/device-plugins}, {name: c, mountPath: /config}]
      volumes:
      - {name: plugins, hostPath: {path: /var/lib/kubelet/device-plugins}}
      - {name: c, configMap: {name: shares-NAME}}
---
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: shares-NAME, namespace: kube-system}
data:
  config.yaml: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: COUNT}]}}
---
"""
NODE = """\
apiVersion: v1
kind: Node
metadata:
  name: node-NAME
  labels: {card: NAME, nvidia.com/gpu.product: Tesla-T4, nvidia.com/device-plugin.config: old}
---
"""
COMMAND = "Once the bundle is there: kubectl label nodes"
WITHOUT = "        args: [--config-file=/config/config.yaml]\n"


def daemon(name: str) -> str:
    return DAEMON.replace("NAME", name)


def config(name: str, count: int) -> str:
    return CONFIG.replace("NAME", name).replace("COUNT", str(count))


BOTH = daemon("a") + config("a", 4) + daemon("b") + config("b", 2)


def test_each_is_a_pool_with_its_nodes_and_what_they_share() -> None:
    result = imported(BOTH + daemon("c").replace(WITHOUT, ""), "T4")
    assert told(result) == []
    found = plan(result)
    assert [(pool.name, pool.node_selector) for pool in found.pools] == [
        (f"plugin-{name}", (("card", name),)) for name in "abc"
    ]
    pools = profile(result)["pools"]
    assert isinstance(pools, list)
    shared = [one["timeSlicing"] if isinstance(one, dict) and "timeSlicing" in one else None for one in pools]
    assert [one["replicas"] if isinstance(one, dict) else None for one in shared] == [4, 2, None]
    # Only what shares something needs a label.
    label = "nvidia.com/device-plugin.config=plugin-"
    assert [(one.message, one.fix) for one in result.findings if one.code == "IMP006"] == [
        (f"nodes with card={name} need the label {label}{name}", f"{COMMAND} -l card={name} {label}{name}")
        for name in "ab"
    ]
    assert result.text.count("kubectl -n kube-system delete daemonset plugin-") == 3


def test_nodes_are_those_whose_labels_a_daemon_set_asks_for() -> None:
    nodes = "".join(NODE.replace("NAME", name) for name in ("a", "b", "z"))
    found = plan(imported(nodes + BOTH))
    assert [(pool.name, pool.node_names) for pool in found.pools] == [
        ("plugin-a", ("node-a",)),
        ("plugin-b", ("node-b",)),
    ]


def test_labels_may_be_asked_for_by_an_affinity_and_name_the_card() -> None:
    terms = "[{matchExpressions: [{key: nvidia.com/gpu.product, operator: In, values: [Tesla-T4]}]}]"
    affinity = f"{{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: {terms}}}}}}}"
    text = BOTH.replace("nodeSelector: {card: a}", f"affinity: {affinity}").replace(
        "nodeSelector: {card: b}", "nodeSelector: {nvidia.com/gpu.product: NVIDIA-L4}"
    )
    found = plan(imported(text))
    assert [[one.gpu.id for one in pool.gpus] for pool in found.pools] == [["t4"], ["l4"]]


def test_a_config_map_that_was_not_given_is_a_gap() -> None:
    result = imported(daemon("a") + daemon("b") + config("b", 2), "T4")
    ((code, line, message),) = [one for one in told(result) if one[0] == "IMP009"]
    assert message.startswith("ConfigMap shares-a of the device plugin was not given")
    assert "kubectl get configmap shares-a -n kube-system" in next(
        one.fix for one in result.findings if one.code == "IMP009"
    )
    assert (code, line) == ("IMP009", 21)
    assert result.missing


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nodeSelector: {card: b}", "nodeSelector: {card: a}"),
        ("nodeSelector: {card: b}", "nodeSelector: {other: b}"),
        ("      nodeSelector: {card: b}\n", ""),
        ("      nodeSelector: {card: b}\n", "      nodeSelector: {card: b}\n      affinity: {podAffinity: {a: b}}\n"),
        ("name: plugin-b, namespace: kube-system", "name: plugin-b, namespace: other"),
        ("name: ctr", "name: ctr\n        env: [{name: MIG_STRATEGY, value: single}]"),
    ],
)
def test_where_they_differ_in_more_none_speaks_for_all(before: str, after: str) -> None:
    text = daemon("a") + config("a", 4) + daemon("b").replace(before, after) + config("b", 2)
    found = [message for code, _, message in told(imported(text, "T4")) if code == "IMP004"]
    assert found[:2] == [f"the DaemonSet plugin-{name} of the device plugin is not imported" for name in "ab"]
