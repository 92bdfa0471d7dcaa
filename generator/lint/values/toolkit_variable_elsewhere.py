"""A variable of the container toolkit that another part of the operator is given."""

from collections.abc import Iterator

from generator.facts.part_variables import OF_RUNTIMES
from generator.lint.common.operator_setups import Setup, setups
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_PARTS = (
    *(("operator",), ("driver",), ("driver", "manager"), ("devicePlugin",), ("gfd",), ("migManager",)),
    *(("dcgm",), ("dcgmExporter",), ("nodeStatusExporter",), ("gds",), ("gdrcopy",), ("validator",)),
    *(("validator", part) for part in ("plugin", "toolkit", "driver", "cuda", "vfioPCI", "vgpuManager", "vgpuDevices")),
)
"""Parts that read none of them; the Kata manager, which sets up containerd too, is not among them."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for setup in setups(manifests):
        there = _variables(setup.said("toolkit", "env"))
        for part in () if setup.is_driver else _PARTS:
            found = _variables(setup.said(*part, "env"))
            # What the toolkit is told as well is a copy that does no harm.
            lost = [name for name in found if name not in there] or list(found)
            if lost:
                yield _fault(setup, part, lost, found, is_copy=lost[0] in there)


def _fault(
    setup: Setup, part: tuple[str, ...], lost: list[str], found: dict[str, Value], *, is_copy: bool
) -> ManifestFault:
    env = ".".join((*part, "env"))
    what = " and ".join(lost)
    if is_copy:
        message, fix = f"{what} in {env}: this part does not read it, toolkit.env has it as well", "Leave it out here."
    elif setup.tree("toolkit", "enabled") is False:
        message = f"{what} in {env}: only the container toolkit reads this, and the operator's is switched off"
        fix = "Leave it out and set up the host's toolkit, or switch the operator's on and write it to toolkit.env."
    else:
        message = f"{what} in {env}: only the container toolkit reads this, so it does nothing here"
        fix = f"Move {'them' if len(lost) > 1 else 'it'} to toolkit.env."
    return ManifestFault(found[lost[0]].place, message, fix, severity=Severity.INFO if is_copy else None)


def _variables(env: Value | None) -> dict[str, Value]:
    """Return the toolkit's variables in a list, by name: the value that holds the name."""
    found: dict[str, Value] = {}
    for one in env.elements() if env is not None else ():
        name = one.get("name")
        if name is not None and isinstance(name.tree, str) and name.tree in OF_RUNTIMES:
            found.setdefault(name.tree, name)
    return found


RULE = ManifestRule(
    "VAL216",
    "Variable of the toolkit given to another part",
    Severity.WARNING,
    why="Each part of the operator runs in containers of its own, and the env of a part goes to those alone. The names "
    "of the container runtime's files and whether nvidia is its default are read by the container toolkit only, which "
    "then works with its defaults.",
    fix="Move it to toolkit.env.",
    source="NVIDIA/nvidia-container-toolkit cmd/nvidia-ctk-installer (its flags with their variables); "
    "NVIDIA/gpu-operator controllers/object_controls.go (each part's env is set in its own transformation)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    driver:
      env:
        - name: NVIDIA_RUNTIME_SET_AS_DEFAULT  # <- here
          value: "true"
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: NVIDIA_RUNTIME_SET_AS_DEFAULT
          value: "true"
""",
    check=_check,
)
