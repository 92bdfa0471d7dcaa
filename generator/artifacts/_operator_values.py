"""What the profile means in values of the chart gpu-operator.

Sources: NVIDIA/gpu-operator deployments/gpu-operator/values.yaml and templates/clusterpolicy.yaml at the supported
tags, controllers/object_controls.go for what the operator makes of them.
"""

from collections.abc import Iterator

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
from generator.facts.distributions import find_distribution
from generator.facts.filled_blocks import fillers
from generator.model.chart import ChartSheet
from generator.model.distribution import Installer
from generator.model.plan import ALL_DISABLED, Mode, Plan
from generator.model.profile import Component, MigStrategy, NfdSource
from generator.model.tree import Tree

NFD = "node-feature-discovery"
DEFAULT_RUNTIME_CLASS = "nvidia"
# Operands that run by default and whose images come from a registry that may want a secret; `validator` runs in all.
_PULLING = (
    "operator",
    "validator",
    "driver",
    "toolkit",
    "devicePlugin",
    "gfd",
    "migManager",
    "dcgmExporter",
)


def settings(plan: Plan) -> tuple[Setting, ...]:
    """Return the values for gpu-operator, in the order in which a person reads the stack."""
    sheet = load_chart(plan.release.chart, plan.release.version)
    return (
        *_driver(plan),
        *_toolkit(plan),
        *(Setting(*one) for one in fillers(sheet.chart, sheet.release)),
        *_discovery(plan, sheet),
        *_sharing(plan),
        *_mig(plan),
        *_scheduling(plan, sheet),
        *_monitoring(plan),
        *_components(plan),
    )


def _driver(plan: Plan) -> Iterator[Setting]:
    driver = plan.stack.driver
    by_operator = driver.owner is Installer.OPERATOR
    reason = "driver.from: operator" if by_operator else "driver.from: host. The node image brings the driver."
    yield Setting(("driver", "enabled"), by_operator, reason)
    given = (
        ("version", driver.version),
        ("repository", driver.repository),
        ("image", driver.image),
        ("kernelModuleType", driver.kernel_module_type),
    )
    if by_operator:
        for key, value in given:
            if value is not None:
                yield Setting(("driver", key), value, f"driver.{key}")
    if driver.install_dir is not None:
        yield Setting(
            ("hostPaths", "driverInstallDir"), driver.install_dir, "Where this distribution keeps the driver's files."
        )


def _toolkit(plan: Plan) -> Iterator[Setting]:
    toolkit = plan.stack.toolkit
    by_operator = toolkit.owner is Installer.OPERATOR
    reason = (
        "toolkit: operator" if by_operator else "toolkit: host. The nodes bring nvidia-container-toolkit themselves."
    )
    yield Setting(("toolkit", "enabled"), by_operator, reason)
    env = _toolkit_env(plan) if by_operator else []
    if env:
        yield Setting(("toolkit", "env"), env, f"How containerd is set up under {plan.distribution}.")
    if plan.stack.cdi is not None:
        yield Setting(("cdi", "enabled"), plan.stack.cdi, "install.cdi")
    if plan.stack.runtime_class not in (None, DEFAULT_RUNTIME_CLASS):
        yield Setting(("operator", "runtimeClass"), plan.stack.runtime_class, "install.runtimeClass.name")


def _toolkit_env(plan: Plan) -> list[Tree]:
    toolkit = plan.stack.toolkit
    found: dict[str, str] = {}
    distribution = find_distribution(plan.distribution)
    if distribution is not None:
        version = (plan.kubernetes.major, plan.kubernetes.minor)
        fitting = next((one for one in distribution.toolkit_env if one.since <= version), None)
        found = dict(fitting.variables) if fitting is not None else {}
    if toolkit.containerd_config is not None:
        found["CONTAINERD_CONFIG"] = toolkit.containerd_config
    if toolkit.containerd_socket is not None:
        found["CONTAINERD_SOCKET"] = toolkit.containerd_socket
    if toolkit.default_runtime:
        found["NVIDIA_RUNTIME_SET_AS_DEFAULT"] = "true"
    own = next((dict(one.env) for one in plan.stack.components if one.name == "toolkit"), {})
    return _env(found | own)


def _discovery(plan: Plan, sheet: ChartSheet) -> Iterator[Setting]:
    source = plan.stack.node_feature_discovery
    bundled = source is NfdSource.BUNDLED
    if not bundled:
        yield Setting(
            ("nfd", "enabled"), False, f"nodeFeatureDiscovery: {source.value}. A second NFD would fight over labels."
        )
    if bundled:
        yield from more_tolerations(sheet, (NFD, "worker", "tolerations"), plan.stack, NFD_TOLERATES)
    if not plan.stack.gpu_feature_discovery:
        reason = "components.gfd.enabled: false" if source is not NfdSource.NONE else WITHOUT_NFD
        yield Setting(("gfd", "enabled"), False, reason)


