"""Settings of the operator's driver, and of CDI, that exclude each other."""

import re
from collections.abc import Iterator

from generator.facts.releases import Numbers
from generator.lint.common.operator_setups import Setup, driver_is_elsewhere, setups
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_MODULES = ("driver", "kernelModuleType")
_BUILT = {"gds": "nvidia-fs of GPUDirect Storage", "gdrcopy": "GDRCopy"}
_OPEN_ALONE: Numbers = (2, 17, 5)
"""From this nvidia-fs on; source: NVIDIA/gpu-operator internal/consts/consts.go (MinimumGDSVersionForOpenRM)."""
_NUMBERS = re.compile(r"v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for setup in setups(manifests):
        if setup.tree("driver", "enabled") is not False and not driver_is_elsewhere(setup):
            yield from _precompiled(setup)
            yield from _modules(setup)
        if not setup.is_chart and not setup.is_driver:
            yield from _nri(setup)


def _precompiled(setup: Setup) -> Iterator[ManifestFault]:
    if setup.tree("driver", "usePrecompiled") is not True:
        return
    for part, what in _BUILT.items():
        if setup.tree(part, "enabled") is True:
            yield ManifestFault(
                setup.place(part, "enabled"),
                f"{part}.enabled: {what} is not supported with precompiled drivers, and the operator ends with an "
                "error before it installs the driver",
                f"Write {setup.name('driver', 'usePrecompiled')}: false, or {part}.enabled: false.",
            )


def _modules(setup: Setup) -> Iterator[ManifestFault]:
    if setup.tree("gds", "enabled") is not True or not _wants_open(setup):
        return
    kind = setup.tree(*_MODULES)
    by_object = setup.is_driver or setup.tree("driver", "nvidiaDriverCRD", "enabled") is True
    if setup.is_unsettled(*_MODULES) or kind == "open" or (kind is None and (setup.is_part or not by_object)):
        return
    name = setup.name(*_MODULES)
    at = setup.place("gds", "enabled") if setup.said(*_MODULES) is None else setup.place(*_MODULES)
    if by_object:
        message = (
            f"{name} is {kind or 'auto'}: with GPUDirect Storage the operator takes an NVIDIADriver with open alone"
        )
        yield ManifestFault(at, message, f"Write {name}: open.")
    elif kind == "proprietary":
        message = f"{name} is proprietary: GPUDirect Storage runs with the open kernel modules alone"
        yield ManifestFault(at, message, f"Write {name}: open.", severity=Severity.WARNING)


def _wants_open(setup: Setup) -> bool:
    """Say whether the version of nvidia-fs is one that runs with open modules alone; an image by digest counts too."""
    version = setup.text("gds", "version")
    found = _NUMBERS.match(version)
    return version.startswith("sha256:") or (found is not None and tuple(map(int, found.groups())) >= _OPEN_ALONE)


def _nri(setup: Setup) -> Iterator[ManifestFault]:
    if setup.tree("cdi", "nriPluginEnabled") is not True:
        return
    for part in ("cdi", "toolkit"):
        if setup.tree(part, "enabled") is False:
            message = f"cdi.nriPluginEnabled needs {part}.enabled, which is false: the operator ends with an error"
            fix = f"Delete cdi.nriPluginEnabled, or write {part}.enabled: true."
            yield ManifestFault(setup.place("cdi", "nriPluginEnabled"), message, fix)


RULE = ManifestRule(
    "VAL217",
    "Settings that the operator does not take together",
    Severity.ERROR,
    why="The API server takes each of them, and the operator looks at them together: it ends with an error whenever it "
    "comes to that part, and what comes after it is not installed.",
    fix="Take one of the two back.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (transformGDSContainer, transformGDRCopyContainer), "
    "controllers/nvidiadriver_controller.go (Reconcile) and controllers/state_manager.go (validateClusterPolicySpec), "
    "v25.3.4 to v26.7.0",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver: {usePrecompiled: true, version: "580"}
    gdrcopy:
      enabled: true  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver: {kernelModuleType: open}
    gdrcopy:
      enabled: true
    gds:
      enabled: true
""",
    check=_check,
)
