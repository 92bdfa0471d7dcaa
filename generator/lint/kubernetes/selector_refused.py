"""A selector of devices that the API server does not take."""

from collections.abc import Iterator

from generator.cel.parser import MOST_LETTERS
from generator.lint.common.device_selectors import device_selectors
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for one in device_selectors(manifests):
        if len(str(one.text.tree)) > MOST_LETTERS:
            message = f"the expression has more than {MOST_LETTERS:,} letters: the API server refuses it"
            yield ManifestFault(one.text.place, message, "Make several selectors of it: all must hold.")
            continue
        for fault in one.selector.faults:
            message = f"the API server refuses the expression: {fault.reason}"
            yield ManifestFault(one.text.place, message, at=one.position(fault.at))


RULE = ManifestRule(
    "KUB210",
    "Device selector that is no expression",
    Severity.ERROR,
    why="Selectors are written in CEL, and compiled when the claim or the class is made. Attributes and capacities are "
    "looked up by the driver's domain first and by their name then; a capacity is a quantity, which has methods in "
    "place of the signs for greater and less.",
    fix='Write device.attributes["gpu.nvidia.com"].NAME, or device.capacity["gpu.nvidia.com"].NAME with '
    '.compareTo(quantity("40Gi")) >= 0.',
    source="kubernetes/kubernetes staging/src/k8s.io/dynamic-resource-allocation/cel/compile.go, "
    "pkg/apis/resource/validation (validateCELSelector), staging/src/k8s.io/apiserver/pkg/cel/library/quantity.go",
    bad="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: large, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors:
              - cel:
                  expression: device.capacity["gpu.nvidia.com"].memory >= quantity("40Gi")  # <- here
""",
    good="""\
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: large, namespace: team}
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly:
            deviceClassName: gpu.nvidia.com
            selectors:
              - cel:
                  expression: device.capacity["gpu.nvidia.com"].memory.compareTo(quantity("40Gi")) >= 0
""",
    check=_check,
)
