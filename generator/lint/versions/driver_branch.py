"""A driver whose branch does not support the GPU."""

from collections.abc import Iterator

from generator.facts.driver_branches import first_branch
from generator.lint.versions._versions import Driver, branch_of, drivers
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    gpus = manifests.context.every_gpu
    for driver in drivers(manifests) if gpus else ():
        branch = branch_of(driver.version)
        if branch is not None:
            for gpu in gpus:
                yield from _of(driver, branch, gpu)


def _of(driver: Driver, branch: int, gpu: Gpu) -> Iterator[ManifestFault]:
    by_default = f", the default of {driver.who}," if driver.by_default else ""
    last = gpu.last_driver_branch
    if last is not None and branch > last:
        yield ManifestFault(
            driver.place,
            f"driver {driver.version}{by_default} does not support the {gpu.marketing}: R{last} is its last branch",
            f"Set driver.version to a release of R{last}, or `driver: {{enabled: false}}` with an R{last} driver on "
            "the node.",
        )
        return
    first = first_branch(gpu)
    if first is not None and branch < first.branch:
        yield ManifestFault(
            driver.place,
            f"driver {driver.version}{by_default} does not know the {gpu.marketing}: "
            f"R{first.branch} is the first branch for {first.of}",
            f"Set driver.version to a release of R{first.branch} or newer.",
        )


RULE = ManifestRule(
    "VER201",
    "Driver branch that does not support the GPU",
    Severity.ERROR,
    why="NVIDIA begins and ends the support of an architecture with a driver branch. Any other driver loads without "
    "seeing the card, and its node gets no GPU.",
    fix="Pin a driver of a branch that supports the card.",
    source="NVIDIA's Unix driver deprecation schedule (R580 is the last branch for Maxwell, Pascal and Volta); release "
    "notes of NVIDIA's data center driver R570 (Blackwell) and of the CUDA toolkits 10.0 to 11.8; NVIDIA/gpu-operator "
    "deployments/gpu-operator/values.yaml (driver.version)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      version: "595.91.07"  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      version: "580.126.20"
""",
    check=_check,
    options=("--gpu", "GTX-1080-Ti"),
)
