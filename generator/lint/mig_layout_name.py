"""Names of layouts that no label can hold."""

import re
from collections.abc import Iterator

from generator.lint._mig_files import mig_files, mig_layouts
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
"""A label's value in Kubernetes; source: k8s.io/apimachinery pkg/util/validation, IsValidLabelValue."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        for name, layout in mig_layouts(file):
            if _LABEL.fullmatch(name) is None:
                better = re.sub(r"[^A-Za-z0-9_.-]+", ".", name).strip("_.-")[:63]
                fix = f"Name it {better}." if _LABEL.fullmatch(better) else None
                yield ManifestFault(layout.place, f"no label can have the value {name!r}", fix, on_key=True)


RULE = ManifestRule(
    "MIG218",
    "Layout whose name no label can hold",
    Severity.ERROR,
    why="A node asks for a layout by the label nvidia.com/mig.config, and Kubernetes takes no such value: nobody can "
    "ask for this one.",
    fix="Take letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, 63 characters at most.",
    source="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ (syntax); "
    "NVIDIA/mig-parted cmd/nvidia-mig-manager",
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
      all-1g.10gb+me:  # <- here
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb+me: 1}}
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
      all-1g.10gb.me:
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb+me: 1}}
""",
    check=_check,
)
