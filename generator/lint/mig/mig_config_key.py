"""A configuration of mig-parted under a key that nobody reads."""

from collections.abc import Iterator

from generator.lint.common.mig_use import mig_users, operators
from generator.lint.common.references import listed
from generator.model.config_kinds import MIG_FILE, is_mig_entry
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_JOIN = (
    f"Put all layouts below one `mig-configs:` under the key {MIG_FILE}; a node picks one by its name, with the label "
    "nvidia.com/mig.config."
)


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for config_map in manifests.mig_configs:
        meant = [entry for entry in config_map.entries if is_mig_entry(entry)]
        if not meant or any(entry.key == MIG_FILE for entry in config_map.entries):
            continue
        severity = None if mig_users(config_map, manifests) else _unread(len(meant), manifests)
        if len(meant) == 1:
            message = f"the MIG manager reads the key {MIG_FILE}, this one is {meant[0].key}"
            yield ManifestFault(meant[0].text.place, message, on_key=True, severity=severity)
        else:
            names = listed(entry.key for entry in meant)
            message = f"the MIG manager reads the key {MIG_FILE} alone, which is missing: {names} are read by nobody"
            yield ManifestFault(config_map.place, message, _JOIN, on_key=True, severity=severity)


def _unread(keys: int, manifests: Manifests) -> Severity:
    """Return how much it weighs where nobody names the ConfigMap: another program than the operator's may read one key.

    A key for each layout is how nobody reads them.
    """
    return Severity.WARNING if keys > 1 or operators(manifests) or manifests.context.chart else Severity.INFO


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
