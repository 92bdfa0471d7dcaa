"""A label that Node Feature Discovery does not set."""

from collections.abc import Iterator

from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_FORBIDDEN = "kubernetes.io"
_ALLOWED = ("feature.node.kubernetes.io", "profile.node.kubernetes.io")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for labelled in manifests.labelled:
        for name, value in labelled.labels if labelled.by_rule else ():
            namespace = name.rpartition("/")[0]
            forbidden = namespace == _FORBIDDEN or namespace.endswith(f".{_FORBIDDEN}")
            if forbidden and not any(namespace == one or namespace.endswith(f".{one}") for one in _ALLOWED):
                message = f"Node Feature Discovery sets no label of the namespace {namespace}: {name} is dropped"
                yield ManifestFault(value.place, message, on_key=True)


RULE = ManifestRule(
    "NFD201",
    "Label that Node Feature Discovery drops",
    Severity.ERROR,
    why="Labels under kubernetes.io are the cluster's own: the master of Node Feature Discovery leaves them out, "
    "whatever its settings, and whoever selects by such a label finds no node.",
    fix="Take a namespace of your own, nvidia.com or feature.node.kubernetes.io.",
    source="kubernetes-sigs/node-feature-discovery pkg/apis/nfd/validate/validate.go, Label",
    bad="""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
    - name: nvidia
      labels:
        node.kubernetes.io/gpu: "true"  # <- here
      matchFeatures:
        - {feature: pci.device, matchExpressions: {vendor: {op: In, value: ["10de"]}}}
""",
    good="""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {name: gpus}
spec:
  rules:
    - name: nvidia
      labels:
        example.com/gpu: "true"
      matchFeatures:
        - {feature: pci.device, matchExpressions: {vendor: {op: In, value: ["10de"]}}}
""",
    check=_check,
)