def _sharing(plan: Plan) -> Iterator[Setting]:
    if plan.stack.plugin_external:
        yield Setting(("devicePlugin", "enabled"), False, "devicePlugin: external. Somebody else runs the plugin.")
    config = plan.plugin_config
    if config is None:
        return
    reason = "The ConfigMap in base/plugin-config.yaml; its name changes with its content, which rolls the plugin."
    yield Setting(("devicePlugin", "config", "name"), config.name, reason)
    yield Setting(("devicePlugin", "config", "default"), config.default, default_entry_reason(plan))


def _mig(plan: Plan) -> Iterator[Setting]:
    config = plan.mig_config
    # Nodes may be cut by NVIDIA's own layouts, which need no pool to say so; single is the chart's default.
    stated = plan.stack.mig_strategy is not MigStrategy.SINGLE
    if config is None and not stated and not any(pool.mode is Mode.MPS for pool in plan.pools):
        return
    strategy = plan.stack.mig_strategy.value
    reason = {
        "mixed": "Every MIG profile has a resource of its own.",
        "single": "MIG devices are advertised as nvidia.com/gpu." if config else "MPS refuses the strategy mixed.",
        "none": "Every GPU is one nvidia.com/gpu: none is cut.",
    }[strategy]
    yield Setting(("mig", "strategy"), strategy, reason)
    if config is not None:
        reason = "The ConfigMap in base/mig-config.yaml; it replaces NVIDIA's own layouts."
        yield Setting(("migManager", "config", "name"), config.name, reason)
        reason = "Nodes without a label get no MIG; the CRD allows no other default."
        yield Setting(("migManager", "config", "default"), ALL_DISABLED, reason)


def _scheduling(plan: Plan, sheet: ChartSheet) -> Iterator[Setting]:
    if plan.distribution == "openshift":
        yield Setting(("platform", "openshift"), True, "distribution: openshift")
    yield from more_tolerations(sheet, ("daemonsets", "tolerations"), plan.stack, STACK_TOLERATES)
    if plan.stack.priority_class_name is not None:
        yield Setting(("daemonsets", "priorityClassName"), plan.stack.priority_class_name, "install.priorityClassName")
    if plan.stack.image_pull_secrets:
        switched_on = (one.name for one in plan.stack.components if one.enabled and one.name not in _PULLING)
        for name in (*_PULLING, *switched_on):
            path = (name, "imagePullSecrets")
            if sheet.lookup(path) is not None:
                secrets: list[Tree] = list(plan.stack.image_pull_secrets)
                yield Setting(path, secrets, "install.imagePullSecrets")
        yield from discovery_secrets(plan.stack, NFD)


def _monitoring(plan: Plan) -> Iterator[Setting]:
    monitor = plan.monitoring.service_monitor
    enabled = monitor is not None and monitor.enabled
    # Said in any case: the default is false up to v26.3 and true in v26.7, where older releases never get ready
    # without the CRD (source: NVIDIA/gpu-operator controllers/object_controls.go, ServiceMonitor).
    base = ("dcgmExporter", "serviceMonitor")
    reason = (
        "monitoring.serviceMonitor"
        if enabled
        else "No monitoring.serviceMonitor; the default differs between releases."
    )
    yield Setting((*base, "enabled"), enabled, reason)
    if monitor is None or not enabled:
        return
    if monitor.interval is not None:
        yield Setting((*base, "interval"), monitor.interval, "monitoring.serviceMonitor.interval")
    if monitor.labels:
        yield Setting((*base, "additionalLabels"), dict(monitor.labels), "monitoring.serviceMonitor.labels")


def _components(plan: Plan) -> Iterator[Setting]:
    for component in plan.stack.components:
        if component.name == "nodeFeatureDiscovery":
            yield from discovery_settings(component, NFD)
            continue
        base = component.name
        reason = f"components.{component.name}"
        if component.enabled is not None and base != "gfd":
            yield Setting((base, "enabled"), component.enabled, f"{reason}.enabled")
        for key, value in _image_of(component):
            yield Setting((base, key), value, f"{reason}.{key}")
        if component.resources is not None:
            yield Setting((base, "resources"), component.resources, f"{reason}.resources")
        if component.env and base != "toolkit":
            yield Setting((base, "env"), _env(dict(component.env)), f"{reason}.env")
        if component.args:
            args: list[Tree] = list(component.args)
            yield Setting((base, "args"), args, f"{reason}.args")


def _image_of(component: Component) -> Iterator[tuple[str, str]]:
    for key, value in (
        ("repository", component.repository),
        ("image", component.image),
        ("version", component.version),
    ):
        if value is not None:
            yield key, value


def _env(variables: dict[str, str]) -> list[Tree]:
    return [{"name": name, "value": value} for name, value in variables.items()]
