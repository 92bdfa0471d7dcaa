"""The profile's `install.driver`: who brings the driver, and which one."""

from generator.facts.releases import exact_numbers
from generator.importing.codes import MISSING, NOT_FOUND
from generator.importing.draft import Draft
from generator.importing.idle import leave_idle
from generator.importing.puts import put_text
from generator.importing.source import Source
from generator.model.manifest import Manifests

_DRIVER = ("version", "repository", "image", "kernelModuleType")
_OPEN_MODULES = ("driver", "useOpenKernelModules")
_BY_TYPE_SINCE = (25, 3, 0)
_DRIVER_CRD = ("driver", "nvidiaDriverCRD")


def import_driver(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Say who brings the driver, and which."""
    said = source.said
    if not source.is_operator:
        draft.put(("install", "driver", "from"), "host")
        put_text(source, draft, ("nvidiaDriverRoot",), ("install", "driver", "installDir"))
        return
    if not source.known:
        draft.gaps.append(("install", "driver"))
        draft.tell(
            MISSING,
            "no file says how the GPU Operator or the device plugin was installed",
            None,
            "Name the chart's values or the ClusterPolicy too, or say --chart NAME@VERSION if it has the chart's "
            "defaults.",
        )
        return
    enabled = said.value("driver", "enabled")
    by_operator = said.effective("driver", "enabled") is not False
    said.take("driver", "enabled")
    owner = "operator" if by_operator else "host"
    draft.put(("install", "driver", "from"), owner, None if enabled is None else enabled.place)
    for key in _DRIVER if by_operator else ():
        put_text(source, draft, ("driver", key), ("install", "driver", key))
    if not by_operator:
        leave_idle(source, draft, "the operator's driver is off", *(("driver", key) for key in _DRIVER))
    put_text(source, draft, ("hostPaths", "driverInstallDir"), ("install", "driver", "installDir"))
    _open_modules(source, draft, by_operator=by_operator)
    _driver_objects(source, manifests, draft)


def _open_modules(source: Source, draft: Draft, *, by_operator: bool) -> None:
    """Say by today's field which kernel modules an older release was told to take.

    Source: NVIDIA/gpu-operator deployments/gpu-operator/templates/clusterpolicy.yaml, which reads the old one before
    v25.3.0 alone.
    """
    value = source.said.value(*_OPEN_MODULES)
    numbers = exact_numbers(source.stated or "")
    if value is None or not isinstance(value.tree, bool) or numbers is None or numbers >= _BY_TYPE_SINCE:
        return
    source.said.take(*_OPEN_MODULES)
    draft.dropped.update((_OPEN_MODULES, ("driver", "kernelModuleType")))
    if by_operator:
        draft.put(("install", "driver", "kernelModuleType"), "open" if value.tree else "proprietary", value.place)


def _driver_objects(source: Source, manifests: Manifests, draft: Draft) -> None:
    """Say of a ClusterPolicy whose drivers come by objects whether the chart is to make one too.

    Source: NVIDIA/gpu-operator deployments/gpu-operator/templates/nvidiadriver.yaml, which calls its own default.
    """
    value = source.said.value(*_DRIVER_CRD, "enabled")
    if source.policy is None or value is None or value.tree is not True:
        return
    names = [one.name for one in manifests.of_kind("NVIDIADriver")]
    if not names:
        fix = "Give it along, as `kubectl get nvidiadrivers -o yaml` prints it: the chart makes one called default."
        message = "the NVIDIADriver by which the ClusterPolicy has drivers installed was not found"
        draft.tell(NOT_FOUND, message, value.place, fix)
    elif "default" not in names:
        draft.put(("extraValues", *_DRIVER_CRD, "deployDefaultCR"), False, value.place)
