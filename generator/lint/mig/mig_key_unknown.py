"""A key that mig-parted does not know."""

from collections.abc import Iterator

from generator.lint.common.config_text import WRAPPED, is_wrapped
from generator.lint.common.mig_files import CONFIGS, END, ITEM_KEYS, mig_files, mig_items
from generator.model.config_kinds import PLUGIN_KEYS
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_TOP = ("version", CONFIGS)
_ALIKE = 0.7


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for file in mig_files(manifests):
        yield from _of_plugin(file.content)
        yield from _unknown(file.content, _TOP, "at the top of the file", PLUGIN_KEYS)
    for item in mig_items(manifests):
        yield from _unknown(item.value, ITEM_KEYS, f"in an item of {item.name}")


def _of_plugin(content: Value) -> Iterator[ManifestFault]:
    """Tell once of what the device plugin would read: that is one fault, however many keys it has."""
    keys = [key for key, _ in content.entries() if key in PLUGIN_KEYS and key not in _TOP]
    if keys:
        message = f"mig-parted knows no {keys[0]} at the top of the file{END}"
        fix = (
            f"The device plugin reads {' and '.join(keys)}: put that into a ConfigMap of its own, and name it in "
            "devicePlugin.config.name."
        )
        yield ManifestFault(content.place.below(keys[0]), message, fix, on_key=True)


def _unknown(
    mapping: Value, known: tuple[str, ...], where: str, told: frozenset[str] = frozenset()
) -> Iterator[ManifestFault]:
    for key, value in mapping.entries():
        if key not in known and key not in told:
            message = f"mig-parted knows no {key} {where}{END}"
            yield ManifestFault(value.place, message, WRAPPED if is_wrapped(value) else _fix(key, known), on_key=True)


def _fix(key: str, known: tuple[str, ...]) -> str:
    import difflib

    plain = key.lower().replace("_", "-").replace("enabled", "-enabled").replace("--", "-")
    close = difflib.get_close_matches(plain, known, n=1, cutoff=_ALIKE)
    if close:
        return f"Write `{close[0]}`."
    if key.lower() in ("model", "gpu", "product", "selector"):
        return 'Delete it. GPUs of one kind are picked by `device-filter`, such as `device-filter: ["0x20B210DE"]`.'
    return f"Delete it. Known here: {', '.join(known)}."


RULE = ManifestRule(
    "MIG201",
    "Key that mig-parted does not know",
    Severity.ERROR,
    why="mig-parted reads its file strictly and compares keys letter by letter: one that it does not know makes the "
    "whole file unreadable, and every node that asks for a layout ends in mig.config.state failed.",
    fix="Delete it, or write the key that was meant.",
    source="NVIDIA/mig-parted api/spec/v1/spec.go, UnmarshalJSON (`unexpected field`)",
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
          migEnabled: true  # <- here
          mig-devices: {1g.10gb: 7}
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
          mig-devices: {1g.10gb: 7}
""",
    check=_check,
)
