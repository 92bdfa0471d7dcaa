"""Kernel modules that cannot drive the GPU."""

from collections.abc import Iterator

from generator.lint.versions._versions import drivers
from generator.model.finding import Severity
from generator.model.gpu import OpenModules
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_WRONG = {
    ("proprietary", OpenModules.REQUIRED): "needs the open ones",
    ("open", OpenModules.IMPOSSIBLE): "works with the proprietary ones alone",
}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for driver in drivers(manifests):
        kind = None if driver.kernel_modules is None else driver.kernel_modules.text()
        for gpu in manifests.context.every_gpu:
            need = _WRONG.get((kind or "", gpu.open_modules))
            if need is not None and driver.kernel_modules is not None:
                yield ManifestFault(
                    driver.kernel_modules.place,
                    f"{kind} kernel modules on a {gpu.marketing} ({gpu.architecture}), which {need}",
                )


RULE = ManifestRule(
    "VER202",
    "Kernel modules that do not support the GPU",
    Severity.ERROR,
    why="NVIDIA's open kernel modules drive Turing and newer; Grace Hopper and Blackwell know no others. With the "
    "wrong kind the driver does not see the card.",
    fix="Write `kernelModuleType: auto` or leave it out: the driver container then chooses per node.",
    source="NVIDIA/open-gpu-kernel-modules README.md",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      kernelModuleType: proprietary  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      kernelModuleType: auto
""",
    check=_check,
    options=("--gpu", "B200"),
)
