"""A limit of Karpenter's pool of nodes that is refused, or that counts nothing."""

from collections.abc import Iterator

from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_GROUP = "karpenter.sh/"
_GPU = "nvidia.com/gpu"
_COUNTED = (_GPU, "amd.com/gpu", "habana.ai/gaudi", "aws.amazon.com/neuron", "aws.amazon.com/neuroncore")
"""Cards that a machine is known to have before it is there."""
_MEANT = {"gpu", "gpus", "nvidia-gpu", "nvidia/gpu", "gpu.nvidia.com", "nvidia.com", "nvidia.gpu", "instance-gpu-count"}
_COUNTED_LATE = ("nvidia.com/gpu.shared", "nvidia.com/mig-")
"""What nodes advertise only once they run: Karpenter adds that up too, and cannot foresee it."""
_NEVER_COUNTED = ("nvidia.com/gpumem", "nvidia.com/gpucores")
"""What HAMi's scheduler shares out, and no node advertises."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for pool in manifests.of_kind("NodePool", _GROUP):
        yield from _wrapped(pool.value)
        yield from _of(pool.value, "spec", "limits")
    for pool in manifests.of_kind("Provisioner", _GROUP):
        yield from _of(pool.value, "spec", "limits", "resources")


def _wrapped(pool: Value) -> Iterator[ManifestFault]:
    """Find the level that Provisioners had around the resources."""
    found = pool.get("spec", "limits", "resources")
    if found is not None and isinstance(found.tree, dict):
        message = "limits of a NodePool are the resources themselves: the API server refuses the pool"
        fix = "Write them below `limits:`, without `resources:`."
        yield ManifestFault(found.place, message, fix, on_key=True, severity=Severity.ERROR)


def _of(pool: Value, *path: str) -> Iterator[ManifestFault]:
    for resource, limit in pool.entries(*path):
        if resource in _COUNTED or limit.tree is None or is_filled_in_later(resource):
            continue
        if resource.startswith(_COUNTED_LATE):
            message = f"{resource} is counted once nodes run: until then Karpenter may start more than the limit allows"
            fix = f"Limit {_GPU} as well, or tell of it in a NodeOverlay."
            yield ManifestFault(limit.place, message, fix, on_key=True, severity=Severity.INFO)
            continue
        shares = resource.startswith(_NEVER_COUNTED)
        if shares or resource.lower() in _MEANT or nearest(resource, (_GPU,)) is not None:
            why = "no node advertises it" if shares else f"GPUs are {_GPU}"
            message = f"{resource} limits nothing: {why}"
            yield ManifestFault(limit.place, message, f"Write {_GPU}.", on_key=True)


RULE = ManifestRule(
    "QUO210",
    "Limit of a pool of nodes that counts nothing",
    Severity.WARNING,
    why="Karpenter adds up what its machines are known to have, and later what their nodes advertise, and compares "
    "each sum with the limit of the same name. A limit under another name is never reached: the pool grows without "
    "bound.",
    fix="Write nvidia.com/gpu, directly below `limits:`.",
    source="kubernetes-sigs/karpenter pkg/apis/v1/nodepool.go (Limits, ExceededBy) and pkg/apis/v1alpha5 before, "
    "pkg/controllers/state/statenode.go (Capacity); aws/"
    "karpenter-provider-aws pkg/providers/instancetype/types.go (computeCapacity)",
    bad="""\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: cards}
spec:
  limits:
    gpu: 8  # <- here
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: cards}
      requirements:
        - {key: karpenter.k8s.aws/instance-gpu-name, operator: In, values: [l4]}
""",
    good="""\
apiVersion: karpenter.sh/v1
kind: NodePool
metadata: {name: cards}
spec:
  limits:
    nvidia.com/gpu: 8
  template:
    spec:
      nodeClassRef: {group: karpenter.k8s.aws, kind: EC2NodeClass, name: cards}
      requirements:
        - {key: karpenter.k8s.aws/instance-gpu-name, operator: In, values: [l4]}
""",
    check=_check,
)
