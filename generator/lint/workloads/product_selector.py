"""A selector on the product label that no node has, be it for sharing, for the spelling or for other cards."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.discovery_labels import PRODUCT, SHARED, plain_product
from generator.facts.gpus import find_gpu
from generator.lint.common.advertised import Advertised, advertised_or_meant
from generator.lint.common.known_gpus import KnownGpus, gpus_by_label, known_gpus
from generator.lint.common.nodes import labelled_otherwise, supply
from generator.lint.common.resource_names import GPU, MIG_PREFIX
from generator.lint.common.selectors import Condition, hopeless, preferences, selected, terms
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import SHARED_SUFFIX

_MADE_UP = re.compile(r"(NVIDIA-|Tesla-)?(?P<model>[AHV]100)(-(SXM\d?|PCIE|PCIe|HBM\d|\d+GB))*")
"""What people make of the models that are sold in several forms, none of which has the plain name."""

_RENAMED = f"{GPU}{SHARED_SUFFIX}"


class _Known(NamedTuple):
    """What is known of the nodes: whether they share whole cards under their own name, and all of their GPUs.

    `severity` is what a finding by the sharing weighs, None for the rule's own.
    """

    always_shared: bool
    never_shared: bool
    gpus: KnownGpus | None
    severity: Severity | None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    config = advertised_or_meant(manifests)
    known = _Known(
        config is not None and _always_shared(config),
        config is not None and not any(entry.shared for entry in config.entries),
        None if PRODUCT in labelled_otherwise(manifests) else known_gpus(manifests),
        None if config is None else config.severity,
    )
    # A label that says otherwise than what a Node advertises is older, or was set by hand.
    is_there = PRODUCT in labelled_otherwise(manifests) or any(_RENAMED in supply(node) for node in manifests.nodes)
    for workload in manifests.workloads:
        required = (*selected(workload.pod), *(one for term in terms(workload.pod) for one in term))
        for condition in (*required, *preferences(workload.pod)):
            if condition.key == PRODUCT:
                yield from _misspelt(condition)
        judged = list(_hopeless(workload, known))
        yield from judged or (() if is_there else _of_renamed(workload))


def _of_renamed(workload: Workload) -> Iterator[ManifestFault]:
    """Return a product with the suffix of sharing, beside a request by the name that renames what is shared."""
    if any(one.resource == _RENAMED for container in workload.containers for one in container.amounts):
        yield from hopeless(workload.pod, _suffixed)


def _suffixed(condition: Condition) -> tuple[ManifestFault, ...]:
    texts = condition.texts
    if condition.key != PRODUCT or condition.is_open or not texts or not all(_is_shared(text) for _, text in texts):
        return ()
    value, product = texts[0]
    message = f"a node labelled {product} shares {GPU} under its own name, and has no {_RENAMED}"
    fix = f"Write {product.removesuffix(SHARED)}, or ask for {GPU}."
    return (ManifestFault(value.place, message, fix, severity=Severity.WARNING),)


def _hopeless(workload: Workload, known: _Known) -> Iterator[ManifestFault]:
    # Cards with MIG on have their plain label, whatever is shared; source: NVIDIA/k8s-device-plugin internal/lm/
    # mig-strategy.go, newGPULabelers.
    asked = (amount for one in workload.containers for amount in one.amounts)
    cut = any(one.resource.startswith(MIG_PREFIX) for one in asked)
    here = known._replace(always_shared=known.always_shared and not cut)
    yield from hopeless(workload.pod, lambda one: tuple(_elsewhere(one, here)))


def _misspelt(condition: Condition) -> Iterator[ManifestFault]:
    """Tell what is no label, and a card's name that is not the label of its nodes; other cards are not known here."""
    impossible = [(value, product) for value, product in condition.texts if " " in product]
    for value, product in impossible:
        fix = f"Write {product.replace(' ', '-')}, as `kubectl get nodes -L {PRODUCT}` shows it."
        yield ManifestFault(value.place, f"no label can have the value {product!r}: blanks are not allowed", fix)
    if impossible or not condition.texts or any(plain_product(one) in gpus_by_label() for _, one in condition.texts):
        return
    value, product = condition.texts[0]
    gpu = find_gpu(product)
    if isinstance(gpu, Gpu) and (gpu.label_seen or _lacks_series(gpu, product)):
        message = f"no node is labelled {product}: a {gpu.marketing} is {gpu.label}"
        yield ManifestFault(value.place, message, f"Write {gpu.label}.", severity=Severity.WARNING)
        return
    meant = _labels_meant(product)
    if meant:
        message = f"no node is labelled {product}: cards of this name are {', '.join(meant)}"
        yield ManifestFault(value.place, message, f"Write {' or '.join(meant)}.", severity=Severity.WARNING)


