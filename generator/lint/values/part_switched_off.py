"""A part that is switched off although something else in the files needs it."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with, is_before, place_of
from generator.lint.common.clusters import ByCluster, cluster_of
from generator.lint.common.operator_setups import Setup, setups
from generator.lint.common.plugin_files import plugin_files
from generator.lint.common.plugin_keys import MPS_SINCE
from generator.lint.common.plugin_use import PluginRuns, users
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, Manifests
from generator.model.manifest_objects import Container
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.plan import MIG_LABEL
from generator.model.tree import Tree

_MPS_LABEL = "nvidia.com/mps.capable"
_WITH_DRIVER = (
    (("gds",), "GPUDirect Storage (nvidia-fs)"),
    (("gdrcopy",), "GDRCopy"),
    (("driver", "rdma"), "nvidia-peermem"),
)
"""What the operator installs by a container in the pods of its driver, and by nothing else."""

_OFF_SINCE = (22, 9, 0)
_MIG_MANAGER = "k8s-mig-manager"
_UNDIVIDED = "all-disabled"
_IN_SANDBOX = ("vgpuManager",)
"""What runs where sandboxWorkloads is on alone, and is off unless somebody switches it on."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    labels = {key for one in manifests.labelled for key, _ in one.labels}
    blocks = {} if _MPS_LABEL in labels else _mps_blocks(manifests)
    for use in manifests.charts:
        block = next((one for named, one in blocks.get(use.place, ()) if named == use), None)
        block = block if _is_off(use, "gfd") else None
        if block is not None:
            stated = use.value("gfd", "enabled")
            yield ManifestFault(
                block.place if stated is None else stated.place,
                f"MPS needs GPU Feature Discovery, which is off: no node gets the label {_MPS_LABEL}, and the "
                "MPS daemon runs nowhere",
                f"Add `gfd: {{enabled: true}}` to the values of {use.chart}.",
                on_key=True,
            )
        if use.chart == GPU_OPERATOR:
            yield from _of_operator(use, labels)
    if not manifests.of_kind("NVIDIADriver"):
        # Such an object has switches of its own for what comes with the driver.
        for use in manifests.charts:
            yield from _without_driver_in(use)
        for policy in manifests.policies:
            yield from _without_driver(policy)
    for setup in setups(manifests):
        yield from _without_sandbox(setup)
    if not manifests.charts and manifests.policies:
        yield from _of_policies(manifests)


