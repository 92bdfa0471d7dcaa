"""A variable of a container that is plainly meant for the container toolkit or CUDA, and has another name."""

import re
from collections.abc import Iterator

from generator.facts.part_variables import OF_CONTAINERS
from generator.lint.common.command_line import command_words, running
from generator.lint.common.near import nearest, slip
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.tree import words

_CAPABILITIES = "NVIDIA_DRIVER_CAPABILITIES"
_READ_BY = {
    "NVIDIA_VISIBLE_DEVICES": "the container toolkit",
    _CAPABILITIES: "the container toolkit",
    "CUDA_VISIBLE_DEVICES": "CUDA",
}
_OTHER_WORDS = {"NVIDIA_CAPABILITIES": _CAPABILITIES, "NVIDIA_DRIVER_CAPABILITY": _CAPABILITIES}
"""Names that are further from the right one than a slip, and can mean nothing else."""
_ALIKE = 0.9
_is_name = re.compile(r"[A-Z][A-Z0-9_]{1,60}").fullmatch
_used_in = re.compile(r"\w+").findall
"""What else a command or another variable may have of it, `$(NAME)` and `os.environ["NAME"]` alike."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    # What NVIDIA's own programs are given has a rule of its own.
    own = {one.container.value.place for one in running(manifests)}
    for workload in manifests.workloads:
        for container in () if workload.loose else workload.containers:
            if container.value.place not in own:
                yield from _of(container)


def _of(container: Container) -> Iterator[ManifestFault]:
    names = {name for name, _ in container.env}
    used: set[str] | None = None
    for name, variable in container.env:
        meant = _meant(name)
        # Beside the right one it is a copy that does no harm.
        if meant is None or meant in names:
            continue
        # A script, or another variable, may hand it on.
        used = _used(container) if used is None else used
        at = variable.get("name")
        if at is not None and name not in used:
            message = f"{name} is read by nobody: {_READ_BY[meant]} reads {meant}"
            yield ManifestFault(at.place, message, f"Write {meant}.")


def _meant(name: str) -> str | None:
    """Return the variable that is meant by a name; other makers' are as like to these as slips are."""
    if name in OF_CONTAINERS or name in _READ_BY or not _is_name(name):
        return None
    near = _OTHER_WORDS.get(name) or slip(name, _READ_BY)
    alike = near or nearest(name, _READ_BY, _ALIKE)
    same = alike is not None and alike.partition("_")[0] == name.partition("_")[0]
    return near or (alike if same else None)


def _used(container: Container) -> set[str]:
    every = [str(one.tree) for one in command_words(container)]
    given = [found for _, one in container.env for key in ("value", "valueFrom") if (found := one.get(key)) is not None]
    every += [text for one in given for text in words(one.tree)]
    return {name for text in every for name in _used_in(text)}


RULE = ManifestRule(
    "WRK246",
    "Variable of the container toolkit or of CUDA by a wrong name",
    Severity.WARNING,
    why="The container toolkit knows the cards and the parts of the driver that a container wants by the names of two "
    "variables, CUDA those that it shall use by the name of one. A variable of any other name is set, and nobody reads "
    "it: the container has no card that it did not ask for, or no libraries for video or graphics.",
    fix="Write the name as it is read.",
    source="NVIDIA/nvidia-container-toolkit internal/config/image/envvars.go (EnvVarNvidiaVisibleDevices, "
    "EnvVarNvidiaDriverCapabilities); CUDA C++ Programming Guide (CUDA_VISIBLE_DEVICES)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  runtimeClassName: nvidia
  containers:
    - name: main
      image: jellyfin/jellyfin:10.10.7
      env:
        - name: NVIDIA_DRIVERS_CAPABILITIES  # <- here
          value: all
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  runtimeClassName: nvidia
  containers:
    - name: main
      image: jellyfin/jellyfin:10.10.7
      env:
        - name: NVIDIA_DRIVER_CAPABILITIES
          value: all
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
