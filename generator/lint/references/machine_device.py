"""A device of a virtual machine that KubeVirt is not told to permit."""

from collections.abc import Iterator

from generator.lint.common.clusters import are_apart
from generator.lint.common.references import listed
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_SETTINGS = {"KubeVirt": ("spec", "configuration"), "HyperConverged": ("spec",)}
_MACHINES = {"VirtualMachine": ("spec", "template", "spec"), "VirtualMachineInstance": ("spec",)}
_GROUP = "kubevirt.io"
_LISTS = ("pciHostDevices", "mediatedDevices", "usb")
_DEVICES = ("gpus", "hostDevices")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    ours = [one for one in manifests.objects if _group(one).endswith(_GROUP)]
    settings = [
        found
        for one in ours
        if one.kind in _SETTINGS and (found := one.value.get(*_SETTINGS[one.kind], "permittedHostDevices")) is not None
    ]
    names = {element.text("resourceName") for found in settings for key in _LISTS for element in found.elements(key)}
    permitted = {name for name in names if name}
    if not permitted or any(is_filled_in_later(name) for name in permitted):
        return
    for one in ours:
        if all(are_apart(found.place, one.value.place) for found in settings):
            continue
        for device in _of_machine(one):
            name = device.tree
            if isinstance(name, str) and name not in permitted and not is_filled_in_later(name):
                message = f"{name} is none of the devices that KubeVirt permits here: the machine does not start"
                fix = f"Write one of {listed(permitted)}, or permit it in permittedHostDevices."
                yield ManifestFault(device.place, message, fix)


def _of_machine(one: KubeObject) -> Iterator[Value]:
    for key in _DEVICES if one.kind in _MACHINES else ():
        for device in one.value.elements(*_MACHINES[one.kind], "domain", "devices", key):
            name = device.get("deviceName")
            if name is not None:
                yield name


def _group(one: KubeObject) -> str:
    return (one.value.text("apiVersion") or "").rpartition("/")[0]


RULE = ManifestRule(
    "REF232",
    "Device that KubeVirt does not permit",
    Severity.ERROR,
    why="KubeVirt gives a machine only devices whose resource names stand in permittedHostDevices, be they advertised "
    "by its own device plugin or by NVIDIA's.",
    fix="Write the resourceName of an entry of permittedHostDevices.",
    source="kubevirt/kubevirt pkg/virt-controller/services/renderresources.go, validatePermittedHostDevices",
    bad="""\
apiVersion: kubevirt.io/v1
kind: KubeVirt
metadata: {name: kubevirt, namespace: kubevirt}
spec:
  configuration:
    permittedHostDevices:
      pciHostDevices:
        - pciVendorSelector: 10DE:1EB8
          resourceName: nvidia.com/TU104GL_Tesla_T4
---
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: vm}
spec:
  template:
    spec:
      domain:
        devices:
          gpus:
            - name: gpu1
              deviceName: nvidia.com/gpu  # <- here
""",
    good="""\
apiVersion: kubevirt.io/v1
kind: KubeVirt
metadata: {name: kubevirt, namespace: kubevirt}
spec:
  configuration:
    permittedHostDevices:
      pciHostDevices:
        - pciVendorSelector: 10DE:1EB8
          resourceName: nvidia.com/TU104GL_Tesla_T4
---
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: vm}
spec:
  template:
    spec:
      domain:
        devices:
          gpus:
            - name: gpu1
              deviceName: nvidia.com/TU104GL_Tesla_T4
""",
    check=_check,
)
