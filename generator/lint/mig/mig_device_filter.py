"""Device filters that meet no GPU."""

from collections.abc import Iterator

from generator.facts.gpus import all_gpus
from generator.facts.mig import all_mig_families
from generator.lint.common.mig_files import mig_items, packed_id
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_NVIDIA = 0x10DE


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for item in mig_items(manifests):
        found = item.value.get("device-filter")
        for text in () if found is None else (*found.elements(), *((found,) if isinstance(found.tree, str) else ())):
            if (
                isinstance(text.tree, str)
                and text.tree
                and not is_filled_in_later(text.tree)
                and packed_id(text.tree) is None
            ):
                message = f"{text.tree!r} is no id of an NVIDIA GPU: it meets none, and the item passes them over"
                yield ManifestFault(text.place, message, _fix(text))


def _fix(text: Value) -> str | None:
    plain = str(text.tree).strip().lower().removeprefix("0x").replace("10de:", "").removesuffix(":10de")
    known = {one for family in all_mig_families() for one in family.pci_device_ids}
    known |= {one for gpu in all_gpus() for one in gpu.pci_device_ids}
    for digits in (plain, plain[:4], plain[-4:]):
        number = _hex(digits)
        if number in known:
            return f'Write `"0x{number:04X}10DE"`, the device before the vendor.'
    return None


def _hex(digits: str) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        return -1


RULE = ManifestRule(
    "MIG214",
    "Device filter that meets no GPU",
    Severity.ERROR,
    why="A filter is compared with the GPU's PCI id, device before vendor, as one number. What is no such number is "
    "taken without a word and never meets a GPU: the item does nothing, and the layout still counts as applied.",
    fix="Write 0x, the PCI device id and 10DE, such as 0x20B210DE for an A100 SXM4 80GB.",
    source="NVIDIA/mig-parted api/spec/v1/helpers.go, MatchesDeviceFilter; its parser at v0.13.1, asked in "
    "tests/parsers",
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
        - device-filter: ["A100-SXM4-80GB"]  # <- here
          devices: all
          mig-enabled: true
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
        - device-filter: ["0x20B210DE", "0x233010DE"]
          devices: all
          mig-enabled: true
          mig-devices: {1g.10gb: 7}
""",
    check=_check,
)
