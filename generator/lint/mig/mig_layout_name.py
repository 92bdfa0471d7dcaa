"""Names of layouts that no label can hold."""

from collections.abc import Iterator

from generator.lint.common.label_values import is_label_value, renamed
from generator.lint.common.mig_files import mig_files, mig_layouts
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        for name, layout in mig_layouts(file):
            if not is_label_value(name):
                message = f"no label can have the value {name!r}"
                yield ManifestFault(layout.place, message, renamed(name, "."), on_key=True)


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
