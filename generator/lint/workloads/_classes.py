"""What a pod gets from its RuntimeClass.

Source: kubernetes/kubernetes plugin/pkg/admission/runtimeclass/admission.go, setScheduling.
"""

from collections.abc import Mapping

from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_value import Value


def scheduling_of_classes(manifests: Manifests) -> Mapping[str, Value]:
    """Return by name what the RuntimeClasses say of nodes; nothing of a name that two have."""
    found: dict[str, Value | None] = {}
    for one in manifests.of_kind("RuntimeClass"):
        found[one.name] = None if one.name in found else one.value
    said = {name: value.get("scheduling") for name, value in found.items() if value is not None}
    return {name: value for name, value in said.items() if value is not None}


def scheduling(workload: Workload, classes: Mapping[str, Value]) -> Value | None:
    """Return what a pod's RuntimeClass adds to its nodeSelector and tolerations, if it is among the files."""
    return classes.get(workload.pod.text("runtimeClassName") or "")
