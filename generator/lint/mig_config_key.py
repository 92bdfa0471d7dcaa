"""A configuration of mig-parted under a key that nobody reads."""

from collections.abc import Iterator

from generator.lint._mig_files import KEY
from generator.lint._mig_use import mig_users, operators
from generator.model.config_kinds import is_mig_entry
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.mig_configs:
        meant = [entry for entry in config_map.entries if is_mig_entry(entry)]
        if not meant or any(entry.key == KEY for entry in config_map.entries):
            continue
        entry = meant[0]
        severity = None if mig_users(config_map, manifests) else _unread(manifests)
        message = f"the MIG manager reads the key {KEY}, this one is {entry.key}"
        yield ManifestFault(entry.text.place, message, on_key=True, severity=severity)


def _unread(manifests: Manifests) -> Severity:
    """Return how much it weighs where nobody names the ConfigMap: without an operator another program may read it."""
    return Severity.WARNING if operators(manifests) or manifests.context.chart else Severity.INFO


RULE = ManifestRule(
    "MIG213",
    "MIG configuration under another key",
    Severity.ERROR,
    why="gpu-operator mounts the ConfigMap as a folder, and its MIG manager opens config.yaml there: without it the "
    "pod does not come up.",
    fix="Name the key config.yaml.",
    source="NVIDIA/gpu-operator assets/state-mig-manager/0600_daemonset.yaml (CONFIG_FILE)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  mig.yaml: |  # <- here
    version: v1
    mig-configs:
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
