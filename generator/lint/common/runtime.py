"""Which container runtime pods get that name no runtime class, as far as the files show it."""

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.chart_values import ends_up_with, is_from
from generator.lint.common.distribution import Toolkit, toolkits
from generator.model.manifest import ChartUse, Manifests

_SET_AS_DEFAULT = "NVIDIA_RUNTIME_SET_AS_DEFAULT"
_CONTAINERD_SET_AS_DEFAULT = "CONTAINERD_SET_AS_DEFAULT"
_FIRST_WITHOUT_DEFAULT = (25, 10, 0)
"""Since then the operator does not make nvidia the default runtime where CDI is on; source: NVIDIA/gpu-operator
controllers/object_controls.go, transformToolkitCtrForCDI (v25.10.0 to v26.7.0; v25.3.4 has nothing of it)."""


def only_privileged_choose(manifests: Manifests) -> bool:
    """Say whether the toolkit reads NVIDIA_VISIBLE_DEVICES of privileged containers alone.

    Source: NVIDIA/nvidia-container-toolkit internal/config/image/cuda_image.go, VisibleDevices.
    """
    found = tuple(toolkits(manifests))
    return bool(found) and all(
        one.text("ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED") == "false" for one in found
    )


def default_is_plain(manifests: Manifests) -> bool:
    """Say whether the operator leaves runc as the default runtime, since CDI hands out what pods ask for."""
    found = tuple(toolkits(manifests))
    return bool(found) and all(leaves_default(one) for one in found)


def leaves_default(toolkit: Toolkit) -> bool:
    """Say whether the operator tells this toolkit to leave the default runtime as it is, whatever containerd's
    own variable says: the toolkit reads NVIDIA_RUNTIME_SET_AS_DEFAULT first.

    Source: NVIDIA/nvidia-container-toolkit cmd/nvidia-ctk-installer/container/runtime/runtime.go (set-as-default).
    """
    use = toolkit.use
    if use is None or toolkit.text(_SET_AS_DEFAULT) or not use.within:
        return False
    return ends_up_with(use, "cdi", "enabled") is True and is_from(use, _FIRST_WITHOUT_DEFAULT)


def default_switched_off(manifests: Manifests) -> Toolkit | None:
    """Return the toolkit that is told not to make nvidia the default runtime, and hands out no GPUs by CDI either."""
    found = tuple(toolkits(manifests))
    off = [one for one in found if _without_cdi(one) and "false" in _told(one)]
    return off[0] if off and len(off) == len(found) else None


def hands_out_by_cdi(use: ChartUse) -> bool:
    """Say whether the device plugin's own chart may have CDI hand out the devices, which needs no runtime of NVIDIA's.

    Source: NVIDIA/k8s-device-plugin internal/plugin/server.go, getAllocateResponse.
    """
    strategy = use.value("deviceListStrategy")
    return use.chart != DEVICE_PLUGIN or not use.whole or (strategy is not None and "cdi" in str(strategy.tree))


def _told(toolkit: Toolkit) -> tuple[str, str]:
    return toolkit.text(_SET_AS_DEFAULT), toolkit.text(_CONTAINERD_SET_AS_DEFAULT)


def _without_cdi(toolkit: Toolkit) -> bool:
    return toolkit.use is not None and ends_up_with(toolkit.use, "cdi", "enabled") is False
