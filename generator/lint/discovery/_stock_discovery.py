"""Node Feature Discovery as it comes, beside a plugin of which the pods wait for another label than it sets.

Sources: kubernetes-sigs/node-feature-discovery source/pci/pci.go (newDefaultConfig: class and vendor), v0.10.0 to
v0.19.0; NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin/values.yaml (affinity), since v0.15.0.
"""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.discovery_chart import DISCOVERY_CHART
from generator.facts.program_settings import GPU_FEATURE_DISCOVERY
from generator.facts.releases import Numbers
from generator.lint.common.admission import is_changed
from generator.lint.common.chart_values import ends_up_with, is_from
from generator.lint.common.clusters import are_apart
from generator.lint.common.plugin_daemons import plugin_daemons
from generator.lint.common.plugin_placing import BY_HAND, GPU_LABEL, brings_discovery
from generator.lint.common.selectors import selected, terms
from generator.model.finding import Severity
from generator.model.manifest import ChartOrder, ChartUse, Manifests
from generator.model.manifest_objects import Program
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place, Value

_OWN_AFFINITY: Numbers = (0, 15, 0)
_BRINGS_ITS_OWN = (GPU_OPERATOR, GPU_FEATURE_DISCOVERY)
"""Charts that bring a discovery of their own, or label the nodes: source: Chart.yaml of both."""
_CLASSES = "deviceClassWhitelist"
_OF_GPUS = "03"
_RELEASE = "HelmRelease"
_FIX = "Write `worker: {config: {sources: {pci: {deviceLabelFields: [vendor]}}}}` in the values of its chart."


def stock(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the release of Node Feature Discovery whose default label the plugin's pods do not know."""
    orders = [one for one in manifests.orders if one.name == DISCOVERY_CHART]
    if len(orders) != 1 or _is_labelled_otherwise(manifests):
        return
    at = _of_default(orders[0], manifests)
    who = None if at is None else _waiting(at, manifests)
    if at is not None and who is not None:
        message = (
            "Node Feature Discovery as it comes names its labels by class and vendor, as in "
            f"feature.node.kubernetes.io/pci-0302_10de.present, and {who} waits for pci-10de.present"
        )
        yield ManifestFault(at, message, _FIX, severity=Severity.WARNING)


def _is_labelled_otherwise(manifests: Manifests) -> bool:
    given = manifests.node_words | {key for one in manifests.labelled for key, _ in one.labels}
    by_others = any(one.chart in _BRINGS_ITS_OWN or one.name in _BRINGS_ITS_OWN for one in manifests.orders)
    configured = any(one.program is Program.DISCOVERY for one in manifests.program_configs)
    return configured or by_others or bool(manifests.policies) or bool(given & {BY_HAND, GPU_LABEL})


def _of_default(order: ChartOrder, manifests: Manifests) -> Place | None:
    """Return where a release is ordered or configured that says nothing of the fields its labels are made of."""
    added = manifests.additions_to(order.named.place)
    if not order.whole or added.to_all or _RELEASE in added.kinds:
        return None
    at = order.named.place
    for values in order.values:
        if values.get("worker", "configmapName") is not None:
            return None
        config = values.get("worker", "config")
        if config is not None and not _is_default(config):
            return None
        at = (config or values).place
    return at


def _is_default(config: Value) -> bool:
    """Say whether a worker's configuration leaves the fields of the label as they are, and the GPUs in."""
    if not isinstance(config.tree, dict) or config.get("core") is not None or config.get("sources", "custom"):
        return False
    pci = config.get("sources", "pci")
    if pci is None:
        return all(isinstance(one.tree, dict | None) for key, one in config.entries() if key == "sources")
    classes = [one.text() or "" for one in pci.elements(_CLASSES)]
    return all(key == _CLASSES for key, _ in pci.entries()) and any(one.startswith(_OF_GPUS) for one in classes)


def _waiting(at: Place, manifests: Manifests) -> str | None:
    """Return what waits for the label in the same cluster."""
    for use in manifests.charts:
        if use.chart == DEVICE_PLUGIN and not are_apart(use.place, at) and _waits(use):
            return "the plugin's chart"
    for daemon in () if manifests.charts else plugin_daemons(manifests):
        workload = daemon.workload
        if daemon.is_installed and not workload.in_part and not are_apart(workload.place, at):
            by_terms = terms(workload.pod)
            by_affinity = bool(by_terms) and all(any(one.key == GPU_LABEL for one in term) for term in by_terms)
            selects = any(one.key == GPU_LABEL for one in selected(workload.pod))
            if (selects or by_affinity) and not is_changed(workload, manifests, "nodeSelector", "affinity"):
                return f"{workload.kind} {workload.name}"
    return None


def _waits(use: ChartUse) -> bool:
    """Say whether the pods of the plugin's chart wait for labels of a discovery that the chart does not bring."""
    if not use.whole or any(source.has("affinity") for source in use.values) or not is_from(use, _OWN_AFFINITY):
        return False
    runs = any(ends_up_with(use, part, "enabled") is True for part in ("devicePlugin", "gfd"))
    return runs and brings_discovery(use) is False
