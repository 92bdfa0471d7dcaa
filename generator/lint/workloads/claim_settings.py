"""Settings in a claim that go past the devices that it asks for."""

from collections.abc import Iterator

from generator.ecosystem.claim_fields import CLASS, DEVICES
from generator.facts.dra_attributes import DOMAIN
from generator.lint.common.claims import requests_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_GROUP = "resource.nvidia.com/"
_GPU_CLASS, _MIG_CLASS, _VFIO_CLASS = DOMAIN, "mig.nvidia.com", "vfio.gpu.nvidia.com"
_FOR = {"GpuConfig": _GPU_CLASS, "MigDeviceConfig": _MIG_CLASS, "VfioDeviceConfig": _VFIO_CLASS}
"""Parameters of NVIDIA's driver for GPUs, by kind, and the class whose devices take them."""
_CLASSES = tuple(_FOR.values())


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    own = {one.name for one in manifests.of_kind(CLASS)}
    for kind, path in DEVICES.items():
        for claim in manifests.of_kind(kind):
            if manifests.may_change(claim.value):
                continue
            # Alternatives may be of several classes.
            requests = [(one.name, one.asked[0].text("deviceClassName")) for one in requests_of(claim.value, kind)]
            classes = {name: found for name, found in requests if name and found}
            for config in claim.value.elements(*path, "config"):
                yield from _of_config(config, classes, own)


def _of_config(config: Value, classes: dict[str, str], own: set[str]) -> Iterator[ManifestFault]:
    opaque = config.get("opaque")
    driver = None if opaque is None else opaque.get("driver")
    kind = None if opaque is None else opaque.get("parameters", "kind")
    wanted = None if kind is None else _FOR.get(str(kind.tree))
    if opaque is None or driver is None or kind is None or wanted is None or is_filled_in_later(driver.tree):
        return
    if not (opaque.text("parameters", "apiVersion") or "").startswith(_GROUP):
        return
    if driver.tree != DOMAIN:
        message = f"{kind.tree} is for the driver {DOMAIN}, and {driver.tree} stands here: nobody reads these settings"
        yield ManifestFault(driver.place, message, f"Write {DOMAIN}.", severity=Severity.WARNING)
        return
    for named in config.elements("requests"):
        found = classes.get(str(named.tree))
        if found in _CLASSES and found != wanted and found not in own:
            right = next(name for name, each in _FOR.items() if each == found)
            message = f"the driver applies no {kind.tree} to devices of the class {found}: the pod does not start"
            yield ManifestFault(kind.place, message, f"Write {right}, or ask for devices of the class {wanted}.")
            return


RULE = ManifestRule(
    "WRK254",
    "Settings of a claim for other devices",
    Severity.ERROR,
    why="NVIDIA's driver passes over settings that name another driver, and then shares nothing. Where settings name a "
    "request whose devices are of another type it does not prepare the claim, and the pod waits in ContainerCreating.",
    fix="Write `driver: gpu.nvidia.com`, and the kind that goes with the class: GpuConfig, MigDeviceConfig or "
    "VfioDeviceConfig.",
    source="kubernetes-sigs/dra-driver-nvidia-gpu cmd/gpu-kubelet-plugin/device_state.go (GetOpaqueDeviceConfigs, "
    "validateDeviceConfigType)",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: shared, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: whole, exactly: {deviceClassName: gpu.nvidia.com}}
        - {name: slice, exactly: {deviceClassName: mig.nvidia.com}}
      config:
        - requests: [whole]
          opaque:
            driver: nvidia.com  # <- here
            parameters: {apiVersion: resource.nvidia.com/v1beta1, kind: GpuConfig}
        - requests: [slice]
          opaque:
            driver: gpu.nvidia.com
            parameters:
              apiVersion: resource.nvidia.com/v1beta1
              kind: GpuConfig  # <- here
""",
    good="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: shared, namespace: team}
spec:
  spec:
    devices:
      requests:
        - {name: whole, exactly: {deviceClassName: gpu.nvidia.com}}
        - {name: slice, exactly: {deviceClassName: mig.nvidia.com}}
      config:
        - requests: [whole]
          opaque:
            driver: gpu.nvidia.com
            parameters: {apiVersion: resource.nvidia.com/v1beta1, kind: GpuConfig}
        - requests: [slice]
          opaque:
            driver: gpu.nvidia.com
            parameters: {apiVersion: resource.nvidia.com/v1beta1, kind: MigDeviceConfig}
""",
    check=_check,
)
