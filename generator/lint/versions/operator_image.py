"""An image whose parts the operator puts together to a name that no registry has."""

import re
from collections.abc import Iterator

from generator.lint.common.operator_setups import Setup, driver_is_elsewhere, setups
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_OF_DRIVER = (("driver",), ("driver", "manager"), ("gds",), ("gdrcopy",))
_ON_DEMAND = (("gds",), ("gdrcopy",), ("vgpuManager",), ("ccManager",))
"""What is off unless somebody switches it on."""
_PER_SYSTEM = (("driver",), ("gds",), ("gdrcopy",), ("vgpuManager",))
"""Images to whose version the operator adds the operating system; source: controllers/object_controls.go."""
_WITH_SYSTEM = re.compile(r"-((?:ubuntu|rhel|rhcos|sles|centos|rocky|sl-micro|ol|debian)\d[\d.]*)$")
_NVIDIAS = ("nvcr.io/nvidia", "nvcr.io/nvidia/cloud-native", "nvcr.io/nvidia/k8s", "ghcr.io/nvidia")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?/")
_PIECES = ("repository", "image", "version")
_TAG = ":"
_DIGEST = "sha256:"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for setup in setups(manifests):
        for part in setup.parts:
            if _is_pulled(setup, part) and not any(setup.is_unsettled(*part, piece) for piece in _PIECES):
                fault = _of_part(setup, part)
                if fault is not None:
                    yield fault


def _is_pulled(setup: Setup, part: tuple[str, ...]) -> bool:
    """Say whether the operator makes pods of the image."""
    if part[0] == "driver" and driver_is_elsewhere(setup):
        return False
    if part == ("vgpuManager",) and setup.tree("sandboxWorkloads", "enabled") is not True:
        return False
    if part in _OF_DRIVER and setup.tree("driver", "enabled") is False:
        return False
    enabled = setup.tree(part[0], "enabled")
    return enabled is True if part in _ON_DEMAND else enabled is not False


def _of_part(setup: Setup, part: tuple[str, ...]) -> ManifestFault | None:
    repository, image, version = (setup.text(*part, piece) for piece in _PIECES)
    return (
        _of_repository(setup, part, repository, image)
        or _of_image(setup, part, repository, image)
        or _of_version(setup, part, repository, version)
        or _incomplete(setup, part, (repository, image, version))
    )


def _of_repository(setup: Setup, part: tuple[str, ...], repository: str, image: str) -> ManifestFault | None:
    said = setup.said(*part, "repository")
    if said is None or not repository:
        return None
    name = setup.name(*part, "repository")
    if "://" in repository or repository.endswith("/") or (_TAG in repository.rpartition("/")[2] and "/" in repository):
        right = repository.rpartition("://")[2].rstrip("/")
        message = f"{name}: {repository} is followed by a slash and the image, which makes no name of an image"
        return ManifestFault(said.place, message, "Write registry and path alone" + (f": {right}." if right else "."))
    if image and repository.endswith(f"/{image}") and repository.removesuffix(f"/{image}") in _NVIDIAS:
        message = f"{name}: the operator puts {image} behind it, and {repository}/{image} does not exist"
        return ManifestFault(said.place, message, f"Write {repository.removesuffix(f'/{image}')}.")
    return None


def _of_image(setup: Setup, part: tuple[str, ...], repository: str, image: str) -> ManifestFault | None:
    said, stated = setup.said(*part, "image"), setup.text(*part, "version")
    if said is None or not (repository or stated):
        return None
    name = setup.name(*part, "image")
    bare = re.split(r"[:@]", image.rpartition("/")[2])[0]
    if _TAG in image.rpartition("/")[2] or "@" in image:
        message = f"{name}: {image} has a tag, and the operator puts repository and version around it"
        return ManifestFault(said.place, message, f"Write {bare}, and the tag as version.")
    if _HOST.match(image) and repository.startswith(_NVIDIAS):
        message = f"{name}: the operator puts {repository}/ before it, and {repository}/{image} does not exist"
        return ManifestFault(said.place, message, f"Write {bare}, and the rest as repository.")
    return None


def _of_version(setup: Setup, part: tuple[str, ...], repository: str, version: str) -> ManifestFault | None:
    said, system = setup.said(*part, "version"), _WITH_SYSTEM.search(version)
    if said is None or system is None or part not in _PER_SYSTEM or version.startswith(_DIGEST):
        return None
    return ManifestFault(
        said.place,
        f"{setup.name(*part, 'version')}: the operator adds the node's system to it, which makes "
        f"{version}-{system[1]}: the pods end in ImagePullBackOff",
        f"Write {_WITH_SYSTEM.sub('', version)}.",
        severity=None if repository.startswith(_NVIDIAS) else Severity.WARNING,
    )


def _incomplete(setup: Setup, part: tuple[str, ...], pieces: tuple[str, str, str]) -> ManifestFault | None:
    repository, image, version = pieces
    if setup.is_part or (setup.is_chart and part != ("vgpuManager",)) or _is_other_type(setup, part):
        return None
    missing = [piece for piece, text in zip(_PIECES, pieces, strict=True) if not text]
    if missing and (repository or version):
        message = f"{setup.name(*part) or 'spec'} lacks {' and '.join(missing)}: the operator wants all three or none"
        there = next(piece for piece, text in zip(_PIECES, pieces, strict=True) if text)
        return ManifestFault(setup.place(*part, there), message, "Write repository, image and version.", on_key=True)
    if setup.is_chart and image and missing:
        message = f"vgpuManager has no repository: {image} is NVIDIA's to licence, and in no public registry"
        fix = "Build the image, and write its repository and version."
        return ManifestFault(setup.place(*part, "enabled"), message, fix)
    return None


def _is_other_type(setup: Setup, part: tuple[str, ...]) -> bool:
    return any((said := setup.said(*part, one)) is not None and not isinstance(said.tree, str) for one in _PIECES)


RULE = ManifestRule(
    "VER207",
    "Image name that does not come out right",
    Severity.ERROR,
    why="The operator makes an image's name of three values: repository, a slash, image, a colon, version; behind the "
    "version of a driver it puts the node's system, such as -ubuntu22.04. What of that is written twice, or missing, "
    "gives a name that no registry has, or an error of the operator's that stops everything after it.",
    fix="Write each of the three alone.",
    source="NVIDIA/gpu-operator internal/image/image.go (ImagePath) and controllers/object_controls.go "
    "(resolveDriverTag), v25.3.4 to v26.7.0; deployments/gpu-operator/values.yaml (vgpuManager)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      version: 580.126.20-ubuntu22.04  # <- here
    toolkit:
      image: nvcr.io/nvidia/k8s/container-toolkit:v1.20.0  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      version: 580.126.20
    toolkit:
      repository: nvcr.io/nvidia/k8s
      image: container-toolkit
      version: v1.20.0
""",
    check=_check,
)