def _lacks_series(gpu: Gpu, product: str) -> bool:
    """Say whether a product leaves out what every release of the driver has in the names of its GeForce cards."""
    return "GeForce" in gpu.label and "GeForce" not in product


def _labels_meant(product: str) -> list[str]:
    """Return the labels of the cards of a model that has none with its plain name, where another is made of its parts.

    A memory that none of them has may be that of a card made for somebody.
    """
    found = _MADE_UP.fullmatch(plain_product(product))
    if found is None or any(label.endswith(product) for label in gpus_by_label()):
        return []
    labels = [one for one in gpus_by_label() if found["model"] in one.split("-")]
    memories = re.findall(r"\d+GB", product)
    return [one for one in labels if all(memory in one for memory in memories)]


def _elsewhere(condition: Condition, known: _Known) -> Iterator[ManifestFault]:
    """Tell products that some node might have, but none of this cluster."""
    texts = condition.texts
    if condition.key != PRODUCT or condition.is_open or not texts or any(_misspelt(condition)):
        return
    value, product = texts[0]
    if known.gpus is not None and all(_is_of_none(one, known.gpus) for _, one in texts):
        message = f"no node here is labelled {product}: the GPUs are {known.gpus.names}"
        fix = f"Write {' or '.join(sorted(known.gpus.products()))}."
        yield ManifestFault(value.place, message, fix, severity=known.gpus.severity)
    elif known.always_shared and not any(_is_shared(one) for _, one in texts):
        message = f"the configuration shares {GPU} under its own name, so no node is labelled {product}"
        yield ManifestFault(value.place, message, f"Write {product}{SHARED}.", severity=known.severity)
    elif known.never_shared and all(_is_shared(one) for _, one in texts):
        message = f"the configuration shares nothing under its own name, so no node is labelled {product}"
        fix = f"Write {product.removesuffix(SHARED)}."
        yield ManifestFault(value.place, message, fix, severity=known.severity)


def _is_of_none(product: str, gpus: KnownGpus) -> bool:
    """Say whether a product is the label of another card than these, where all of them have labels that were seen."""
    plain = plain_product(product)
    if plain in gpus.products() or not all(gpu.label_seen for gpu in gpus.gpus):
        return False
    found = find_gpu(plain)
    # A name that several cards have, or another spelling of one, is the label of none.
    named = (found.id,) if isinstance(found, Gpu) else found.nearest if found.ambiguous else ()
    return plain in gpus_by_label() or any(gpu.id in named for gpu in gpus.gpus)


def _is_shared(product: str) -> bool:
    return product.endswith(SHARED)


def _always_shared(known: Advertised) -> bool:
    """Say whether every node runs with an entry that shares whole cards under their own name."""
    return known.complete and all(GPU in entry.shared for entry in known.entries)


RULE = ManifestRule(
    "WRK204",
    "Product label that no node has",
    Severity.ERROR,
    why="GPU feature discovery appends -SHARED to the product of a card that is shared without renaming, so that a pod "
    "which selects the plain product finds no node. Nor does one that selects the label of a card that is not there.",
    fix="Select by another label, such as nvidia.com/gpu.present, or write the label as nodes have it.",
    source="NVIDIA/k8s-device-plugin internal/lm/resource.go (newResourceLabelsWithSharing, getProductName)",
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
