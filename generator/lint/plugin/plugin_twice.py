"""Two device plugins for the same nodes: gpu-operator's and one of the plugin's own chart or of a DaemonSet."""

import re
from collections.abc import Iterator, Sequence

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.folders import together
from generator.lint.common.plugin_daemons import PluginDaemon, plugin_daemons, runs_plugin
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Tree

_INSTALLS = (Form.FLUX, Form.ARGO, Form.K3S, Form.KUSTOMIZE, Form.HELMFILE)
"""Forms that install a chart: values files alone may be for one plugin or the other."""
_ON_EVERY_GPU_NODE = re.compile(
    r"nvidia\.com/gpu\.present|nvidia\.com/gpu\.deploy\.[a-z-]+|feature\.node\.kubernetes\.io/pci-(\w+_)?10de\.present|"
    r"(beta\.)?kubernetes\.io/(os|arch)"
)
_KEEPS_PLUGIN_OFF = ("nvidia.com/gpu.deploy.operands", "nvidia.com/gpu.deploy.device-plugin")
"""Labels by which a node goes without the operator's plugin; source: controllers/state_manager.go."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    installed = [use for use in manifests.charts if use.form in _INSTALLS]
    operators = [use for use in installed if use.chart == GPU_OPERATOR]
    if not installed:
        yield from _two_daemons(manifests)
    found: Sequence[ChartUse | ClusterPolicy] = operators or manifests.policies
    # Of several it is not known which go to one cluster.
    if len(found) != 1 or not _runs_plugin(found[0]) or _is_kept_apart(manifests):
        return
    operator, name = found[0], GPU_OPERATOR if operators else "a ClusterPolicy"
    home = operator.place
    others = [use for use in installed if use.chart == DEVICE_PLUGIN]
    daemons = [one for one in plugin_daemons(manifests) if _runs_everywhere(one)]
    if len(others) + len(daemons) != 1:
        return
    for use in others:
        if _is_likewise(use, operator, manifests) and _is_everywhere(use) and together(use.place, home, manifests):
            yield _fault(use.place, f"{DEVICE_PLUGIN} and {name}", is_sure=_is_of_one_cluster(use, operator, manifests))
    for daemon in daemons:
        place = daemon.container.value.place.below("image")
        if _is_unselective(daemon.workload.pod) and together(place, home, manifests):
            is_sure = not isinstance(operator, ChartUse) or not _may_be_apart(place, operator)
            yield _fault(place, f"this {daemon.workload.kind} and {name}", is_sure=is_sure)


def _two_daemons(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return the second of two DaemonSets that lie together; two of one name are one, written anew."""
    found = {one.workload.name: one for one in plugin_daemons(manifests) if _runs_everywhere(one)}
    if len(found) != 2 or manifests.charts or manifests.policies or _is_kept_apart(manifests):
        return
    one, other = (found[name].container.value.place.below("image") for name in sorted(found))
    pods = [each.workload.pod for each in found.values()]
    alike = all(_tree(pods[0], key) == _tree(pods[1], key) for key in ("nodeSelector", "tolerations"))
    if alike and together(one, other, manifests) and all(map(_is_unselective, pods)):
        message = f"{' and '.join(sorted(found))} each run a device plugin on every GPU node: they take the socket from"
        yield ManifestFault(other, f"{message} one another", "Delete one of the two DaemonSets.")


def _tree(around: Value | None, key: str) -> Tree:
    value = None if around is None else around.get(key)
    return None if value is None else value.tree


def _destination(use: ChartUse, manifests: Manifests) -> str:
    """Return the cluster that an Application of Argo CD is for; empty where that is not said."""
    found = (one.value for one in manifests.of_kind("Application") if one.value.place.file == use.place.file)
    said = next((one.get("spec", "destination") for one in found if one.place.document == use.place.document), None)
    name = None if said is None else said.text("server") or said.text("name")
    return "" if name is None or is_filled_in_later(name) else name


def _is_likewise(use: ChartUse, operator: ChartUse | ClusterPolicy, manifests: Manifests) -> bool:
    """Say whether the same tool installs both into one cluster, as far as that is shown."""
    there = None if isinstance(operator, ClusterPolicy) else _by_flux(operator, manifests)
    here = _by_flux(use, manifests)
    if any(one is not None and one.get("suspend") is not None for one in (here, there)):
        return False
    if not isinstance(operator, ChartUse):
        return here is None or here.get("kubeConfig") is None
    return use.form is operator.form and _tree(here, "kubeConfig") == _tree(there, "kubeConfig")


