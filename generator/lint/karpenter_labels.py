"""A pod or a pool that wants a label of Karpenter's about GPUs which no machine has."""

import re
from collections.abc import Iterator

from generator.ecosystem.karpenter import COUNT, DOMAINS, GPU_LABELS, LEAST_MEMORY, MEMORY, OTHER_LABELS
from generator.lint._near import nearest
from generator.lint._nodes import labelled_otherwise
from generator.lint._selectors import Condition, hopeless
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import NodeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_PENDING, _NO_NODE = "the pod stays pending", "the pool makes no node"
_NEVER = re.compile(r"nvidia[-_]|geforce|tesla")
"""Words of the names that others give to a GPU; AWS says t4, a10g, l40s, h100."""
_COMPARED = ("Gt", "Gte")
_LESS = ("Lt", "Lte")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    others = labelled_otherwise(manifests) | {key for one in manifests.nodes for key, _ in one.labels}
    for workload in manifests.workloads:
        yield from hopeless(workload.pod, lambda one: tuple(_of_condition(one, others, _PENDING)))
    for pool in manifests.pools:
        for wanted in _requirements(pool):
            yield from _of_condition(wanted, frozenset(), _NO_NODE)


def _requirements(pool: NodeObject) -> Iterator[Condition]:
    for one in pool.value.elements("requirements"):
        key, values = one.get("key"), tuple(one.elements("values"))
        if key is not None and isinstance(key.tree, str):
            yield Condition(key.tree, one.text("operator") or "", values, values[0] if values else key, key)


def _of_condition(condition: Condition, others: frozenset[str], then: str) -> Iterator[ManifestFault]:
    domain, slash, name = condition.key.partition("/")
    if f"{domain}{slash}" not in DOMAINS or condition.key in others or condition.is_open:
        return
    if name not in GPU_LABELS:
        yield from _unknown(condition, f"{domain}/", name, then)
    elif condition.operator == "In":
        faults = [fault for value in condition.values if (fault := _of_value(condition.key, name, value, then))]
        if len(faults) == len(condition.values):
            yield from faults
    elif name == MEMORY and len(condition.values) == 1:
        yield from _bound(condition, then)


def _unknown(condition: Condition, domain: str, name: str, then: str) -> Iterator[ManifestFault]:
    near = nearest(name, (*GPU_LABELS, *OTHER_LABELS)) if "gpu" in name else None
    if near is not None and near not in OTHER_LABELS:
        at = condition.named or condition.at
        message = f"Karpenter has no label {condition.key}: {then}"
        on_key = at.tree != condition.key
        yield ManifestFault(at.place, message, f"Did you mean {domain}{near}?", on_key=on_key)


def _of_value(key: str, name: str, value: Value, then: str) -> ManifestFault | None:
    text = value.tree
    if not isinstance(text, str) or is_filled_in_later(text):
        return None
    severity: Severity | None = None
    fix: str | None = None
    if name in (COUNT, MEMORY):
        if text.isdecimal() and (name == COUNT or int(text[:6]) >= LEAST_MEMORY):
            return None
        what = "a number" if name == COUNT else "a number of MiB, such as 24576"
        fix = f"Write {what}, in quotes."
    elif text != text.lower() or " " in text or _NEVER.search(text):
        right = _plain(text)
        fix = f"Write {right}." if right != text else fix
        # Whose pools are of other makers' Karpenter may have other names.
        severity = Severity.WARNING if text == text.lower() and " " not in text else None
    else:
        return None
    return ManifestFault(value.place, f"no machine has {key}={text}: {then}", fix, severity=severity)


def _plain(text: str) -> str:
    plain = text.lower().replace(" ", "-").replace("_", "-")
    for word in ("nvidia-", "tesla-", "geforce-"):
        plain = plain.removeprefix(word)
    return plain


def _bound(condition: Condition, then: str) -> Iterator[ManifestFault]:
    """Return a bound on memory that is a number of GiB, where MiB are compared."""
    value = condition.values[0]
    text = str(value.tree)
    if not text.isdecimal() or not 0 < int(text[:6]) < LEAST_MEMORY or len(text) > len(str(LEAST_MEMORY)):
        return
    fix = f'Write "{int(text) * 1024}" if {text} GiB are meant.'
    if condition.operator in _LESS:
        yield ManifestFault(value.place, f"no GPU has less than {text} MiB, which is what is compared: {then}", fix)
    elif condition.operator in _COMPARED:
        message = f"every GPU has more than {text} MiB, which is what is compared: this keeps none away"
        yield ManifestFault(value.place, message, fix, severity=Severity.WARNING)


RULE = ManifestRule(
    "WRK225",
    "Label of Karpenter's that no machine has",
    Severity.ERROR,
    why="Karpenter makes a node only where a machine of AWS has every label that the pod selects and the pool asks "
    "for. It knows the GPU's name and maker in small letters, as AWS calls them, and its memory as a number of MiB.",
    fix="Write the label as Karpenter's list of instance types has it.",
    source="aws/karpenter-provider-aws pkg/providers/instancetype/types.go (computeRequirements, lowerKabobCase), "
    "pkg/apis/v1/labels.go; https://karpenter.sh/docs/reference/instance-types/",
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
