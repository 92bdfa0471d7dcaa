"""A version that mig-parted does not take, or none."""

from collections.abc import Iterator

from generator.lint.common.mig_files import CONFIGS, END, mig_files
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        tree = file.content.tree
        if not isinstance(tree, dict) or tree.get("version") == "v1":
            continue
        if "version" in tree:
            version = Value(tree["version"], file.content.place.below("version"))
            shown = version.tree if isinstance(version.tree, str | int | float) else "this"
            yield ManifestFault(version.place, f"the file has version v1, not {shown}{END}")
        elif (tree.get(CONFIGS) is not None or not tree) and not any(key.lower() == "version" for key in tree):
            yield ManifestFault(file.content.place.below(CONFIGS), f"the file says no version{END}", on_key=True)


RULE = ManifestRule(
    "MIG202",
    "Version other than v1, or none",
    Severity.ERROR,
    why="mig-parted asks for the version of the file's form, and refuses the file without it.",
    fix="Write `version: v1` above `mig-configs`.",
    source="NVIDIA/mig-parted api/spec/v1/spec.go, Spec.UnmarshalJSON",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    mig-configs:  # <- here
      all-disabled:
        - {devices: all, mig-enabled: false}
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
""",
    check=_check,
)
