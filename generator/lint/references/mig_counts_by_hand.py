"""Labels that count MIG devices on a node whose layout makes none of them."""

from collections.abc import Iterator

from generator.lint.common.layout_makes import Layouts, layouts, made
from generator.lint.common.mig_names import profiles_by_layout
from generator.lint.common.resource_names import mig_resources
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Labelled
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import MIG_LABEL

_COUNT = ".count"
_STATE = f"{MIG_LABEL}.state"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    found = [one for one in manifests.labelled if any(key.endswith(_COUNT) for key, _ in one.labels)]
    known = layouts(manifests) if found else None
    for one in found:
        if known is not None:
            yield from _of(one, known)


def _of(one: Labelled, known: Layouts) -> Iterator[ManifestFault]:
    labels = dict(one.labels)
    asked = labels.get(MIG_LABEL)
    layout = asked.tree if asked is not None and isinstance(asked.tree, str) else ""
    result = made(layout, None, known)
    # The MIG manager's own answer is on Nodes that were read from a cluster, perhaps between two layouts.
    if result is None or result.devices is None or _STATE in labels:
        return
    for key, value in one.labels:
        resource = key.removesuffix(_COUNT)
        profile = mig_resources().get(resource) if key.endswith(_COUNT) else None
        if profile is not None and resource not in result.devices and str(value.tree) != "0":
            message = f"layout {layout} makes no {profile}, and a label that counts devices makes none"
            yield ManifestFault(value.place, message, _cure(profile), on_key=True)


def _cure(profile: str) -> str:
    layout = next((name for name, one in profiles_by_layout().items() if one == profile), None)
    one_kind = f"{MIG_LABEL}: {layout} for cards of this kind alone, or " if layout else ""
    return f"Delete it and write {one_kind}a layout of your own that says how many of each."


RULE = ManifestRule(
    "REF234",
    "Count of MIG devices that the layout does not make",
    Severity.WARNING,
    why="Labels such as nvidia.com/mig-1g.5gb.count are what GPU Feature Discovery found on the node. The MIG manager "
    "reads nvidia.com/mig.config alone: what is counted by hand is not made, and is overwritten.",
    fix="Choose or write a layout that makes the devices.",
    source="NVIDIA/mig-parted cmd/nvidia-mig-manager/main.go (the label that is watched); NVIDIA/k8s-device-plugin "
    "internal/lm/resource.go (labels that are written)",
    bad="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/mig.config: all-enabled
    nvidia.com/mig-1g.5gb.count: "7"  # <- here
""",
    good="""\
apiVersion: v1
kind: Node
metadata:
  name: gpu-1
  labels:
    nvidia.com/mig.config: all-1g.5gb
    nvidia.com/mig-1g.5gb.count: "7"
""",
    check=_check,
)