def _by_flux(use: ChartUse, manifests: Manifests) -> Value | None:
    """Return the spec of the HelmRelease that a use stands in."""
    found = (one.value for one in manifests.releases if one.value.place[:2] == use.place[:2])
    return next((one.get("spec") for one in found), None)


def _is_of_one_cluster(use: ChartUse, operator: ChartUse | ClusterPolicy, manifests: Manifests) -> bool:
    if not isinstance(operator, ChartUse) or not _may_be_apart(use.place, operator):
        return True
    return _destination(use, manifests) == _destination(operator, manifests) != ""


def _may_be_apart(place: Place, operator: ChartUse) -> bool:
    """Say whether both may go to different clusters: one Argo CD serves many, and so may kustomizations."""
    return operator.form is Form.ARGO or (operator.form is Form.KUSTOMIZE and place.file != operator.place.file)


def _fault(place: Place, both: str, *, is_sure: bool) -> ManifestFault:
    message = f"{both} each run a device plugin on every GPU node: they take the socket from one another"
    return ManifestFault(place, message, severity=None if is_sure else Severity.INFO)


def _runs_plugin(operator: ChartUse | ClusterPolicy) -> bool:
    """Say whether an operator runs the plugin; what a ClusterPolicy leaves out is on."""
    if isinstance(operator, ClusterPolicy):
        off, on = operator.spec.get("devicePlugin", "enabled"), operator.spec.get("sandboxWorkloads", "enabled")
        return not operator.is_patch and (off is None or off.tree is True) and (on is None or on.tree is False)
    return (
        operator.whole
        and ends_up_with(operator, "devicePlugin", "enabled") is True
        and ends_up_with(operator, "sandboxWorkloads", "enabled") is not True
    )


def _is_kept_apart(manifests: Manifests) -> bool:
    """Say whether nodes go without the operator's plugin, or the plugins may serve resources of different names."""
    return any(key in _KEEPS_PLUGIN_OFF for one in manifests.labelled for key, _ in one.labels) or any(
        _renames(config) for config in manifests.plugin_configs
    )


def _renames(config: Configuration) -> bool:
    texts = [str(entry.text.tree) for entry in config.entries]
    return any("rename" in text.replace("renameByDefault: false", "") for text in texts)


def _is_everywhere(use: ChartUse) -> bool:
    affinity = use.value("affinity")
    return (
        use.whole
        and ends_up_with(use, "devicePlugin", "enabled") is not False
        and (affinity is None or not affinity.tree)
        and all(_ON_EVERY_GPU_NODE.fullmatch(key) for key in use.entries("nodeSelector"))
    )


def _runs_everywhere(daemon: PluginDaemon) -> bool:
    return daemon.is_installed and daemon.workload.kind == "DaemonSet" and runs_plugin(daemon)


def _is_unselective(pod: Value) -> bool:
    keys = [key for key, _ in pod.entries("nodeSelector")]
    return pod.get("affinity") is None and all(_ON_EVERY_GPU_NODE.fullmatch(key) for key in keys)


RULE = ManifestRule(
    "PLG218",
    "Two device plugins for the same nodes",
    Severity.WARNING,
    why="Both serve nvidia.com/gpu at nvidia-gpu.sock in the kubelet's folder. Each removes the other's socket when it "
    "starts, and the kubelet takes what the last one to register says: which configuration counts is chance.",
    fix="Write `devicePlugin: {enabled: false}` in the values of gpu-operator, or leave the other plugin out.",
    source="NVIDIA/k8s-device-plugin internal/plugin/server.go (getPluginSocketPath, Serve); "
    "https://github.com/NVIDIA/k8s-device-plugin/issues/647",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values: {driver: {enabled: false}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart:
    spec:
      chart: nvidia-device-plugin  # <- here
      version: 0.20.0
  values: {runtimeClassName: nvidia}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values: {driver: {enabled: false}, devicePlugin: {enabled: false}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: nvidia-device-plugin, namespace: nvidia}
spec:
  chart:
    spec:
      chart: nvidia-device-plugin
      version: 0.20.0
  values: {runtimeClassName: nvidia}
""",
    check=_check,
)
