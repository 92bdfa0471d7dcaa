"""A variable of a part of the operator that is plainly meant for its program, which does not read it."""

import re
from collections.abc import Iterator

from generator.facts.part_variables import READ_BY
from generator.facts.program_settings import GPU_FEATURE_DISCOVERY
from generator.lint._command_line import running
from generator.lint._near import nearest
from generator.lint._operator_setups import setups
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_ALIKE = 0.9
"""How much of two names must be the same: the images have further variables of their own, which are not told."""
_PREFIX = re.compile(r"(?:(?:NVIDIA|K8S|DP|DEVICE_PLUGIN|PLUGIN|GFD|MIG_MANAGER|TOOLKIT|CONTAINER_TOOLKIT)_)+")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for setup in setups(manifests):
        for part, (program, known) in READ_BY.items() if not setup.is_driver else ():
            env = setup.said(part, "env")
            if env is not None:
                yield from _of(env, program, known)
    discovery, known = READ_BY["gfd"]
    for one in running(manifests):
        env = one.container.value.get("env") if one.program == GPU_FEATURE_DISCOVERY else None
        if env is not None:
            yield from _of(env, discovery, known)


def _of(env: Value, program: str, known: frozenset[str]) -> Iterator[ManifestFault]:
    given = {one.text("name") for one in env.elements()}
    for one in env.elements():
        name = one.text("name")
        if not name or name in known or is_filled_in_later(name):
            continue
        meant = _meant(name, known)
        # Beside the right one it is a copy that does no harm.
        if meant is not None and meant not in given:
            message = f"{name} is read by nothing: {program} does not know it"
            yield ManifestFault(one.place.below("name"), message, f"Did you mean {meant}?")


def _meant(name: str, known: frozenset[str]) -> str | None:
    """Return the variable that is meant: misspelt, or with a word such as GFD too many or too few."""
    names = sorted(known)
    bare = _PREFIX.sub("", name, count=1)
    plain = next((one for one in names if _PREFIX.sub("", one, count=1) == bare), None)
    return plain or nearest(name, names, _ALIKE)


RULE = ManifestRule(
    "VAL231",
    "Variable that the part does not read",
    Severity.WARNING,
    why="The operator hands `env` to the container as it is. A program passes over variables that it does not know, "
    "without a word: what was to be set keeps its default.",
    fix="Write the variable that the program reads.",
    source="NVIDIA/k8s-device-plugin cmd, NVIDIA/nvidia-container-toolkit cmd/nvidia-ctk-installer, NVIDIA/mig-parted "
    "cmd/nvidia-mig-manager; generator/facts/part_variables.py has them all",
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
