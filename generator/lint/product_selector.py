"""A selector on the product label that no node has once the card is shared."""

from collections.abc import Iterator
from functools import cache

from generator.facts.gpus import all_gpus, find_gpu
from generator.lint._advertised import Advertised, advertised
from generator.lint._resource_names import GPU
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

LABEL = "nvidia.com/gpu.product"
_SUFFIX = "-SHARED"
_TERMS = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = advertised(manifests)
    always = known is not None and _always_shared(known)
    never = known is not None and not any(entry.shared for entry in known.entries)
    for workload in manifests.workloads:
        for values in _alternatives(workload):
            products = [(value, value.tree) for value in values if isinstance(value.tree, str)]
            impossible = [(value, product) for value, product in products if " " in product]
            for value, product in impossible:
                fix = f"Write {product.replace(' ', '-')}, as `kubectl get nodes -L {LABEL}` shows it."
                yield ManifestFault(
                    value.place, f"no label can have the value {product!r}: blanks are not allowed", fix
                )
            if products and not impossible and not any(product in _labels() for product in map(_plain, products)):
                yield from _misspelt(*products[0])
            if always and products and not impossible and not any(_is_shared(product) for _, product in products):
                value, product = products[0]
                message = f"the configuration shares {GPU} under its own name, so no node is labelled {product}"
                yield ManifestFault(value.place, message, f"Write {product}{_SUFFIX}.")
            if never and products and not impossible and all(_is_shared(product) for _, product in products):
                value, product = products[0]
                message = f"the configuration shares nothing under its own name, so no node is labelled {product}"
                yield ManifestFault(value.place, message, f"Write {product.removesuffix(_SUFFIX)}.")


def _plain(selected: tuple[Value, str]) -> str:
    """Return a product without what sharing and MIG append."""
    return selected[1].removesuffix(_SUFFIX).partition("-MIG-")[0]


@cache
def _labels() -> frozenset[str]:
    return frozenset(label for gpu in all_gpus() for label in (gpu.label, *gpu.label_aliases))


def _misspelt(value: Value, product: str) -> Iterator[ManifestFault]:
    """Tell a product that is a card's name, but not the label that its nodes have; other cards are not known here."""
    gpu = find_gpu(product)
    if isinstance(gpu, Gpu) and gpu.label_seen:
        message = f"no node is labelled {product}: a {gpu.marketing} is {gpu.label}"
        yield ManifestFault(value.place, message, f"Write {gpu.label}.", severity=Severity.WARNING)


def _is_shared(product: str) -> bool:
    return product.endswith(_SUFFIX)


def _always_shared(known: Advertised) -> bool:
    """Say whether every node runs with an entry that shares whole cards under their own name."""
    return known.complete and all(GPU in entry.shared for entry in known.entries)


def _alternatives(workload: Workload) -> Iterator[tuple[Value, ...]]:
    """Return the products of each selector of a pod, of which one is enough."""
    selected = workload.pod.get("nodeSelector", LABEL)
    if selected is not None:
        yield (selected,)
    for term in workload.pod.elements(*_TERMS):
        for expression in term.elements("matchExpressions"):
            if expression.text("key") == LABEL and expression.text("operator") == "In":
                yield tuple(expression.elements("values"))


RULE = ManifestRule(
    "WRK204",
    "Product label that no node has",
    Severity.ERROR,
    why="GPU feature discovery appends -SHARED to the product of a card that is shared without renaming, so that a pod "
    "which selects the plain product finds no node.",
    fix="Select by another label, such as nvidia.com/gpu.present, or write the label as nodes have it.",
    source="NVIDIA/k8s-device-plugin internal/lm/resource.go, newResourceLabelsWithSharing",
    bad="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.product: Tesla-T4  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.product: Tesla-T4-SHARED
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
