"""A GPU pod without the runtime class that it takes here."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.common.admission import is_changed
from generator.lint.common.distribution import is_rancher
from generator.lint.common.plugin_daemons import plugin_daemons, said_to
from generator.lint.common.runtime import default_switched_off, hands_out_by_cdi
from generator.lint.common.workloads import GpuAsk, gpu_asks
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_HANDLER = "nvidia"


class Need(NamedTuple):
    """What shows that pods need a runtime class, which, and how surely."""

    shown: str
    name: str
    severity: Severity | None = None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    need = _need(manifests)
    told: set[int] = set()
    for ask in gpu_asks(manifests) if need is not None else ():
        workload = ask.workload
        if (
            need is None
            or id(workload) in told
            or not workload.is_pod
            or workload.pod.get("runtimeClassName") is not None
        ):
            continue
        told.add(id(workload))
        if not is_changed(workload, manifests, "runtimeClassName"):
            yield _fault(ask, need)


def _need(manifests: Manifests) -> Need | None:
    """Return why pods need a runtime class; None where another installation may be theirs, or nothing shows it."""
    # By name, so that the order in which files are given decides nothing.
    classes = sorted(one.name for one in manifests.of_kind("RuntimeClass") if one.value.text("handler") == _HANDLER)
    uses = manifests.charts
    if len(uses) + len(manifests.policies) > 1:
        return None
    if default_switched_off(manifests) is not None:
        return Need("the toolkit is told not to make nvidia the default runtime", _HANDLER)
    name = _of_plugin(manifests)
    if name:
        rancher = is_rancher(manifests, uses[0] if uses else None)
        shown = "the device plugin runs with one" + (" on K3s or RKE2" if rancher else "")
        return Need(shown, name, None if rancher else Severity.INFO)
    if uses or manifests.policies or not classes or any(plugin_daemons(manifests)):
        return None
    return Need("there is a RuntimeClass for NVIDIA's runtime", classes[0], Severity.INFO)


def _of_plugin(manifests: Manifests) -> str | None:
    """Return the runtime class of the device plugin, where CDI does not hand out its devices."""
    for use in manifests.charts:
        name = use.value("runtimeClassName")
        return name.tree if name is not None and isinstance(name.tree, str) and not hands_out_by_cdi(use) else None
    named = {
        daemon.workload.pod.text("runtimeClassName") or ""
        for daemon in plugin_daemons(manifests)
        if "cdi" not in (said_to(daemon, "device-list-strategy", "DEVICE_LIST_STRATEGY") or "")
    }
    return named.pop() if len(named) == 1 else None


def _fault(ask: GpuAsk, need: Need) -> ManifestFault:
    message = (
        f"no runtimeClassName, while {need.shown}: if nvidia is not the default runtime, no GPU is in the container"
    )
    fix = f"Write `runtimeClassName: {need.name}` in the pod's spec, or make nvidia the default runtime of the nodes."
    return ManifestFault(ask.amount.quantity.place, message, fix, on_key=True, severity=need.severity)


RULE = ManifestRule(
    "WRK215",
    "GPU pod without a runtime class",
    Severity.WARNING,
    why="Unless CDI hands out the devices, the plugin only sets a variable, and NVIDIA's runtime puts the GPU into the "
    "container. A pod that names no runtime class gets the node's default runtime: where that is runc, the pod runs "
    "and finds no GPU. K3s, RKE2 and Talos leave runc the default.",
    fix="Write `runtimeClassName: nvidia` in the pod's spec.",
    source="NVIDIA/k8s-device-plugin internal/plugin/server.go, getAllocateResponse; https://docs.k3s.io/advanced "
    "(NVIDIA container runtime); NVIDIA/gpu-operator controllers/object_controls.go, TransformToolkit",
    bad="""\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  repo: https://nvidia.github.io/k8s-device-plugin
  chart: nvidia-device-plugin
  version: 0.20.0
  valuesContent: |
    runtimeClassName: nvidia
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1  # <- here
""",
    good="""\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: nvidia-device-plugin, namespace: kube-system}
spec:
  repo: https://nvidia.github.io/k8s-device-plugin
  chart: nvidia-device-plugin
  version: 0.20.0
  valuesContent: |
    runtimeClassName: nvidia
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  runtimeClassName: nvidia
  containers:
    - name: main
      image: cuda
      resources:
        limits:
          nvidia.com/gpu: 1
""",
    check=_check,
)
