"""Profiles of compute instances, which the device plugin does not advertise."""

from collections.abc import Iterator

from generator.lint.common.mig_files import mig_items
from generator.lint.common.mig_names import instance_of, is_profile_name
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for item in mig_items(manifests):
        for name, count in item.value.entries("mig-devices"):
            profile, slices = instance_of(name)
            if is_profile_name(name) and slices is not None:
                message = f"{name} is a compute instance: from device plugin v0.20.0 on it matches no resource"
                yield ManifestFault(count.place, message, f"Write `{profile}`.", on_key=True)


RULE = ManifestRule(
    "MIG209",
    "Compute instances in a MIG layout",
    Severity.WARNING,
    why="mig-parted makes them. From v0.20.0 on the device plugin then ends with an error on the node, since no "
    "resource has such a name; before, it advertised them as if they were whole GPU instances.",
    fix="Write the profile of the GPU instance.",
    source="NVIDIA/k8s-device-plugin v0.20.0 api/config/v1/resources.go and internal/rm/device_map.go",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - devices: all
          mig-enabled: true
          mig-devices:
            1c.3g.40gb: 2  # <- here
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:
      all-disabled:
        - {devices: all, mig-enabled: false}
      small:
        - devices: all
          mig-enabled: true
          mig-devices:
            3g.40gb: 2
""",
    check=_check,
)
