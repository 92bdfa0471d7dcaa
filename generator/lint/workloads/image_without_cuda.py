"""An image that computes on the processor alone, in a container that is given a GPU."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.images_without_cuda import Build, is_about_build, is_public, lacks_cuda
from generator.ecosystem.wrapper_levels import ANY
from generator.lint.common.command_line import command_words
from generator.lint.common.images import image_name, reference_of
from generator.lint.common.known_levels import reached
from generator.lint.common.resource_names import PREFIX
from generator.lint.common.workloads import asks_for_gpus, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_OTHER_PROGRAM = re.compile(
    r"nvidia-smi|ffmpeg|\b(?:sleep|pip3?|conda|mamba|micromamba|pixi|apt|apt-get|apk|dnf|yum|microdnf|uv|poetry|pdm|"
    r"pipenv|curl|wget|git|make|cmake|cargo|bazel)\b|\btail\s+-f"
)
"""What runs in any image, or installs more into it."""
_SHELLS = frozenset({"ash", "bash", "dash", "sh", "zsh"})
_FROM_ELSEWHERE = frozenset({"CUDA_HOME", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONUSERBASE"})
"""Variables by which a program finds libraries that another container or the node brings."""
_OPEN = Severity.INFO
_MAYBE = ", unless the name means something else here"
_LEARNING = "machine-learning"
_OTHER_MAKERS = ("amd.com/", "gpu.intel.com/", "habana.ai/")


class _Image(NamedTuple):
    repository: str
    tag: str
    of_name: Value
    of_tag: Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    replaced = {image_name(one.text("name") or "") for one in manifests.images}
    for workload in manifests.workloads:
        if workload.in_part or any(asks.resource.startswith(_OTHER_MAKERS) for asks in _asked(workload)):
            continue
        for container in workload.containers:
            image = _image_of(workload, container)
            if image is None or image_name(image.repository) in replaced or not _gets_a_gpu(container):
                continue
            found = lacks_cuda(image.repository, image.tag)
            if found is not None and not _runs_another(container) and not _is_laid_over(workload, image, manifests):
                yield _told(image, found)
    yield from _of_immich(manifests)


def _of_immich(manifests: Manifests) -> Iterator[ManifestFault]:
    """Return tags alone: the chart has the repository of what it calls machine-learning by itself."""
    for values in manifests.others:
        block = values.value.get(_LEARNING) if values.chart == "immich" and not values.is_own else None
        blocks = [] if block is None else [block, *reached(block, ("controllers", ANY, "containers", ANY))]
        for one in blocks:
            tag = one.get("image", "tag")
            text = "" if tag is None else (tag.text() or "")
            limits = (name for name, _ in one.entries("resources", "limits"))
            if tag is None or one.get("image", "repository") is not None or is_filled_in_later(text):
                continue
            found = lacks_cuda(f"immich-app/immich-{_LEARNING}", text.partition("@")[0])
            if found is not None and any(name.startswith(PREFIX) for name in limits):
                yield _told(_Image(f"immich-{_LEARNING}", text, tag, tag), found)


def _asked(workload: Workload) -> Iterator[Amount]:
    for container in workload.containers:
        yield from container.amounts


def _gets_a_gpu(container: Container) -> bool:
    amounts = [thousandths(one.quantity) for one in container.amounts]
    return asks_for_gpus(container) and all(one != 0 for one in amounts)


def _image_of(workload: Workload, container: Container) -> _Image | None:
    """Return what is written of an image as one text, or as charts have it; None where a part of it is not known."""
    image = container.value.get("image") or (workload.pod.get("image") if workload.loose else None)
    if image is None:
        return None
    text = image.text()
    if text is not None:
        written = reference_of(text)
        return None if is_filled_in_later(text) else _Image(written.repository, written.tag, image, image)
    repository, tag_value = image.get("repository") or image.get("name"), image.get("tag")
    path = repository.text() if repository is not None else None
    said = str(tag_value.tree) if tag_value is not None and tag_value.tree is not None else ""
    if repository is None or not path or is_filled_in_later(path) or is_filled_in_later(said):
        return None
    return _Image(path, said.partition("@")[0], repository, tag_value or repository)


def _runs_another(container: Container) -> bool:
    words = [str(word.tree) for word in command_words(container)]
    # What a shell reads from its input, or a script of its own, may do anything.
    is_script = bool(words) and words[0].rpartition("/")[2] in _SHELLS and not any(_with_text(one) for one in words[1:])
    is_brought = any(name in _FROM_ELSEWHERE for name, _ in container.env)
    return is_script or is_brought or _OTHER_PROGRAM.search(" ".join(words)) is not None


def _is_laid_over(workload: Workload, image: _Image, manifests: Manifests) -> bool:
    """Say whether another file of values says the tag at the same place: which of them are taken is not known."""
    steps = image.of_tag.place.steps
    if not workload.loose or len(steps) != 1 or image.of_tag is image.of_name:
        return False
    others = (one.value for one in manifests.others if one.value.place.steps == ((),))
    return any(one.place.file != image.of_tag.place.file and one.get(*steps[0]) is not None for one in others)


def _with_text(word: str) -> bool:
    """Say whether this is a shell's option for a text of commands, such as -c or -lc."""
    return word.startswith("-") and word.endswith("c")


def _told(image: _Image, found: Build | str) -> ManifestFault:
    shown = f"{image.repository}:{image.tag}" if image.tag else image.repository
    message = f"{shown} has no CUDA in it: the program computes on the processor, and the GPU is kept from others"
    if isinstance(found, str):
        at = image.of_tag if found in image.tag.lower() else image.of_name
        severity = None if is_about_build(found, image.repository, image.tag) else _OPEN
        fix = "Take the build for NVIDIA's cards, or ask for no GPU."
        return ManifestFault(at.place, f"{message}{'' if severity is None else _MAYBE}", fix, severity=severity)
    at = image.of_name if found.in_name or found.words is None else image.of_tag
    severity = None if is_public(image.repository) else _OPEN
    return ManifestFault(at.place, f"{message}{'' if severity is None else _MAYBE}", found.instead, severity=severity)


RULE = ManifestRule(
    "WRK232",
    "Image without CUDA in a container that is given a GPU",
    Severity.WARNING,
    why="The device plugin and the runtime bring the driver into a container, and not the libraries that a program "
    "computes with: those are in the image or nowhere. A build for the processor, or for another maker's cards, runs "
    "without an error, or ends where it is told to use CUDA, and the card that it was given stands idle.",
    fix="Take the image's build for NVIDIA's cards.",
    source="generator/ecosystem/images_without_cuda.py; NVIDIA/nvidia-container-toolkit (what is mounted: the driver's "
    "libraries alone)",
    bad="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: immich-ml}
spec:
  selector: {matchLabels: {app: immich-ml}}
  template:
    metadata: {labels: {app: immich-ml}}
    spec:
      runtimeClassName: nvidia
      containers:
        - name: ml
          image: ghcr.io/immich-app/immich-machine-learning:v1.124.2  # <- here
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: apps/v1
kind: Deployment
metadata: {name: immich-ml}
spec:
  selector: {matchLabels: {app: immich-ml}}
  template:
    metadata: {labels: {app: immich-ml}}
    spec:
      runtimeClassName: nvidia
      containers:
        - name: ml
          image: ghcr.io/immich-app/immich-machine-learning:v1.124.2-cuda
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
