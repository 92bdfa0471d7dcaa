"""A configuration that mig-parted cannot read at all."""

from collections.abc import Iterator

from generator.lint.common.config_text import unreadable
from generator.lint.common.mig_files import mig_entries
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.mig_configs:
        for one in unreadable(mig_entries(config_map)):
            yield ManifestFault(one.value.place, f"{one.message}: mig-parted refuses it", one.fix, at=one.at)


RULE = ManifestRule(
    "MIG215",
    "Configuration that mig-parted cannot read",
    Severity.ERROR,
    why="Kubernetes takes any text, and it is read on the node alone. There mig-parted refuses it, and every node that "
    "asks for a layout ends in mig.config.state failed.",
    fix="Write YAML with a mapping at the top.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-parted/assert/assert.go, ParseConfigFile (sigs.k8s.io/yaml)",
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
     small:  # <- here
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
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
