"""Taints that the pods of NVIDIA's charts are given tolerations for, and Node Feature Discovery is not."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, sheets_of
from generator.lint.common.plugin_placing import BY_HAND, brings_discovery, placing
from generator.lint.common.references import listed, text_of
from generator.lint.values._discovery_worker import lacking, shows
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_WORKER = {
    GPU_OPERATOR: ("node-feature-discovery", "worker", "tolerations"),
    DEVICE_PLUGIN: ("nfd", "worker", "tolerations"),
}
_PODS = {GPU_OPERATOR: ("daemonsets", "tolerations"), DEVICE_PLUGIN: ("tolerations",)}
"""By a chart the tolerations of its worker, and those of what waits for the worker's labels."""
_KNOWN_BY = {GPU_OPERATOR: "the operator knows it", DEVICE_PLUGIN: "the plugin's pods select it"}
_NODES_OF_CLOUDS = (
    "kubernetes.azure.com/",
    "cloud.google.com/",
    "eks.amazonaws.com/",
    "karpenter.sh/",
    "karpenter.k8s.aws/",
)
"""Taints of pools whose nodes come and go: a new node has the taint before anything could label it."""
_NOT_OF_POOLS = (
    *("node.kubernetes.io/", "node-role.kubernetes.io/", "node.cloudprovider.kubernetes.io/"),
    "CriticalAddonsOnly",
)
"""Taints that every DaemonSet tolerates, that come and go, that the worker tolerates by default, or of old charts."""
_LABEL = "feature.node.kubernetes.io/"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if any(shows(one, _LABEL) for one in manifests.labelled):
        return
    for use in manifests.charts:
        # Tolerations under `nfd` of the operator are told as values that nobody reads.
        # Where Nodes are there, their taints are told.
        if use.chart == DEVICE_PLUGIN:
            waits = brings_discovery(use) is True and _waits(use) and not _is_labelled(manifests)
        else:
            waits = ends_up_with(use, "nfd", "enabled") is True and use.value("nfd", "worker") is None
        if waits and use.whole and lacking(manifests, use) is None:
            yield from _of_chart(use)


def _waits(use: ChartUse) -> bool:
    """Say whether the plugin's pods want a label of discovery, as their affinity does where nothing else is said."""
    where = placing(use)
    return where is not None and where.by_default and bool(where.terms)


def _is_labelled(manifests: Manifests) -> bool:
    """Say whether nodes get the label that people give them in the place of discovery's."""
    return BY_HAND in manifests.node_words or any(key == BY_HAND for one in manifests.labelled for key, _ in one.labels)


def _of_chart(use: ChartUse) -> Iterator[ManifestFault]:
    given = use.value(*_PODS[use.chart])
    taken = _of_worker(use)
    if given is None or taken is None:
        return
    left = [one for one in given.elements() if _is_of_pool(one) and not any(_covers(by, one) for by in taken)]
    keys = dict.fromkeys(one.text("key") or "" for one in left)
    of_clouds = any(key.startswith(_NODES_OF_CLOUDS) for key in keys)
    if left:
        yield ManifestFault(
            given.place,
            f"{'.'.join(_PODS[use.chart])} is not for Node Feature Discovery: its worker does not tolerate "
            f"{listed(keys)}, and a node with that taint gets no label by which {_KNOWN_BY[use.chart]}",
            f"Write the same tolerations under {'.'.join(_WORKER[use.chart])}, with those of the chart's default: a "
            "list takes the place of the default.",
            on_key=True,
            severity=None if of_clouds else Severity.INFO,
        )


def _of_worker(use: ChartUse) -> tuple[Value, ...] | None:
    """Return what the worker tolerates; None where that is not known."""
    said = use.value(*_WORKER[use.chart])
    if said is not None:
        return tuple(said.elements()) if isinstance(said.tree, list) else None
    fact = sheets_of(use)[-1].lookup(_WORKER[use.chart])
    return None if fact is None else tuple(Value(fact.default, use.place).elements())


def _is_of_pool(toleration: Value) -> bool:
    key = text_of(toleration.get("key"))
    return bool(key) and not key.startswith(_NOT_OF_POOLS) and text_of(toleration.get("effect")) != "PreferNoSchedule"


def _covers(toleration: Value, other: Value) -> bool:
    """Say whether one toleration is for a taint that another one, perhaps a wider one, is for too."""
    same = [_agree(toleration, other, key) for key in ("value", "effect")]
    anything = "Exists" in (toleration.text("operator"), other.text("operator"))
    return text_of(toleration.get("key")) in ("", text_of(other.get("key"))) and (anything or same[0]) and same[1]


def _agree(toleration: Value, other: Value, key: str) -> bool:
    found = {text_of(toleration.get(key)), text_of(other.get(key))}
    return len(found) == 1 or (key == "effect" and "" in found)


RULE = ManifestRule(
    "VAL214",
    "Taint that Node Feature Discovery does not tolerate",
    Severity.WARNING,
    why="The operator takes a node for a GPU node by the labels that Node Feature Discovery sets, and the pods of the "
    "plugin's chart select nodes by them. That is a chart of its own within theirs: its worker has tolerations of its "
    "own, and does not run where a taint keeps it away.",
    fix="Write the same tolerations for the worker, with those of the chart's default, since a list takes the place of "
    "the default.",
    source="NVIDIA/gpu-operator deployments/gpu-operator/values.yaml (node-feature-discovery.worker.tolerations) and "
    "controllers/state_manager.go (gpuNodeLabels); NVIDIA/k8s-device-plugin "
    "deployments/helm/nvidia-device-plugin/values.yaml (nfd.worker.tolerations, affinity); https://github.com/NVIDIA/gpu-operator/issues/577",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    daemonsets:
      tolerations:  # <- here
        - key: kubernetes.azure.com/scalesetpriority
          operator: Equal
          value: spot
          effect: NoSchedule
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    daemonsets:
      tolerations:
        - {key: kubernetes.azure.com/scalesetpriority, operator: Equal, value: spot, effect: NoSchedule}
    node-feature-discovery:
      worker:
        tolerations:
          - {key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}
          - {key: kubernetes.azure.com/scalesetpriority, operator: Equal, value: spot, effect: NoSchedule}
""",
    check=_check,
)
