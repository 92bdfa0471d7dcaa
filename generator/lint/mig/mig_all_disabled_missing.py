"""A configuration of one's own without the layout that nodes get by default."""

from collections.abc import Iterator

from generator.lint.common.mig_files import CONFIGS, MigFile, mig_files
from generator.lint.common.mig_use import default_said, mig_users
from generator.model.config_kinds import MIG_FILE
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_NAME = "all-disabled"
_FIX = "Add `all-disabled: [{devices: all, mig-enabled: false}]` to mig-configs."


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        configs = file.content.get(CONFIGS)
        if configs is not None and isinstance(configs.tree, dict) and configs.tree and not _is_there(file):
            yield from _of_file(file, manifests)


def _is_there(file: MigFile) -> bool:
    """Say whether the layout is there: here, or where none of several entries is read, in any of them."""
    entries = file.config_map.entries
    beside = () if any(one.key == MIG_FILE for one in entries) else (one.content for one in entries)
    return any(
        configs.has(_NAME)
        for content in (file.content, *beside)
        if content is not None and (configs := content.get(CONFIGS)) is not None
    )


def _of_file(file: MigFile, manifests: Manifests) -> Iterator[ManifestFault]:
    at, message = file.content.place.below(CONFIGS), f"there is no layout {_NAME}, which MIG nodes get by default"
    users = mig_users(file.config_map, manifests)
    defaults = [default_said(use) for use in users]
    if not users:
        # Values that are not here may name another default, or every node says which layout it takes.
        yield ManifestFault(at, message, on_key=True, severity=Severity.INFO)
    for said in defaults:
        if said is not None and said.text == _NAME:
            place = at if said.place is None else said.place.place
            yield ManifestFault(place, message, on_key=said.place is None)
            return


RULE = ManifestRule(
    "MIG212",
    "No layout all-disabled",
    Severity.WARNING,
    why="gpu-operator labels every node that can do MIG and has no label yet nvidia.com/mig.config=all-disabled, and a "
    "configuration of one's own replaces all of NVIDIA's: the MIG manager finds no such layout and reports failed.",
    fix=_FIX,
    source="NVIDIA/gpu-operator controllers/state_manager.go and the ClusterPolicy's CRD (migManager.config.default)",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: mig-config}
data:
  config.yaml: |
    version: v1
    mig-configs:  # <- here
      small:
        - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
---
migManager:
  config: {name: mig-config}
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
---
migManager:
  config: {name: mig-config}
""",
    check=_check,
)
