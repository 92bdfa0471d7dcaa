"""A second YAML document in mig-parted's configuration."""

from collections.abc import Iterator

from generator.lint.common.config_text import second_documents
from generator.lint.common.mig_files import mig_entries
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.mig_configs:
        for one in second_documents(mig_entries(config_map)):
            yield ManifestFault(one.value.place, one.message, None, at=one.at)


RULE = ManifestRule(
    "MIG217",
    "Second document in mig-parted's configuration",
    Severity.ERROR,
    why="mig-parted reads the first document, and passes over the rest without a word.",
    fix="Join the documents: one file has all layouts.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-parted/assert/assert.go, ParseConfigFile (sigs.k8s.io/yaml reads "
    "one document)",
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
    ---
    version: v1  # <- here
    mig-configs:
      small:
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
