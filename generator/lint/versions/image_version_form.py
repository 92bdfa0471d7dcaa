"""A version of a component that no image of NVIDIA's has."""

import re
from collections.abc import Iterator

from generator.ecosystem.cuda_images import is_missing
from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.former_values import OLDEST_READ
from generator.facts.releases import exact_numbers
from generator.lint.common.chart_values import ends_up_with, sheets_of
from generator.lint.common.command_line import running
from generator.lint.common.images import image_name, reference_of
from generator.lint.common.operator_setups import driver_is_elsewhere, setups
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_DIGITS = re.compile(r"\d+\.\d+\.\d+(?:-.+)?")
_WITH_V = re.compile(r"v\d+\.\d+\.\d+(?:-.+)?")
_BRANCH = re.compile(r"\d{3}")
_WHOLE = re.compile(r"\d{3}\.\d{1,4}(?:\.\d{1,4})?")
_DRIVER_OBJECTS = (("nvidiaDriverCRD", "enabled"), ("useNvidiaDriverCRD",))
"""Where NVIDIADrivers say the version."""
_NVIDIAS = ("nvcr.io/nvidia", "ghcr.io/nvidia", "registry.gitlab.com/nvidia", "nvidia/")
_OF_OPERATOR = ("nodeStatusExporter", "operator", "validator")
"""Parts whose images have the operator's own version."""
_COMPONENTS = (
    *("ccManager", "dcgm", "dcgmExporter", "devicePlugin", "driver", "gfd", "migManager", "toolkit"),
    *_OF_OPERATOR,
)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        if use.chart == DEVICE_PLUGIN:
            yield from _told(use, use.value("image", "tag"), "image.tag", ("image", "repository"))
            continue
        yield from _precompiled(use)
        for component in _COMPONENTS if use.chart == GPU_OPERATOR else ():
            version = use.value(component, "version")
            if ends_up_with(use, component, "enabled") is not False:
                yield from _told(use, version, f"{component}.version", (component, "repository"))
    yield from _of_resources(manifests)
    yield from _of_pods(manifests)
    yield from _of_cuda(manifests)


def _precompiled(use: ChartUse) -> Iterator[ManifestFault]:
    """Find precompiled drivers of a whole version, be it the chart's own: NVIDIA tags them with the branch alone.

    Source: NVIDIA/gpu-driver-container Makefile (push-signed_ubuntu%: DRIVER_TAG, OUT_IMAGE_TAG); NVIDIA/gpu-operator
    issue 933.
    """
    asked = use.value("driver", "usePrecompiled")
    if use.chart != GPU_OPERATOR or asked is None or asked.tree is not True or not use.whole:
        return
    if ends_up_with(use, "driver", "enabled") is False or not _is_nvidias(ends_up_with(use, "driver", "repository")):
        return
    if any(ends_up_with(use, "driver", *path) is True for path in _DRIVER_OBJECTS):
        return
    version = use.value("driver", "version")
    text = "the chart's own" if version is None else str(version.tree)
    branch = "580" if version is None else text.partition(".")[0]
    if version is None or _WHOLE.fullmatch(text):
        message = f"driver.version: {text} has no precompiled image in NVIDIA's registry, whose tags have the branch"
        fix = f'Write `version: "{branch}"`, the branch alone, or leave usePrecompiled out.'
        at = asked if version is None else version
        yield ManifestFault(at.place, f"{message}: the pods end in ImagePullBackOff", fix)


def _is_nvidias(repository: object) -> bool:
    return isinstance(repository, str) and repository.startswith(_NVIDIAS[:2])


def _of_resources(manifests: Manifests) -> Iterator[ManifestFault]:
    """Find drivers of ClusterPolicies and NVIDIADrivers, whose other versions have no sheet to go by."""
    for setup in setups(manifests):
        version = None if setup.is_chart or driver_is_elsewhere(setup) else setup.said("driver", "version")
        if version is None or not setup.text("driver", "repository").startswith(_NVIDIAS):
            continue
        text, precompiled = str(version.tree), setup.tree("driver", "usePrecompiled") is True
        if _BRANCH.fullmatch(text) and not precompiled and not setup.is_part:
            name = setup.name("driver", "version")
            message = f"{name}: {text} is a branch, which only precompiled drivers are tagged with"
            fix = "Write a whole version, such as 580.126.20, or set `usePrecompiled: true`."
            yield ManifestFault(version.place, f"{message}: the pods end in ImagePullBackOff", fix)


def _of_pods(manifests: Manifests) -> Iterator[ManifestFault]:
    """Find tags of a form that none has of the image in NVIDIA's registry; kustomizations may change them."""
    replaced = {image_name(one.text("name") or "") for one in manifests.images}
    for one in running(manifests):
        image = one.container.value.get("image")
        repository, name, tag = reference_of("" if image is None else image.text() or "")
        if image is None or name in replaced or not repository.startswith("nvcr.io/nvidia"):
            continue
        fix = _of_tag(name, tag)
        if fix is not None:
            message = f"{repository} has no image with the tag {tag}"
            yield ManifestFault(image.place, f"{message}: the pods end in ImagePullBackOff", fix)


