"""What the profile means in values of the standalone chart nvidia-device-plugin.

Source: NVIDIA/k8s-device-plugin deployments/helm/nvidia-device-plugin, values.yaml and templates at the supported
tags.
"""

from collections.abc import Iterator

from generator.artifacts._nodes import terms_by_name
from generator.artifacts._setting import (
    NFD_TOLERATES,
    STACK_TOLERATES,
    WITHOUT_NFD,
    Setting,
    default_entry_reason,
    discovery_secrets,
    discovery_settings,
    more_tolerations,
)
from generator.facts.charts import load_chart
from generator.model.chart import ChartSheet
from generator.model.plan import Plan, PoolPlan
from generator.model.profile import NfdSource
from generator.model.tree import Tree
from generator.yamltext.writer import canonical_json

_DIGEST = "sha256:"
_AFFINITY = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
# NFD's own default names a PCI label by class and vendor, the chart's NFD by vendor alone (source:
# kubernetes-sigs/node-feature-discovery deployment default config; the chart's values nfd.worker.config).
_NFD_LABELS = ("pci-10de.present", "pci-0300_10de.present", "pci-0302_10de.present")


def settings(plan: Plan) -> tuple[Setting, ...]:
    """Return the values for the standalone chart, in the order in which a person reads the stack."""
    sheet = load_chart(plan.release.chart, plan.release.version)
    return (
        *_sharing(plan),
        *_runtime(plan),
        *_discovery(plan, sheet),
        *_scheduling(plan, sheet),
        *_components(plan, sheet),
    )


def _sharing(plan: Plan) -> Iterator[Setting]:
    if plan.stack.plugin_external:
        yield Setting(("devicePlugin", "enabled"), False, "devicePlugin: external. Somebody else runs the plugin.")
    config = plan.plugin_config
    if config is None:
        return
    reason = "The ConfigMap in base/plugin-config.yaml; its name changes with its content, which rolls the plugin."
    yield Setting(("config", "name"), config.name, reason)
    yield Setting(("config", "default"), config.default, default_entry_reason(plan))


def _runtime(plan: Plan) -> Iterator[Setting]:
    if plan.stack.runtime_class is not None:
        reason = "The NVIDIA runtime is reached by its RuntimeClass."
        yield Setting(("runtimeClassName",), plan.stack.runtime_class, reason)
    if plan.stack.driver.install_dir is not None:
        yield Setting(("nvidiaDriverRoot",), plan.stack.driver.install_dir, "install.driver.installDir")


def _discovery(plan: Plan, sheet: ChartSheet) -> Iterator[Setting]:
    on = plan.stack.gpu_feature_discovery
    source = plan.stack.node_feature_discovery
    reason = "components.gfd.enabled: false" if source is not NfdSource.NONE else WITHOUT_NFD
    if on:
        reason = "Labels nodes with model, memory and sharing; MPS starts by its label."
    yield Setting(("gfd", "enabled"), on, reason)
    bundled = source is NfdSource.BUNDLED
    yield Setting(("nfd", "enabled"), bundled, f"nodeFeatureDiscovery: {source.value}")
    if bundled:
        yield from more_tolerations(sheet, ("nfd", "worker", "tolerations"), plan.stack, NFD_TOLERATES)
    if source is NfdSource.EXISTING:
        usual = sheet.lookup(_AFFINITY)
        terms: list[Tree] = list(usual.default) if usual is not None and isinstance(usual.default, list) else []
        terms += [one for name in _NFD_LABELS if (one := _labelled(f"feature.node.kubernetes.io/{name}")) not in terms]
        yield Setting(_AFFINITY, terms, "Your NFD may name PCI labels with or without the class.")
    if source is NfdSource.NONE:
        own = (term for pool in plan.pools for term in _pool_terms(pool))
        asked = {canonical_json(term): term for term in (*own, _labelled("nvidia.com/gpu.present"))}
        yield Setting(_AFFINITY, list(asked.values()), "Without NFD nothing sets the labels that the chart waits for.")


def _pool_terms(pool: PoolPlan) -> Iterator[Tree]:
    if pool.node_names:
        yield from terms_by_name(pool.node_names)
    elif pool.node_selector:
        yield {
            "matchExpressions": [{"key": key, "operator": "In", "values": [value]} for key, value in pool.node_selector]
        }


def _labelled(key: str) -> Tree:
    return _term(key, ["true"])


def _term(key: str, values: list[str]) -> Tree:
    return {"matchExpressions": [{"key": key, "operator": "In", "values": list(values)}]}


def _scheduling(plan: Plan, sheet: ChartSheet) -> Iterator[Setting]:
    yield from more_tolerations(sheet, ("tolerations",), plan.stack, STACK_TOLERATES)
    if plan.stack.node_selector:
        yield Setting(("nodeSelector",), dict(plan.stack.node_selector), "install.nodeSelector")
    if plan.stack.priority_class_name is not None:
        yield Setting(("priorityClassName",), plan.stack.priority_class_name, "install.priorityClassName")
    if plan.stack.image_pull_secrets:
        secrets: list[Tree] = [{"name": name} for name in plan.stack.image_pull_secrets]
        yield Setting(("imagePullSecrets",), secrets, "install.imagePullSecrets")
        yield from discovery_secrets(plan.stack, "nfd")
    if plan.release.namespace == "default":
        yield Setting(("allowDefaultNamespace",), True, "namespace: default, which the chart refuses otherwise")


def _components(plan: Plan, sheet: ChartSheet) -> Iterator[Setting]:
    components = {one.name: one for one in plan.stack.components}
    plugin = components.get("devicePlugin")
    if plugin is not None:
        reason = "components.devicePlugin"
        usual = sheet.lookup(("image", "repository"))
        image = str(usual.default) if usual is not None else ""
        if plugin.repository is not None:
            image = f"{plugin.repository}/{plugin.image or 'k8s-device-plugin'}"
        version = plugin.version or ""
        if version.startswith(_DIGEST):
            # The chart puts a colon between both, whatever they are.
            reason_of = f"{reason}.version, a digest: the chart puts a colon before the tag"
            yield Setting(("image", "repository"), f"{image}@{_DIGEST.rstrip(':')}", reason_of)
            yield Setting(("image", "tag"), version.removeprefix(_DIGEST), f"{reason}.version")
        else:
            if plugin.repository is not None:
                yield Setting(("image", "repository"), image, f"{reason}.repository")
            if version:
                yield Setting(("image", "tag"), version, f"{reason}.version")
        if plugin.resources is not None:
            yield Setting(("resources",), plugin.resources, f"{reason}.resources")
    discovery = components.get("nodeFeatureDiscovery")
    if discovery is not None:
        yield from discovery_settings(discovery, "nfd")