def _of_policies(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return policies without the MIG manager, each beside the labels and the managers by hand of its own cluster."""
    labels = (entry for one in manifests.labelled for entry in one.labels)
    asking = ByCluster((value.place, value) for key, value in labels if _asks(key, value))
    made = ByCluster((one.place, one) for one in manifests.workloads if any(map(_divides, one.containers)))
    for policy in manifests.policies:
        cluster = cluster_of(policy.place)
        if asking.near(cluster) and not made.near(cluster):
            yield from _without_mig_manager(policy)


def _asks(key: str, value: Value) -> bool:
    """Say whether a node's label asks for a MIG layout."""
    text = value.tree
    return key == MIG_LABEL and isinstance(text, str) and text not in ("", _UNDIVIDED) and not is_filled_in_later(text)


def _divides(container: Container) -> bool:
    """Say whether somebody runs the MIG manager by hand."""
    return _MIG_MANAGER in (container.value.text("image") or "")


def _without_mig_manager(policy: ClusterPolicy) -> Iterator[ManifestFault]:
    if _said(policy.spec, "migManager", "enabled") is False:
        yield ManifestFault(
            policy.spec.place.below("migManager", "enabled"),
            f"the MIG manager is off, so the label {MIG_LABEL} is followed by nobody: no GPU is divided",
            "Write `migManager: {enabled: true}`, or divide the GPUs by other means and delete the label.",
        )


def _without_sandbox(setup: Setup) -> Iterator[ManifestFault]:
    off = setup.tree("sandboxWorkloads", "enabled")
    if setup.is_driver or not (off is False or (off is None and not setup.is_chart and not setup.is_part)):
        return
    for part in _IN_SANDBOX:
        if setup.tree(part, "enabled") is True:
            yield ManifestFault(
                setup.place(part, "enabled"),
                f"{part}.enabled installs nothing: it is for nodes with virtual machines, and sandboxWorkloads is off",
                f"Write `sandboxWorkloads: {{enabled: true}}`, or {part}.enabled: false.",
                # NVIDIA's own example of a ClusterPolicy has it so, and many are copied from that.
                # Releases of the chart that had it so by default are older than v22.9.0.
                severity=Severity.INFO if _is_example(setup, part) else None,
            )


def _is_example(setup: Setup, part: str) -> bool:
    if isinstance(setup.source, ChartUse):
        return is_before(setup.source, _OFF_SINCE)
    return not setup.tree(part, "repository")


def _of_operator(use: ChartUse, labels: set[str]) -> Iterator[ManifestFault]:
    if _is_off(use, "devicePlugin") and _names_config(use, "devicePlugin"):
        yield ManifestFault(
            place_of(use, "devicePlugin", "enabled"),
            "the device plugin is off, so devicePlugin.config is read by nobody: nothing is shared",
            "Write `devicePlugin: {enabled: true}`, or leave it so if that is meant for a while.",
            severity=Severity.INFO,
        )
    if _is_off(use, "migManager") and (_names_config(use, "migManager") or MIG_LABEL in labels):
        what = "migManager.config is read" if _names_config(use, "migManager") else f"the label {MIG_LABEL} is followed"
        yield ManifestFault(
            place_of(use, "migManager", "enabled"),
            f"the MIG manager is off, so {what} by nobody: no GPU is divided",
            "Write `migManager: {enabled: true}`, or divide the GPUs by other means and delete the rest.",
            severity=None if MIG_LABEL in labels else Severity.INFO,
        )


def _without_driver_in(use: ChartUse) -> Iterator[ManifestFault]:
    if use.chart != GPU_OPERATOR or not _is_off(use, "driver"):
        return
    if ends_up_with(use, "driver", "nvidiaDriverCRD", "enabled") is True:
        return
    for path, what in _WITH_DRIVER:
        if ends_up_with(use, *path, "enabled") is True:
            at = place_of(use, *path, "enabled")
            yield _not_installed(at, path, what, is_plugin_off=_is_off(use, "devicePlugin"))


def _without_driver(policy: ClusterPolicy) -> Iterator[ManifestFault]:
    spec = policy.spec
    if _said(spec, "driver", "enabled") is not False or _said(spec, "driver", "useNvidiaDriverCRD") is True:
        return
    for path, what in _WITH_DRIVER:
        if _said(spec, *path, "enabled") is True:
            at = spec.place.below(*path, "enabled")
            yield _not_installed(at, path, what, is_plugin_off=_said(spec, "devicePlugin", "enabled") is False)


def _said(spec: Value, *path: str) -> Tree:
    found = spec.get(*path)
    return None if found is None else found.tree


def _not_installed(place: Place, path: tuple[str, ...], what: str, *, is_plugin_off: bool) -> ManifestFault:
    name = ".".join((*path, "enabled"))
    # The device plugin also hands out what the host brings: gds and gdrcopy tell it to.
    is_of_use = path[0] != "driver" and not is_plugin_off
    rest = "; it is of use only where the GPU nodes bring it themselves" if is_of_use else ""
    return ManifestFault(
        place,
        f"{name} installs nothing: {what} comes with the operator's driver, which is off{rest}",
        "Write `driver: {enabled: true}`, or install it on the nodes"
        + (" beside their driver." if is_of_use else f" beside their driver and write {name}: false."),
        severity=Severity.INFO if is_of_use else None,
    )


def _is_off(use: ChartUse, component: str) -> bool:
    return ends_up_with(use, component, "enabled") is False


def _names_config(use: ChartUse, component: str) -> bool:
    return bool(ends_up_with(use, component, "config", "name") or ends_up_with(use, component, "config", "data"))


def _mps_blocks(manifests: Manifests) -> dict[Place, list[tuple[ChartUse, Value]]]:
    """Return the charts with the MPS blocks of the configurations that they name, by the charts' places."""
    runs, found = PluginRuns(manifests), dict[Place, list[tuple[ChartUse, Value]]]()
    named: set[str] = set()
    for file in plugin_files(manifests, in_part=False):
        block, name = file.content.get("sharing", "mps"), file.config_map.name
        if block is None or block.get("resources") is None:
            continue
        if runs.older_than(file.config_map, MPS_SINCE) is not None:
            continue  # such a plugin drops the block, which is told for itself
        if file.config_map.chart is None and name is not None:
            if name in named:
                continue
            named.add(name)
        for use in users(file.config_map, manifests):
            if isinstance(use, ChartUse):
                found.setdefault(use.place, []).append((use, block))
    return found


RULE = ManifestRule(
    "VAL206",
    "Part switched off that something needs",
    Severity.WARNING,
    why="GPU Feature Discovery sets nvidia.com/mps.capable, by which the MPS daemon finds its nodes; the device plugin "
    "and the MIG manager are the only readers of their configurations; nvidia-fs, GDRCopy and nvidia-peermem are "
    "installed by containers in the pods of the operator's driver; parts for virtual machines wait for "
    "sandboxWorkloads. With the part off the rest stays as it is without "
    "a word.",
    fix="Switch it on.",
    source="NVIDIA/k8s-device-plugin internal/lm/nvml.go and deployments/helm/nvidia-device-plugin/templates/"
    "daemonset-mps-control-daemon.yml; NVIDIA/gpu-operator assets/state-mps-control-daemon and controllers/"
    "object_controls.go (transformGDSContainer, transformGDRCopyContainer, transformPeerMemoryContainer, "
    "TransformDevicePlugin) and state_manager.go (isStateEnabled, v22.9.0 to v26.7.0)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    mig: {strategy: none}
    gfd:
      enabled: false  # <- here
    devicePlugin:
      config:
        create: true
        name: sharing
        default: any
        data:
          any: |
            version: v1
            sharing: {mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    mig: {strategy: none}
    gfd:
      enabled: true
    devicePlugin:
      config:
        create: true
        name: sharing
        default: any
        data:
          any: |
            version: v1
            sharing: {mps: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