def _of_cuda(manifests: Manifests) -> Iterator[ManifestFault]:
    """Find images of nvidia/cuda that there are not; one that is in the node already need not be pulled."""
    replaced = {image_name(one.text("name") or "") for one in manifests.images}
    for workload in manifests.workloads:
        for container in () if workload.loose or workload.in_part else workload.containers:
            image = container.value.get("image")
            text = "" if image is None else image.text() or ""
            repository, name, tag = reference_of(text)
            is_as_written = name not in replaced and "@" not in text and not is_filled_in_later(text)
            is_pulled = is_as_written and container.value.text("imagePullPolicy") != "Never"
            if image is not None and is_pulled and is_missing(repository, tag):
                meant = tag or "latest, which is meant where there is none"
                message = f"{repository} has no image with the tag {meant}: the pods end in ImagePullBackOff"
                yield ManifestFault(image.place, message, "Write a whole tag, such as 12.9.1-base-ubuntu22.04.")


def _of_tag(name: str, tag: str) -> str | None:
    """Return what to write in place of a tag that cannot be one of the image's."""
    if name == "k8s-device-plugin" and re.fullmatch(r"0\.\d+\.\d+", tag):
        return f"Write v{tag}: the tags of this image begin with v."
    if name == "dcgm-exporter" and re.fullmatch(r"v\d+\.\d+\.\d+-.+", tag):
        return f"Write {tag[1:]}: the tags of this image do not begin with v."
    if name == "dcgm-exporter" and re.fullmatch(r"v?\d+\.\d+\.\d+", tag):
        return "Its tags are DCGM's release, its own and the system, such as 4.2.3-4.1.3-ubuntu22.04."
    return None


def _told(use: ChartUse, version: Value | None, name: str, repository: tuple[str, str]) -> Iterator[ManifestFault]:
    where = ends_up_with(use, *repository)
    if version is None or version.tree in ("", None) or not isinstance(where, str) or not where.startswith(_NVIDIAS):
        return
    text = str(version.tree)
    model = _model(use, name)
    if text.lower() == "latest":
        message, fix = f"{name}: {where} has no image with the tag {text}", f"Write a release, such as {model}."
    elif name == "driver.version" and _BRANCH.fullmatch(text):
        if ends_up_with(use, "driver", "usePrecompiled") is not False:
            return
        message = f"{name}: {text} is a branch, which only precompiled drivers are tagged with"
        fix = f"Write a release, such as {model}, or set `usePrecompiled: true`."
    elif not _is_of_today(use):
        return
    elif _WITH_V.fullmatch(model) and _DIGITS.fullmatch(text):
        message, fix = f"{name}: the tags of this image begin with v", f"Write v{text}."
    elif _DIGITS.fullmatch(model) and _WITH_V.fullmatch(text):
        message, fix = f"{name}: the tags of this image do not begin with v", f"Write {text[1:]}."
    else:
        return
    yield ManifestFault(version.place, f"{message}: the pods end in ImagePullBackOff", fix)


def _is_of_today(use: ChartUse) -> bool:
    """Say whether the tags of the stated release are of today's form; those before v22.9.0 had no v.

    Source: values.yaml of NVIDIA/gpu-operator v22.9.2 to v26.7.0, image tags of NVIDIA/k8s-device-plugin from v0.12.0.
    """
    stated = exact_numbers(use.stated or "")
    return use.stated is not None and (use.within or (stated is not None and stated >= OLDEST_READ[use.chart]))


def _model(use: ChartUse, name: str) -> str:
    """Return the chart's own version, whose form is that of the tags."""
    if use.chart == DEVICE_PLUGIN:
        return f"v{sheets_of(use)[-1].app_version.removeprefix('v')}"
    component = name.partition(".")[0]
    if component in _OF_OPERATOR:
        return f"v{sheets_of(use)[-1].release.removeprefix('v')}"
    return sheets_of(use)[-1].components.get(component, "")


RULE = ManifestRule(
    "VER205",
    "Image version that does not exist",
    Severity.WARNING,
    why="The version is the tag of an image in NVIDIA's registry. A tag that there is not keeps the component from "
    "starting, and a pod of one's own as well.",
    fix="Leave it out: the chart brings the version that it was tested with.",
    source="tags of nvcr.io/nvidia as NVIDIA/gpu-operator deployments/gpu-operator/values.yaml and NVIDIA/"
    "k8s-device-plugin deployments/helm/nvidia-device-plugin/values.yaml write them (v25.3.4 to v26.7.0); of "
    "nvidia/cuda generator/ecosystem/cuda_images.py",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      version: latest  # <- here
    toolkit:
      version: 1.20.0  # <- here
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
    toolkit:
      version: v1.20.0
""",
    check=_check,
)
