"""Sharing that a claim for devices asks for and NVIDIA's DRA driver refuses."""

from collections.abc import Iterator

from generator.ecosystem.claim_fields import DEVICES
from generator.facts.dra_driver import FIRST_WITH_GATES, SHARING_GATES, is_at_least
from generator.lint.common.clusters import are_apart
from generator.lint.common.dra_driver import Driver, drivers
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_DRIVER = "gpu.nvidia.com"
_SETTINGS = {"TimeSlicing": "timeSlicingConfig", "MPS": "mpsConfig"}
_OF_MIG = "MigDeviceConfig"
_PERCENTAGE = "defaultActiveThreadPercentage"
_HUNDRED = 100


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    installed = [one for one in drivers(manifests) if one.release is None or is_at_least(one.release, FIRST_WITH_GATES)]
    for parameters in _parameters(manifests):
        strategy = parameters.get("sharing", "strategy")
        if strategy is not None and isinstance(strategy.tree, str) and strategy.tree in SHARING_GATES:
            yield from _of_gate(strategy, SHARING_GATES[strategy.tree], installed)
            yield from _of_settings(parameters, strategy.tree)


def _parameters(manifests: Manifests) -> Iterator[Value]:
    """Return what claims hand to the driver."""
    for kind, path in DEVICES.items():
        for one in manifests.of_kind(kind):
            for config in one.value.elements(*path, "config"):
                found = config.get("opaque", "parameters")
                if found is not None and config.text("opaque", "driver") == _DRIVER:
                    yield found


def _of_gate(strategy: Value, gate: str, installed: list[Driver]) -> Iterator[ManifestFault]:
    near = [one for one in installed if not are_apart(one.named.place, strategy.place)]
    if near and all(one.is_open(gate) is False for one in near):
        message = f"the driver refuses {strategy.tree}: its gate {gate} is shut, and pods with this claim do not start"
        yield ManifestFault(strategy.place, message, f"Add `featureGates: {{{gate}: true}}` to the driver's values.")


def _of_settings(parameters: Value, strategy: str) -> Iterator[ManifestFault]:
    for name, key in _SETTINGS.items():
        value = parameters.get("sharing", key)
        if value is None:
            continue
        if key == _SETTINGS["TimeSlicing"] and parameters.text("kind") == _OF_MIG:
            message = f"a {_OF_MIG} has no {key}: the driver refuses the claim"
            yield ManifestFault(value.place, message, "Leave it out: MIG devices have no time slices.", on_key=True)
        elif name != strategy:
            message = f"{key} stands with the strategy {strategy}: the driver refuses the claim"
            yield ManifestFault(value.place, message, f"Leave it out, or write the strategy {name}.", on_key=True)
    percentage = parameters.get("sharing", _SETTINGS["MPS"], _PERCENTAGE)
    number = None if percentage is None else percentage.whole_number()
    if percentage is not None and number is not None and not 0 <= number <= _HUNDRED:
        message = f"{_PERCENTAGE} is {number}, and goes from 0 to {_HUNDRED}: the driver refuses the claim"
        yield ManifestFault(percentage.place, message, "Write a percentage, such as 50.")


RULE = ManifestRule(
    "SHR205",
    "Sharing of a claim that NVIDIA's DRA driver refuses",
    Severity.ERROR,
    why="The DRA driver shares GPUs by time slices or MPS only once the gate of that feature is open, and takes the "
    "settings of the one strategy that a claim states. A claim that it refuses is allocated, and its pods wait in "
    "ContainerCreating.",
    fix="Open the gate in the driver's values, or leave the sharing out of the claim.",
    source="kubernetes-sigs/dra-driver-nvidia-gpu api/nvidia.com/resource/v1beta1/validate.go and sharing.go, "
    "pkg/featuregates/featuregates.go (v25.8.0 to August 2026); its issues 762 and 1002",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra, namespace: dra-driver}
spec:
  chart: {spec: {chart: nvidia-dra-driver-gpu, version: 25.8.1}}
  values: {gpuResourcesEnabledOverride: true}
---
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: shared, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}
      config:
        - opaque:
            driver: gpu.nvidia.com
            parameters:
              apiVersion: resource.nvidia.com/v1beta1
              kind: GpuConfig
              sharing:
                strategy: TimeSlicing  # <- here
                mpsConfig: {}  # <- here
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: dra, namespace: dra-driver}
spec:
  chart: {spec: {chart: nvidia-dra-driver-gpu, version: 25.8.1}}
  values:
    gpuResourcesEnabledOverride: true
    featureGates: {TimeSlicingSettings: true}
---
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: shared, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: gpu, exactly: {deviceClassName: gpu.nvidia.com}}
      config:
        - opaque:
            driver: gpu.nvidia.com
            parameters:
              apiVersion: resource.nvidia.com/v1beta1
              kind: GpuConfig
              sharing:
                strategy: TimeSlicing
                timeSlicingConfig: {interval: Long}
""",
    check=_check,
)
