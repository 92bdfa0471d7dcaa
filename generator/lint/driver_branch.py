"""A driver whose branch does not support the GPU."""

from collections.abc import Iterator

from generator.lint._versions import Driver, branch_of, drivers
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_FIRST = (
    ((10, 0), 570, "Blackwell"),
    ((9, 0), 515, "Hopper"),
    ((8, 9), 520, "Ada Lovelace"),
    ((8, 6), 455, "this part of Ampere"),
    ((8, 0), 450, "Ampere"),
    ((7, 5), 410, "Turing"),
)
"""By compute capability the first branch that may know it, newest first; no driver is older than the cards it knows.

The CUDA toolkits that first build for them came with these branches or later ones: 12.8, 11.8, 11.8, 11.1, 11.0, 10.0.
"""


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
    found = next((one for one in _FIRST if gpu.compute_capability >= one[0]), None)
    if found is not None and branch < found[1]:
        yield ManifestFault(
            driver.place,
            f"driver {driver.version}{by_default} does not know the {gpu.marketing}: R{found[1]} is the first branch "
            f"for {found[2]}",
            f"Set driver.version to a release of R{found[1]} or newer.",
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
