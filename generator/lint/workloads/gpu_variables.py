"""Variables of CUDA and the container toolkit with values that leave a GPU container without its GPU."""

import re
from collections.abc import Iterator

from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.runtime import only_privileged_choose
from generator.lint.common.workloads import asks_for_gpus, plain_name, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_CAPABILITIES = ("compat32", "compute", "display", "graphics", "ngx", "utility", "video")
_DRIVER_CAPABILITIES = "NVIDIA_DRIVER_CAPABILITIES"
_VISIBLE = "NVIDIA_VISIBLE_DEVICES"
_NOTHING = ("", "none", "void")
_OF_NVIDIA = "nvidia"
"""How the RuntimeClass of NVIDIA's runtime is called by the operator, the plugin's guide and the distributions."""
_is_word = re.compile(r"(?!GPU-|MIG-)[A-Z][\w :.-]{0,30}", re.IGNORECASE).fullmatch
"""What CUDA reads neither as a number nor as a device's own name; of what begins with a digit it reads the number."""
_HIDES = frozenset(
    {"cpu", "disable", "disabled", "false", "hidden", "n", "nil", "no", "nodevfiles", "none", "null", "off", "void"}
)
"""Words by which people hide the cards from CUDA on purpose, which any word does."""
_MIG_DEVICE = "MIG-"
"""How the name of a MIG device begins, that of its card and its numbers there, or its own."""
_WHOLE = 100
_MOST_DIGITS = 6
_LONGEST = 30
"""Characters of a share: a third may be written 33.3333, and what is far longer is no number that somebody meant."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    by_privilege = only_privileged_choose(manifests)
    for workload in manifests.workloads:
        for container in workload.containers:
            gets, sees = asks_for_gpus(container), _sees_by_hand(container, workload, by_privilege=by_privilege)
            for name, variable in container.env if gets or sees else ():
                value = variable.get("value")
                if value is None or not isinstance(value.tree, str) or is_filled_in_later(value.tree):
                    continue
                if gets or name == _DRIVER_CAPABILITIES:
                    yield from _of_variable(name, value, value.tree.strip(), container)


def _sees_by_hand(container: Container, workload: Workload, *, by_privilege: bool) -> bool:
    """Say whether NVIDIA's runtime gives a container cards that it names by a variable instead of asking for them.

    `by_privilege` says that it heeds the variable of privileged containers alone.
    """
    if workload.loose or workload.pod.text("runtimeClassName") != _OF_NVIDIA:
        return False
    privileged = container.value.get("securityContext", "privileged")
    if by_privilege and (privileged is None or privileged.tree is not True):
        return False
    said = [one.text("value") for name, one in container.env if name == _VISIBLE]
    return any(one is not None and one not in _NOTHING and not is_filled_in_later(one) for one in said)


def _of_variable(name: str, value: Value, text: str, container: Container) -> Iterator[ManifestFault]:
    match name:
        case "NVIDIA_DRIVER_CAPABILITIES":
            yield from _capabilities(value, text)
        case "CUDA_VISIBLE_DEVICES":
            yield from _words(value, text)
            yield from _indexes(value, text, container)
        case "CUDA_MPS_ACTIVE_THREAD_PERCENTAGE":
            if not _is_share(text):
                message = f"{name} is {text!r}, where a number above 0 and up to 100 must be"
                yield ManifestFault(value.place, message, "Write the number alone, such as 25.")


def _capabilities(value: Value, text: str) -> Iterator[ManifestFault]:
    given = [word for one in text.split(",") if (word := one.strip())]
    unknown = [one for one in given if one not in _CAPABILITIES]
    if unknown and "all" not in given:
        message = f"NVIDIA_DRIVER_CAPABILITIES has {unknown[0]}, which is no capability: the container does not start"
        yield ManifestFault(value.place, message, f"Write some of {', '.join(_CAPABILITIES)} with commas, or all.")


def _words(value: Value, text: str) -> Iterator[ManifestFault]:
    """Return a word that names no device: CUDA takes what stands before it, and nothing behind."""
    words = [one.strip() for one in text.split(",")]
    unknown = next((one for one in words if _is_word(one)), None)
    if unknown is None or unknown.lower() in _HIDES:
        return
    left = words.index(unknown)
    sees = f"CUDA sees the {left} before it alone" if left else "CUDA sees none"
    message = f"CUDA_VISIBLE_DEVICES has {unknown}, which is neither a number nor a device's own name: {sees}"
    yield ManifestFault(value.place, message, "Leave the variable out: the container has its own GPUs alone.")


def _indexes(value: Value, text: str, container: Container) -> Iterator[ManifestFault]:
    """Return an index beyond what the container is given, since CUDA counts its devices from 0, or a device by name."""
    count = _given(container)
    words = [one.strip() for one in text.split(",")]
    if count is not None and text.startswith(_MIG_DEVICE):
        message = f"CUDA_VISIBLE_DEVICES names one MIG device, {words[0]}, and the plugin gives the container any that "
        message += "is free: unless it is that very one, CUDA sees none"
        yield ManifestFault(value.place, message, "Leave the variable out: the container has its own devices alone.")
    if count is None or not all(one.isdecimal() and len(one) < _MOST_DIGITS for one in words):
        return
    beyond = next((one for one in words if int(one) >= count), None)
    if beyond is None:
        return
    left = words.index(beyond)
    has = "one GPU, which is 0" if count == 1 else f"{count} GPUs, which are 0 to {count - 1}"
    sees = f"CUDA sees the {left} before it alone" if left else "CUDA sees none"
    message = f"CUDA_VISIBLE_DEVICES names {beyond}, but the container is given {has}: {sees}"
    yield ManifestFault(value.place, message, "Leave the variable out: the container has its own GPUs alone.")


def _given(container: Container) -> int | None:
    """Return how many devices a container is given; None where it may see others too."""
    privileged = container.value.get("securityContext", "privileged")
    if (privileged is not None and privileged.tree is True) or any(name == _VISIBLE for name, _ in container.env):
        return None
    amounts = {one.resource: thousandths(one.quantity) for one in container.amounts}
    names = [plain_name(one) for one in amounts]
    if not all(one == GPU or one.startswith(MIG_PREFIX) for one in names if one.startswith("nvidia.com/")):
        return None
    numbers = [number for name, number in amounts.items() if name.startswith("nvidia.com/")]
    return sum(one for one in numbers if one is not None) // 1000 if all(one for one in numbers) else None


def _is_share(text: str) -> bool:
    whole, _, part = text.partition(".")
    digits = whole.isdecimal() and (not part or part.isdecimal())
    return digits and len(text) <= _LONGEST and 0 < float(text) <= _WHOLE


RULE = ManifestRule(
    "WRK220",
    "Variable that leaves a container without its GPU",
    Severity.WARNING,
    why="The toolkit's hook stops at a driver capability that it does not know. CUDA numbers the devices that a "
    "container was given from 0, whatever their number on the node is, and of CUDA_VISIBLE_DEVICES it takes those "
    "before the first that does not exist.",
    fix="Leave the variable out.",
    source="NVIDIA/nvidia-container-toolkit cmd/nvidia-container-runtime-hook/container_config.go "
    "(getNvidiaConfig, getDriverCapabilities; not heeded with CDI) and internal/config/image/capabilities.go; CUDA C++ "
    "Programming Guide (CUDA_VISIBLE_DEVICES: numbers or names such as GPU-..., those before the first invalid one) "
    "and pytorch/pytorch torch/cuda/__init__.py (_parse_visible_devices, which reads it alike); NVIDIA MPS "
    "documentation (CUDA_MPS_ACTIVE_THREAD_PERCENTAGE)",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      env:
        - name: NVIDIA_DRIVER_CAPABILITIES
          value: compute,utilities  # <- here
        - name: CUDA_VISIBLE_DEVICES
          value: "1"  # <- here
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  containers:
    - name: main
      image: cuda
      env:
        - name: NVIDIA_DRIVER_CAPABILITIES
          value: compute,utility
        - name: CUDA_VISIBLE_DEVICES
          value: "0"
      resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
