"""Layouts without items, and files without layouts."""

from collections.abc import Iterator

from generator.lint.common.mig_files import CONFIGS, END, mig_files, mig_layouts
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        tree = file.content.tree
        if isinstance(tree, dict) and CONFIGS in tree and tree[CONFIGS] in (None, {}):
            yield ManifestFault(file.content.place.below(CONFIGS), f"{CONFIGS} has no layout{END}", on_key=True)
        for name, layout in mig_layouts(file):
            if layout.tree in (None, []):
                yield ManifestFault(layout.place, f"layout {name} has no item{END}", on_key=True)


RULE = ManifestRule(
    "MIG205",
    "Layout without items",
    Severity.ERROR,
    why="mig-parted wants at least one layout, and at least one item in each; it refuses the whole file otherwise.",
    fix="Write an item, such as `- {devices: all, mig-enabled: false}`, or delete the layout.",
    source="NVIDIA/mig-parted api/spec/v1/spec.go, Spec.UnmarshalJSON",
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
      small: []  # <- here
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
        - {devices: all, mig-enabled: true, mig-devices: {}}
""",
    check=_check,
)
