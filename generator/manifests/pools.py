"""What makes nodes on demand, as if it were the Nodes that come of it: Karpenter's pools, eksctl's groups.

Of OpenShift's MachineSets the labels and the taints are taken alone.

Sources: kubernetes-sigs/karpenter pkg/apis/v1/nodepool.go (spec.template), and of v1alpha5 provisioner.go; weaveworks
eksctl pkg/apis/eksctl.io/v1alpha5/types.go (NodeGroupBase: labels, taints, instanceType);
openshift/machine-api-operator pkg/controller/nodelink/nodelink_controller.go (labels and taints of spec.template.spec).
"""

import re

from generator.manifests.collector import Collector
from generator.manifests.named import group_of, kind_of, labels_of, name_of
from generator.manifests.plain import collect_whole
from generator.model.manifest_objects import Labelled, NodeObject, Tainted
from generator.model.manifest_value import Labels, Value

_KARPENTER = "karpenter.sh"
_EKSCTL = "eksctl.io"
_OPENSHIFT = "machine.openshift.io"
_POOL = "pool of nodes"
_MACHINES = "MachineSet"
"""What taints are said to be of; the same as the kind."""
_GROUPS = ("nodeGroups", "managedNodeGroups")
_GIVEN_BY_CLOUDS = re.compile(
    r"([^/]*\.)?(kubernetes\.io|k8s\.io|k8s\.aws|karpenter\.[^/]+|amazonaws\.com|azure\.com)/"
)
"""Labels whose values Karpenter knows of every kind of machine, so that other pools may have them too."""


def collect_pools(value: Value, out: Collector) -> None:
    """Take a NodePool, a Provisioner, the groups of eksctl's ClusterConfig, or OpenShift's MachineSet."""
    group, kind = group_of(value), kind_of(value)
    if group == _KARPENTER and kind in ("NodePool", "Provisioner"):
        collect_whole(value, out)
        by_template = kind == "NodePool"
        labels = value.get(*(("spec", "template", "metadata", "labels") if by_template else ("spec", "labels")))
        spec = value.get(*(("spec", "template", "spec") if by_template else ("spec",))) or value
        name = Value(name_of(value), value.place)
        own = (f"{_KARPENTER}/{'nodepool' if by_template else 'provisioner-name'}", name)
        found = (own, *labels_of(labels), *_wanted(spec))
        _take(NodeObject(name_of(value), found, spec.get("taints"), (), spec), labels, out)
    elif group == _EKSCTL and kind == "ClusterConfig":
        collect_whole(value, out)
        for one in (element for key in _GROUPS for element in value.elements(key)):
            name = one.get("name") or one
            found = (("alpha.eksctl.io/nodegroup-name", name), *labels_of(one.get("labels")))
            _take(NodeObject(one.text("name") or "", found, one.get("taints"), (), one), one.get("labels"), out)
    elif group == _OPENSHIFT and kind == _MACHINES:
        _take_machines(value, out)


def _take_machines(value: Value, out: Collector) -> None:
    machine = value.get("spec", "template", "spec")
    if machine is None:
        return
    labels = labels_of(machine.get("metadata", "labels"))
    if labels:
        out.labelled.append(Labelled(_POOL, None, labels, False, value.place))
    # Without an effect the API server refuses the MachineSet itself.
    taints = tuple(one for one in machine.elements("taints") if one.text("effect"))
    if taints:
        out.tainted.append(Tainted(_MACHINES, taints))


def _take(pool: NodeObject, labels: Value | None, out: Collector) -> None:
    out.pools.append(pool)
    if labels_of(labels):
        out.labelled.append(Labelled(_POOL, None, labels_of(labels), False, pool.value.place))


def _wanted(spec: Value) -> Labels:
    """Return labels of one's own that a pool's requirements give to its nodes, those that have one value."""
    return tuple(
        (key, values[0])
        for one in spec.elements("requirements")
        if (key := one.text("key") or "") and one.text("operator") == "In" and not _GIVEN_BY_CLOUDS.match(key)
        if len(values := tuple(one.elements("values"))) == 1
    )
