"""A key twice in one mapping of mig-parted's configuration."""

from collections.abc import Iterator

from generator.lint.common.config_text import duplicate_keys
from generator.lint.common.mig_files import mig_entries
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.mig_configs:
        for one in duplicate_keys(mig_entries(config_map)):
            yield ManifestFault(one.value.place, one.message, one.fix, at=one.at)


RULE = ManifestRule(
    "MIG216",
    "Key twice in mig-parted's configuration",
    Severity.ERROR,
    why="mig-parted keeps the last of two equal keys without a word: what stands under the first has no effect.",
    fix="Keep one of the two, or join them.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-parted/assert/assert.go, ParseConfigFile (sigs.k8s.io/yaml without "
    "strictness)",
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
      all-disabled:  # <- here
        - {devices: all, mig-enabled: true, mig-devices: {}}
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
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
""",
    check=_check,
)
