"""A label of NVIDIA's with a slip of the pen in its key."""

import re
from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import CONFIG_LABEL, MIG_LABEL

_READ = (CONFIG_LABEL, MIG_LABEL, "nvidia.com/gpu.workload.config", "nvidia.com/vgpu.config")
"""Labels that people set, and NVIDIA's programs read."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    meant = {_bare(key): key for key in _READ}
    for labelled in manifests.labelled:
        for key, value in labelled.labels:
            right = meant.get(_bare(key))
            if right is not None and key != right:
                message = f"nobody reads the label {key}, and {right} stays unset"
                yield ManifestFault(value.place, message, f"Write {right}.", on_key=True)


def _bare(key: str) -> str:
    return re.sub(r"[-_.]", "", key.lower())


RULE = ManifestRule(
    "REF208",
    "Label key that nobody reads",
    Severity.ERROR,
    why="Kubernetes takes any label. The config manager and the MIG manager look for one key, and where it is missing "
    "the node gets the default.",
    fix="Write the key as it is read.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go (DefaultConfigLabel); NVIDIA/mig-parted "
    "cmd/nvidia-mig-manager/main.go; NVIDIA/gpu-operator controllers/state_manager.go",
    bad="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/device-plugin-config: large  # <- here
""",
    good="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/device-plugin.config: large
""",
    check=_check,
)
