"""Which labels of GPU feature discovery the nodes can have, where all GPUs of the cluster are known."""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.facts.described_gpu import labelled_gpu
from generator.facts.discovery_labels import FAMILY, MAJOR, MIG_CAPABLE, MINOR, PRODUCT, family_before, plain_product
from generator.facts.gpus import all_gpus
from generator.facts.releases import Numbers, exact_numbers
from generator.lint.common.nodes import gpu_nodes, labels_by_name
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import ChartUse, Manifests


class KnownGpus(NamedTuple):
    """All GPUs of a cluster, and how sure that is: what the caller says, or Nodes, beside which there may be others."""

    gpus: tuple[Gpu, ...]
    severity: Severity

    @property
    def names(self) -> str:
        """The GPUs in words."""
        return ", ".join(dict.fromkeys(gpu.marketing for gpu in self.gpus))

    @property
    def note(self) -> Severity | None:
        """A note where the Nodes that say the GPUs may be examples; else None, a rule's own severity."""
        return Severity.INFO if self.severity is Severity.INFO else None

    def products(self) -> frozenset[str]:
        """Return the labels that the products may have, without what sharing and MIG append."""
        return frozenset(label for gpu in self.gpus for label in (gpu.label, *gpu.label_aliases))

    def values(self, key: str) -> frozenset[str] | None:
        """Return what a label may be on a node; None for labels that do not follow from the GPU alone."""
        if key == FAMILY:
            return frozenset(gpu.gfd_family for gpu in self.gpus)
        if key in (MAJOR, MINOR):
            return frozenset(str(gpu.compute_capability[key == MINOR]) for gpu in self.gpus)
        if key == MIG_CAPABLE and not any(gpu.mig_family for gpu in self.gpus):
            return frozenset({"false"})
        return None

    def families_before(self) -> frozenset[str]:
        """Return the families that old releases of feature discovery gave these GPUs instead."""
        return frozenset(family for gpu in self.gpus if (family := family_before(gpu)))


def known_gpus(manifests: Manifests) -> KnownGpus | None:
    """Return all GPUs of the cluster; None where one of them is not known, or nothing is said of any."""
    nodes = gpu_nodes(manifests)
    said = manifests.context.every_gpu
    found = [_gpu_of(labels_by_name(node.labels)) for node in nodes]
    gpus = tuple(dict.fromkeys((*said, *(gpu for gpu in found if gpu is not None))))
    if not gpus or None in found:
        return None
    if said:
        return KnownGpus(gpus, Severity.ERROR)
    read = all(node.value.get("status") is not None for node in nodes)
    return KnownGpus(gpus, Severity.WARNING if read else Severity.INFO)


def _gpu_of(labels: Mapping[str, str]) -> Gpu | None:
    """Return the GPU that a node's labels say: one that has exactly this label, or is described by the others."""
    gpu = labelled_gpu(labels)
    return gpu if gpu is not None and plain_product(labels[PRODUCT]) in (gpu.label, *gpu.label_aliases) else None


@cache
def gpus_by_label() -> Mapping[str, Gpu]:
    """Return every known GPU by each of its labels, without what sharing and MIG append.

    Of boards that differ in memory alone and have one label it is the first: ask nothing of its memory.
    """
    found: dict[str, Gpu] = {}
    for gpu in all_gpus():
        for label in (gpu.label, *gpu.label_aliases):
            found.setdefault(label, gpu)
    return found


class Age(Enum):
    """Whether feature discovery is a release that gave some GPUs other families."""

    OLD = "old"
    NEW = "new"
    UNKNOWN = "unknown"


_NEW_CHARTS: Mapping[str, Numbers] = MappingProxyType({GPU_OPERATOR: (25, 3, 1), DEVICE_PLUGIN: (0, 17, 2)})
_NEW_IMAGE: Numbers = (0, 17, 2)
_IMAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {GPU_OPERATOR: ("gfd", "version"), DEVICE_PLUGIN: ("image", "tag")}
)


def age_of_discovery(manifests: Manifests) -> Age:
    """Return how old feature discovery is, by the charts among the files, else by what the caller says."""
    stated = manifests.context.chart
    ages = {_age_of_use(use) for use in manifests.charts}
    if not ages and stated is not None:
        ages = {_age(stated[1], _NEW_CHARTS[stated[0]])}
    return ages.pop() if len(ages) == 1 else Age.UNKNOWN


def _age_of_use(use: ChartUse) -> Age:
    image = use.value(*_IMAGES[use.chart])
    if image is not None:
        return _age(str(image.tree), _NEW_IMAGE)
    return _age(use.stated or "", _NEW_CHARTS[use.chart])


def _age(stated: str, since: Numbers) -> Age:
    numbers = exact_numbers(stated)
    return Age.UNKNOWN if numbers is None else Age.NEW if numbers >= since else Age.OLD
