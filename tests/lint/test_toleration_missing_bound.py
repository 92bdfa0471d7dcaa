"""Pods that select the nodes that they want, and what the Nodes say of their API server."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, line_of, told
from tests.lint.pods import gpu_node, pod

ASKS = "{limits: {nvidia.com/gpu: 1}}"
NONE = "{limits: {cpu: 1}}"
OWN = "{key: nvidia.com/gpu, value: present, effect: NoSchedule}"
OTHER = "{key: dedicated, value: gpu, effect: NoSchedule}"
POOL = "nodeSelector: {pool: gpu}"
TERMS = "affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{}]}}}}}}"
IN_POOL = "{matchExpressions: [{key: pool, operator: In, values: [gpu]}]}"


def node(*tainted: str, labels: str = "{pool: gpu}", name: str = "n1", more: str = "") -> str:
    """A Node as somebody wrote it down: what it has is not known."""
    spec = f"{{taints: [{', '.join(tainted)}]{more}}}"
    return f"apiVersion: v1\nkind: Node\nmetadata: {{name: {name}, labels: {labels}}}\nspec: {spec}\n"


def found(workload: str, *nodes: str) -> list[tuple[int, Severity]]:
    files = {"pod.yaml": workload, **{f"{number}.yaml": one for number, one in enumerate(nodes)}}
    return [(line_of(one), one.severity) for one in judged(files).findings if one.code == "WRK211"]


WARNED = [(5, Severity.WARNING)]


@pytest.mark.parametrize(
    ("labels", "spec"),
    [
        ("{pool: gpu}", POOL),
        ("{pool: gpu}", TERMS.format(IN_POOL)),
        ("{pool: gpu}", TERMS.format("{matchExpressions: [{key: pool, operator: Exists}]}")),
        ("{pool: gpu}", TERMS.format(f"{IN_POOL}, {{}}")),
        ("{agentpool: gpunp}", "nodeSelector: {agentpool: gpunp}"),
        ("{kubernetes.azure.com/agentpool: gpu}", "nodeSelector: {kubernetes.azure.com/agentpool: gpu}"),
        ("{kops.k8s.io/instancegroup: gpu-nodes}", "nodeSelector: {kops.k8s.io/instancegroup: gpu-nodes}"),
        ("{nvidia.com/gpu.present: 'true'}", "nodeSelector: {nvidia.com/gpu.present: 'true'}"),
        ("{accelerator: a100-gpu, kubernetes.io/os: linux}", "nodeSelector: {accelerator: a100-gpu}"),
        ("{node-role.kubernetes.io/gpu: ''}", "nodeSelector: {node-role.kubernetes.io/gpu: ''}"),
        ("{dedicated: ml, gpu: 'true'}", TERMS.format("{matchExpressions: [{key: gpu, operator: Exists}]}")),
    ],
)
def test_pods_bound_to_a_tainted_pool(labels: str, spec: str) -> None:
    for resources in (ASKS, NONE):
        for taint in (OWN, OTHER, OWN.replace("NoSchedule", "NoExecute")):
            assert found(pod(resources, spec), node(taint, labels=labels)) == WARNED


@pytest.mark.parametrize(
    ("labels", "spec"),
    [
        (
            "{node.kubernetes.io/instance-type: g5g.xlarge}",
            "nodeSelector: {node.kubernetes.io/instance-type: g5g.xlarge}",
        ),
        ("{kubernetes.io/hostname: n1}", "nodeSelector: {kubernetes.io/hostname: n1}"),
        ("{dedicated: ml}", "nodeSelector: {dedicated: ml}"),
    ],
)
def test_labels_without_a_word_of_gpus_bind_what_asks_for_them(labels: str, spec: str) -> None:
    tainted = node(OTHER.replace("gpu", "ml"), labels=labels)
    assert found(pod(ASKS, spec), tainted) == WARNED
    # The nodes may be of any sort.
    assert found(pod(NONE, spec), tainted) == []


@pytest.mark.parametrize("kind", ["Deployment", "DaemonSet", "StatefulSet"])
def test_templates(kind: str) -> None:
    text = f"""\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: exporter}}
