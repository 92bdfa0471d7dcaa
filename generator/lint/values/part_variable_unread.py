"""A variable of a part of the operator, or of dcgm-exporter, that is plainly meant for its program and not read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.part_variables import ALL_KNOWN, OF_ANOTHER, OF_CONTAINERS, OF_RUNTIMES, READ_BY, TOOLKIT
from generator.facts.program_settings import DCGM_EXPORTER, GPU_FEATURE_DISCOVERY
from generator.lint.common.command_line import running
from generator.lint.common.exporter import values_of_exporter
from generator.lint.common.near import lengthened, nearest
from generator.lint.common.operator_setups import setups
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later
from generator.model.tree import words

_ALIKE = 0.9
"""How much of two names must be the same: the images have further variables of their own, which are not told."""
_PREFIX = re.compile(
    r"(?:(?:NVIDIA|K8S|DP|DEVICE_PLUGIN|PLUGIN|GFD|MIG_MANAGER|TOOLKIT|CONTAINER_TOOLKIT|DCGM|EXPORTER)_)+"
)
_REQUIRED = "NVIDIA_REQUIRE_"
_used_in = re.compile(r"\$[({]?(\w+)").findall
_PARTS = {GPU_FEATURE_DISCOVERY: "gfd", DCGM_EXPORTER: "dcgmExporter"}
"""The part of each program whose containers are judged as those of the operator; the plugin's have a rule of theirs."""


class _Given(NamedTuple):
    """Variables, what takes them in, the program that gets them, and what it knows; None where that is told elsewhere.

    `around` is the mapping in which they stand, with the command line. `is_told` says that another rule tells of those
    that are the container toolkit's.
    """

    env: Value
    around: Value
    program: str
    known: frozenset[str] | None
    is_told: bool = False


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for given in _every(manifests):
        yield from _of(given)


def _every(manifests: Manifests) -> Iterator[_Given]:
    for setup in setups(manifests):
        for part, (program, known) in READ_BY.items() if not setup.is_driver else ():
            env, around = setup.said(part, "env"), setup.said(part)
            if env is not None and around is not None:
                yield _Given(env, around, program, known, is_told=True)
    for one in running(manifests):
        env = one.container.value.get("env")
        read = READ_BY[_PARTS[one.program]][1] if one.program in _PARTS else None
        if env is not None:
            yield _Given(env, one.container.value, one.program, read)
    for values in values_of_exporter(manifests):
        env = values.get("extraEnv")
        if env is not None:
            yield _Given(env, values, *READ_BY[_PARTS[DCGM_EXPORTER]])


def _of(given: _Given) -> Iterator[ManifestFault]:
    names = {one.text("name") for one in given.env.elements()}
    used = {name for word in words(given.around.tree) for name in _used_in(word)}
    for one in given.env.elements():
        name = one.text("name")
        if not name or name in used or name in OF_CONTAINERS or is_filled_in_later(name):
            continue
        meant = _meant(name, given)
        # Beside the right one it is a copy that does no harm.
        if meant is not None and meant not in names:
            by_both = _owner(name) == TOOLKIT != given.program
            unread = (
                f"neither {given.program} nor {TOOLKIT} knows it" if by_both else f"{given.program} does not know it"
            )
            others = "" if meant else listed(OF_ANOTHER.get(name, ()))
            fix = f"Did you mean {meant}?" if meant else "Leave it out."
            fix = f"It is for {others}: leave it out here." if others else fix
            yield ManifestFault(one.place.below("name"), f"{name} is read by nothing here: {unread}", fix)


def _owner(name: str) -> str | None:
    return next((program for prefix, program in ALL_KNOWN.items() if name.startswith(prefix)), None)


def _meant(name: str, given: _Given) -> str | None:
    """Return the variable that is meant: misspelt, or with a word such as GFD too many or too few.

    None where a variable need not be meant for the program. One that begins as only those of the program do is; where
    none is like it, what is meant is empty.
    """
    owner = _owner(name)
    if given.known is None and owner != TOOLKIT:
        return None
    known = given.known or frozenset()
    if name in known or name.startswith(_REQUIRED):
        return None
    if given.known is not None and name in OF_ANOTHER and not (given.is_told and name in OF_RUNTIMES):
        return ""
    meant = (
        _numbered(name, known)
        or lengthened(name, known)
        or _plainly(name, known, given.program)
        or nearest(name, sorted(OF_CONTAINERS), _ALIKE)
    )
    if meant is None and owner in (TOOLKIT, given.program):
        return nearest(name, sorted(one for one in known | OF_CONTAINERS if _owner(one) == owner)) or ""
    return meant


def _numbered(name: str, known: frozenset[str]) -> str | None:
    """Return the variable to whose name somebody put a number, to say it a second time or to set it aside."""
    bare = re.sub(r"_?[0-9]+$", "", name)
    return bare if bare != name and bare in known else None


def _plainly(name: str, known: frozenset[str], program: str) -> str | None:
    names = sorted(known)
    bare = _PREFIX.sub("", name, count=1)
    # Of the exporter's the rest is a plain word, such as DEBUG, which may be for a shell.
    stripped = program != DCGM_EXPORTER or bare != name
    plain = next((one for one in names if stripped and _PREFIX.sub("", one, count=1) == bare), None)
    return plain or nearest(name, names, _ALIKE)


RULE = ManifestRule(
    "VAL231",
    "Variable that the part does not read",
    Severity.WARNING,
    why="The operator, and the chart of dcgm-exporter, hand variables to the container as they are. A program passes "
    "over those that it does not know, without a word: what was to be set keeps its default.",
    fix="Write the variable that the program reads.",
    source="NVIDIA/k8s-device-plugin cmd, NVIDIA/nvidia-container-toolkit cmd/nvidia-ctk-installer and "
    "internal/config/image/envvars.go, NVIDIA/mig-parted cmd/nvidia-mig-manager, NVIDIA/dcgm-exporter pkg/cmd/app.go; "
    "generator/facts/part_variables.py has them all",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    toolkit:
      env:
        - name: CONTAINERD_SOKET  # <- here
          value: /run/k3s/containerd/containerd.sock
    gfd:
      env:
        - name: GFD_DEVICE_DISCOVERY_STRATEGY  # <- here
          value: nvml
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
        - name: CONTAINERD_SOCKET
          value: /run/k3s/containerd/containerd.sock
    gfd:
      env:
        - name: DEVICE_DISCOVERY_STRATEGY
          value: nvml
""",
    check=_check,
)
