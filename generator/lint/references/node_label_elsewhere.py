"""What chooses a node's configuration, written as an annotation, or as a label of something that is no node."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.ecosystem.sent import is_sent
from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.objects import OWN_VERSIONS, every_object, whole_objects
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value
from generator.model.plan import CONFIG_LABEL, MIG_LABEL
from generator.model.tree import Path

_READERS: Mapping[str, str] = MappingProxyType(
    {
        MIG_LABEL: "the MIG manager",
        CONFIG_LABEL: "what gives the device plugin its configuration",
        "nvidia.com/vgpu.config": "the vGPU device manager",
        "nvidia.com/gpu.workload.config": GPU_OPERATOR,
    }
)
_DEPLOY = "nvidia.com/gpu.deploy."
_OWN: Path = ("metadata",)
_OF_TEMPLATE: Path = ("spec", "template", "metadata")
_OF_CRON_JOB: Path = ("spec", "jobTemplate", "spec", "template", "metadata")
_SELECTORS = ("labelSelector", "podSelector", "selector")
"""What fields are called that find pods by their labels: `nodeSelector` finds nodes."""
_MAKERS = ("DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet")
_POOL, _NODE = "NodePool", "Node"
_KARPENTER = "karpenter.sh/"


class _Found(NamedTuple):
    """A key where no program looks for it; `may_be_selected` says that it is a label by which pods may be found."""

    key: str
    fault: ManifestFault
    may_be_selected: bool


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    found = tuple(_found(manifests))
    # Who finds pods by the label knows what it is. All files are gone through only where there is such a label.
    selected = _selected(manifests) if any(one.may_be_selected for one in found) else frozenset()
    yield from (one.fault for one in found if not one.may_be_selected or one.key not in selected)


def _selected(manifests: Manifests) -> frozenset[str]:
    """Return the keys of labels by which something finds pods: a Service, a controller, a monitor, an affinity."""
    found: set[str] = set()
    for whole in (*whole_objects(manifests), *(one.value for one in manifests.unfamiliar)):
        for around in whole.mappings():
            for key in _SELECTORS:
                found.update(label for label, _ in around.entries(key))
                found.update(label for label, _ in around.entries(key, "matchLabels"))
                found.update(one.text("key") or "" for one in around.elements(key, "matchExpressions"))
    return frozenset(found)


def _found(manifests: Manifests) -> Iterator[_Found]:
    for whole in every_object(manifests):
        kind, version = whole.text("kind") or "", whole.text("apiVersion") or ""
        if not is_sent(version, kind) or manifests.may_change(whole):
            continue
        if kind == _NODE:
            yield from _of(whole, (_OWN,), _OWN, "annotations", "a node")
        elif kind == _POOL and version.startswith(_KARPENTER):
            yield from _of(whole, (_OWN, _OF_TEMPLATE), _OF_TEMPLATE, "annotations", "a NodePool")
            yield from _of(whole, (_OWN,), _OF_TEMPLATE, "labels", "a NodePool itself")
        elif version in OWN_VERSIONS and (kind == "Pod" or kind in _MAKERS or kind == "CronJob"):
            of_pods = _OF_CRON_JOB if kind == "CronJob" else _OF_TEMPLATE
            for field in ("annotations", "labels"):
                yield from _of(whole, (_OWN,), None, field, "a pod" if kind == "Pod" else f"a {kind}")
                if kind != "Pod":
                    yield from _of(whole, (of_pods,), None, field, f"the pods of a {kind}")


def _of(whole: Value, paths: tuple[Path, ...], right: Path | None, field: str, what: str) -> Iterator[_Found]:
    """Return what stands in one of the fields there; `right` is where the object has labels of nodes, if it has any."""
    labels = {} if right is None else dict(whole.entries(*right, "labels"))
    for path in paths:
        for key, value in whole.entries(*path, field):
            reader = _READERS.get(key) or (GPU_OPERATOR if key.startswith(_DEPLOY) else None)
            # Who has the label as well knows what the label is.
            if reader is not None and key not in labels:
                word = field.removesuffix("s")
                article = "an" if field == "annotations" else "a"
                message = f"{key} is {article} {word} of {what}: {reader} looks at the labels of nodes alone"
                of_pods = right is None and field == "labels"
                # People may label their pods as they like, and ask for them by that.
                severity = Severity.INFO if of_pods else None
                fault = ManifestFault(value.place, message, _fix(right, key), on_key=True, severity=severity)
                yield _Found(key, fault, of_pods)


def _fix(right: Path | None, key: str) -> str:
    if right is None:
        return f"Label the nodes, `kubectl label node NODE {key}=...`, and select them by nodeSelector."
    return f"Write it below {'.'.join(map(str, right))}.labels."


RULE = ManifestRule(
    "REF237",
    "Choice of a node's configuration where nobody looks",
    Severity.WARNING,
    why="The MIG manager, the device plugin and gpu-operator take what a node is to be from the node's labels. An "
    "annotation of the same name, or a label of a pod or of the object that makes nodes, is kept and read by nothing: "
    "the node stays as it is.",
    fix="Write it as a label of the node.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-manager/main.go (MigConfigLabel), NVIDIA/k8s-device-plugin "
    "cmd/config-manager/main.go (NodeLabel), NVIDIA/vgpu-device-manager cmd/nvidia-k8s-vgpu-dm/main.go, "
    "NVIDIA/gpu-operator controllers/state_manager.go (getWorkloadConfig, hasOperandsDisabled); "
    "kubernetes-sigs/karpenter pkg/apis/v1/nodepool.go (the labels of spec.template are those of nodes)",
    bad="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  annotations:
    nvidia.com/mig.config: all-1g.5gb  # <- here
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata:
      labels:
        app: llm
        nvidia.com/device-plugin.config: shared  # <- here
    spec:
      containers:
        - name: main
          image: cuda
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/mig.config: all-1g.5gb
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: llm}
spec:
  selector: {matchLabels: {app: llm}}
  template:
    metadata: {labels: {app: llm}}
    spec:
      nodeSelector:
        nvidia.com/device-plugin.config: shared
      containers:
        - name: main
          image: cuda
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
