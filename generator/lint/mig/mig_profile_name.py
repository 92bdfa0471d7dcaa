"""Names that are none of a MIG profile."""

from collections.abc import Iterator

from generator.lint.common.mig_files import END, mig_items
from generator.lint.common.mig_names import is_profile_name, meant
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for item in mig_items(manifests):
        for name, count in item.value.entries("mig-devices"):
            if not is_profile_name(name) and not is_filled_in_later(name):
                guess = meant(name)
                fix = None if guess is None else f"Write `{guess}`."
                yield ManifestFault(count.place, f"{name!r} is no name of a MIG profile{END}", fix, on_key=True)


RULE = ManifestRule(
    "MIG206",
    "Name that is none of a MIG profile",
    Severity.ERROR,
    why="A profile is written as nvidia-smi does: slices, `g.`, memory, `gb`, then perhaps +me, +gfx, +me.all or -me. "
    "mig-parted refuses the whole file otherwise.",
    fix="Write a name such as 1g.10gb or 1g.10gb+me.",
    source="NVIDIA/mig-parted pkg/types/mig_profile.go, AssertValidMigProfileFormat",
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
            1g.10gb.me: 1  # <- here
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
            1g.10gb+me: 1
""",
    check=_check,
)