spec:
  template:
    spec:
      nodeSelector:
        pool: gpu
      containers: [{{name: main, image: exporter}}]
"""
    assert found(text, node(OWN)) == [(7, Severity.WARNING)]
    [(_, message)] = told({"a.yaml": text, "b.yaml": node(OWN)}, "WRK211")
    assert message.startswith("every Node here that this pod may go to has a taint that this pod does not tolerate")
    assert message.endswith("the DaemonSet has none there" if kind == "DaemonSet" else "the pod stays pending")


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        (f"{POOL}\n  tolerations: [{{key: spot, operator: Exists}}]", 6),
        (f"{POOL}\n  tolerations:\n    - key: nvidia.com/gpu\n      value: 'true'\n      effect: NoSchedule", 8),
    ],
)
def test_tolerations_that_are_there_are_pointed_at(spec: str, line: int) -> None:
    assert found(pod(ASKS, spec), node(OWN)) == [(line, Severity.WARNING)]


@pytest.mark.parametrize(
    "nodes",
    [
        (node(OWN), node(name="n2")),
        (node(OWN), node("{key: gpu, effect: PreferNoSchedule}", name="n2")),
        (node(OWN, labels="{pool: cpu}"),),
        (node("{key: node.kubernetes.io/not-ready, effect: NoSchedule}"),),
        (node(OWN), node(OTHER, name="n2").replace("[", "['", 1).replace("]", "']", 1)),
        (),
    ],
)
def test_a_node_that_takes_it_or_none_that_it_wants(nodes: tuple[str, ...]) -> None:
    for resources in (ASKS, NONE):
        for spec in (POOL, TERMS.format(IN_POOL)):
            assert found(pod(resources, spec), *nodes) == []


@pytest.mark.parametrize(
    "spec",
    [
        "restartPolicy: Never",
        "nodeSelector: {kubernetes.io/os: linux}",
        "nodeSelector: {topology.kubernetes.io/zone: a}",
        "nodeSelector: {env: prod}",
        "nodeSelector: {pool: '${POOL}'}",
        "nodeSelector: {pool: gpu, size: '${SIZE}'}",
        "nodeSelector: {karpenter.sh/capacity-type: spot}",
        f"{POOL}\n  nodeName: n1",
        f"{POOL}\n  tolerations: '${{TOLERATIONS}}'",
        f"{POOL}\n  tolerations: [{{key: '${{KEY}}', operator: Exists}}]",
        f"{POOL}\n  tolerations: [{{operator: Exists}}]",
        f"{POOL}\n  tolerations: [{{key: nvidia.com/gpu, operator: Exists}}]",
        f"{POOL}\n  tolerations: [{{key: nvidia.com/gpu, value: present}}]",
        TERMS.format(f"{IN_POOL}, {{matchExpressions: [{{key: zone, operator: In, values: [b]}}]}}"),
        TERMS.format("{matchExpressions: [{key: pool, operator: NotIn, values: [cpu]}]}"),
        TERMS.format("{matchExpressions: [{key: cores, operator: Gt, values: ['4']}]}"),
        TERMS.format("{matchFields: [{key: metadata.name, operator: In, values: [n2]}]}"),
        TERMS.format("{}"),
        f"{POOL}\n  {TERMS.format('{}')}",
        TERMS.format(IN_POOL).replace("required", "preferred"),
    ],
)
def test_what_binds_to_no_pool_or_is_not_known(spec: str) -> None:
    labels = (
        "{pool: gpu, kubernetes.io/os: linux, topology.kubernetes.io/zone: a, env: prod, size: xl, cores: '8',"
        " karpenter.sh/capacity-type: spot}"
    )
    for resources in (ASKS, NONE):
        assert found(pod(resources, spec), node(OWN, labels=labels)) == []


@pytest.mark.parametrize(
    "files",
    [
        {"p.yaml": pod(ASKS, POOL).replace("namespace: team", "labels: {kueue.x-k8s.io/queue-name: team}")},
        {"gpu-patch.yaml": pod(ASKS, POOL)},
        {"p.yaml": pod(ASKS, POOL).replace("kind: Pod", "kind: ServingRuntime")},
        {"p.yaml": pod(NONE, POOL).replace("kind: Pod", "kind: Unknown")},
    ],
)
def test_pods_that_something_else_completes(files: dict[str, str]) -> None:
    assert told({**files, "n.yaml": node(OWN)}, "WRK211") == []


@pytest.mark.parametrize(
    "labels",
    ["{pool: gpu, amd.com/gpu.family: AI}", "{pool: amd-gpu}", "{pool: gpu-tpu}", "{pool: no-gpu}", "{gpu: 'false'}"],
)
def test_other_makers_and_nodes_without_gpus(labels: str) -> None:
    key, value = labels.strip("{}").split(",")[0].split(": ")
    tainted = node(OTHER.replace("value: gpu, ", ""), labels=labels)
    assert found(pod(NONE, f"nodeSelector: {{{key}: {value}}}"), tainted) == []


@pytest.mark.parametrize(
    "made",
    [
        node(OWN, labels="{pool: gpu, cloud.google.com/gke-nodepool: gpu}"),
        node(OWN, labels="{pool: gpu, eks.amazonaws.com/nodegroup: gpu}"),
        node(OWN, labels="{pool: gpu, alpha.eksctl.io/nodegroup-name: gpu}"),
        node(OWN, name="gke-llm-gpu-pool-7d1c9a55-0jqk"),
        node(OWN, more=", providerID: gce://project/zone/name"),
        node(OWN) + "status: {nodeInfo: {kubeletVersion: v1.31.2-eks-94953ac}}\n",
        node(OWN) + "status: {nodeInfo: {kubeletVersion: v1.31.2-gke.1}}\n",
    ],
)
def test_clouds_whose_api_servers_add_the_toleration(made: str) -> None:
    assert found(pod(ASKS, POOL), made) == []
    # Only for what asks for the resource, and only for its own key.
    assert found(pod(NONE, POOL), made) == WARNED
    assert found(pod(ASKS, POOL), made.replace("nvidia.com/gpu, value", "dedicated, value")) == WARNED
    for both in (f"{{key: spot, effect: NoSchedule}}, {OWN}", f"{OWN}, {{key: spot, effect: NoSchedule}}"):
        files = {"pod.yaml": pod(ASKS, POOL), "node.yaml": made.replace(OWN, both)}
        [(line, message)] = told(files, "WRK211")
        assert (line, message[-56:]) == (5, "tolerate, such as spot:NoSchedule: the pod stays pending")


def test_an_api_server_that_may_add_it() -> None:
    noted = [(5, Severity.INFO)]
    assert found(pod(ASKS, POOL), node(OWN, labels="{pool: gpu, oci.oraclecloud.com/node.info.byon: 'true'}")) == noted
    flags = "kube-apiserver-arg: [enable-admission-plugins=NodeRestriction,ExtendedResourceToleration]\n"
    assert found(pod(ASKS, POOL), node(OWN), flags) == noted
    assert found(pod(ASKS, POOL), node(OWN), flags.replace("Extended", "Other")) == WARNED


def test_what_nodes_of_a_cluster_have_decides_which_are_meant() -> None:
    own = gpu_node(f"{{taints: [{OWN}]}}", labels="{pool: shared}")
    other = gpu_node(advertised="{cpu: 8}", labels="{pool: shared}", name="cpu-1")
    selecting = "nodeSelector: {pool: shared}"
    assert found(pod(ASKS, selecting), own, other) == WARNED
    assert found(pod(NONE, selecting), own, other) == []


def test_a_pod_that_wants_another_pool_is_not_for_these_nodes() -> None:
    tainted = gpu_node(f"{{taints: [{OTHER}]}}", labels="{pool: a}")
    assert found(pod(ASKS, "nodeSelector: {pool: b}"), tainted) == []
