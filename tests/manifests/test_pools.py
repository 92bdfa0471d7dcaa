from generator.manifests import SourceFile, read_manifests
from generator.model.manifest import Context, Manifests

PROVISIONER = b"""\
apiVersion: karpenter.sh/v1alpha5
kind: Provisioner
metadata: {name: gpu}
spec:
  labels: {team: a}
  taints: [{key: nvidia.com/gpu, effect: NoSchedule}]
  requirements:
    - {key: tier, operator: In, values: [one]}
    - {key: several, operator: In, values: [one, two]}
    - {key: karpenter.k8s.aws/instance-family, operator: In, values: [g5]}
"""
GROUPS = b"""\
apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: nvidia}
nodeGroups: [{name: a, labels: {x: y}}, 4]
managedNodeGroups: {name: b}
"""


def _read(text: bytes) -> Manifests:
    return read_manifests([SourceFile("a.yaml", text)], Context(), dict[str, bytes]().get).manifests


def test_a_pool_has_the_labels_that_it_alone_gives() -> None:
    (pool,) = _read(PROVISIONER).pools
    labels = {key: value.tree for key, value in pool.labels}
    assert labels == {"karpenter.sh/provisioner-name": "gpu", "team": "a", "tier": "one"}
    assert pool.taints is not None
    assert not pool.advertised


def test_groups_of_any_form_are_read() -> None:
    pools = _read(GROUPS).pools
    assert [one.name for one in pools] == ["a", ""]
    assert {key: value.tree for key, value in pools[0].labels} == {"alpha.eksctl.io/nodegroup-name": "a", "x": "y"}


MACHINES = b"""\
apiVersion: machine.openshift.io/v1beta1
kind: MachineSet
metadata: {name: gpu, labels: {of: itself}}
spec:
  template:
    metadata: {labels: {of: machines}}
    spec:
      metadata: {labels: {nvidia.com/mig.config: all-1g.5gb}}
      taints: [{key: nvidia.com/gpu, effect: NoSchedule}, {key: without}, 4]
"""


def test_of_a_machine_set_the_labels_and_taints_of_its_nodes_are_taken() -> None:
    found = _read(MACHINES)
    assert [[(key, value.tree) for key, value in one.labels] for one in found.labelled] == [
        [("nvidia.com/mig.config", "all-1g.5gb")]
    ]
    assert [[taint.text("key") for taint in one.taints] for one in found.tainted] == [["nvidia.com/gpu"]]
    assert found.pools == ()
    other = _read(MACHINES.replace(b"machine.openshift.io", b"cluster.x-k8s.io"))
    assert (other.labelled, other.tainted) == ((), ())
