"""A pod or a pool that wants a label of Karpenter's which no machine has, or machines that it leaves out itself."""

from collections.abc import Iterator

from generator.ecosystem.karpenter import (
    ARCHITECTURES,
    CAPACITY,
    DOMAINS,
    GPU_LABELS,
    LEAST_MEMORY,
    MEMORY,
    NAMES,
    OTHER_LABELS,
    SYSTEMS,
)
from generator.lint.common.near import nearest, slip
from generator.lint.common.nodes import labelled_otherwise
from generator.lint.common.selectors import Condition, hopeless, none_holds, selected, terms
from generator.lint.workloads._machine_labels import left_out, wrong
from generator.lint.workloads._memory_bounds import beyond_every_gpu
from generator.lint.workloads._node_choices import node_choices
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_PENDING, _NO_NODE, _NO_CHOICE = "the pod stays pending", "the pool makes no node", "no node will do"
_MORE = ("Gt", "Gte")
_LESS = ("Lt", "Lte")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    others = labelled_otherwise(manifests) | {key for one in manifests.nodes for key, _ in one.labels}
    for workload in manifests.workloads:
        yield from hopeless(workload.pod, lambda one: tuple(_of_condition(one, others, _PENDING)))
        every = terms(workload.pod)
        yield from left_out((*selected(workload.pod), *(every[0] if len(every) == 1 else ())), _PENDING)
    for choice in node_choices(manifests):
        yield from none_holds(choice, lambda one: tuple(_of_condition(one, others, _NO_CHOICE)))
    for pool in manifests.pools:
        requirements = tuple(_requirements(pool))
        for wanted in requirements:
            yield from _of_condition(wanted, frozenset(), _NO_NODE)
        yield from left_out(requirements, _NO_NODE)


def _requirements(pool: NodeObject) -> Iterator[Condition]:
    for one in pool.value.elements("requirements"):
        key, values = one.get("key"), tuple(one.elements("values"))
        if key is not None and isinstance(key.tree, str):
            yield Condition(key.tree, one.text("operator") or "", values, values[0] if values else key, key)


def _of_condition(condition: Condition, others: frozenset[str], then: str) -> Iterator[ManifestFault]:
    domain, slash, name = condition.key.partition("/")
    of_machines = f"{domain}{slash}" in DOMAINS
    if condition.key in others or condition.is_open:
        return
    if of_machines and name not in NAMES:
        yield from _unknown(condition, f"{domain}/", name, then)
    elif condition.operator == "In" and (of_machines or condition.key in (CAPACITY, *ARCHITECTURES, *SYSTEMS)):
        faults = [fault for value in condition.values if (fault := _of_value(condition.key, value, then))]
        if len(faults) == len(condition.values):
            yield from faults
    elif of_machines and name == MEMORY and len(condition.values) == 1:
        yield from _bound(condition, then)


def _unknown(condition: Condition, domain: str, name: str, then: str) -> Iterator[ManifestFault]:
    near = nearest(name, (*GPU_LABELS, *OTHER_LABELS)) if "gpu" in name else slip(name, NAMES)
    if near is not None and near not in OTHER_LABELS and name not in OTHER_LABELS:
        at = condition.named or condition.at
        message = f"Karpenter has no label {condition.key}: {then}"
        on_key = at.tree != condition.key
        yield ManifestFault(at.place, message, f"Did you mean {domain}{near}?", on_key=on_key)


def _of_value(key: str, value: Value, then: str) -> ManifestFault | None:
    found = wrong(key, value.tree) if isinstance(value.tree, str) else None
    if found is None:
        return None
    return ManifestFault(value.place, f"no machine has {key}={value.tree}: {then}", found.fix, severity=found.severity)


def _bound(condition: Condition, then: str) -> Iterator[ManifestFault]:
    """Return a bound on memory that is a number of GiB, where MiB are compared."""
    value = condition.values[0]
    text = str(value.tree)
    if not text.isdecimal() or not 0 < int(text[:6]) < LEAST_MEMORY or len(text) > len(str(LEAST_MEMORY)):
        return
    if condition.operator in _MORE + _LESS:
        wants_more = condition.operator in _MORE
        yield beyond_every_gpu(value, int(text), then, wants_more=wants_more, is_few=True)


RULE = ManifestRule(
    "WRK225",
    "Label of Karpenter's that no machine has",
    Severity.ERROR,
    why="Karpenter makes a node only where a machine of AWS has every label that the pod selects and the pool asks "
    "for. The category of g4dn.xlarge is g, its generation 4, its family g4dn and its architecture amd64. The GPU's "
    "name and maker are in small letters, as AWS calls them, and its memory is a number of MiB.",
    fix="Write the label as Karpenter's list of instance types has it.",
    source="aws/karpenter-provider-aws pkg/providers/instancetype/types.go (computeRequirements, lowerKabobCase), "
    "pkg/apis/v1/labels.go; kubernetes-sigs/karpenter pkg/apis/v1/labels.go (WellKnownValuesForRequirements); "
    "https://karpenter.sh/docs/reference/instance-types/",
    bad="""\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements:
        - key: karpenter.k8s.aws/instance-gpu-manufacturer
          operator: In
          values: [NVIDIA]  # <- here
        - key: karpenter.k8s.aws/instance-gpu-memory
          operator: Gt
          values: ["16"]  # <- here
        - key: karpenter.k8s.aws/instance-category
          operator: In
          values: [g4dn]  # <- here
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: small}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements:
        - key: kubernetes.io/arch
          operator: In
          values: [amd64]
        - key: karpenter.k8s.aws/instance-family
          operator: In
          values: [g5g]  # <- here
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    karpenter.k8s.aws/instance-gpu-name: A10G  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: gpu}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements:
        - key: karpenter.k8s.aws/instance-gpu-manufacturer
          operator: In
          values: [nvidia]
        - key: karpenter.k8s.aws/instance-gpu-memory
          operator: Gt
          values: ["16384"]
        - key: karpenter.k8s.aws/instance-category
          operator: In
          values: [g]
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: small}
spec:
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: gpu}
      requirements:
        - key: kubernetes.io/arch
          operator: In
          values: [arm64]
        - key: karpenter.k8s.aws/instance-family
          operator: In
          values: [g5g]
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    karpenter.k8s.aws/instance-gpu-name: a10g
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
