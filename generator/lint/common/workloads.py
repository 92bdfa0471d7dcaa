"""What the rules on workloads ask of manifests."""

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from generator.ecosystem.device_makers import is_of_other_maker
from generator.lint.common.resource_names import PREFIX, mig_resources
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount, Container, Workload
from generator.model.manifest_value import Value
from generator.model.plan import SHARED_SUFFIX

_KNOWN_OTHERS = frozenset({"nvidia.com/gpu", "nvidia.com/pgpu", "nvidia.com/hostdev", "nvidia.com/gds"})
_OF_OTHERS = re.compile(r"(v?gpu(mem|cores|-memory|-cores)(-percentage)?|v?gpu-?\d+gb|priority|vgpu|sharedgpu)")
"""Names that schedulers and plugins of others advertise: HAMi, nos, KAI, volcano."""
_GPU_WORD = re.compile(r"gpu|^mig|cuda", re.IGNORECASE)
_QUANTITY = re.compile(r"([+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30}))([eE][+-]?\d{1,2}|[numkMGTPE]|[KMGTPE]i)?")
_POWERS = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


class GpuAsk(NamedTuple):
    """A container that asks for a resource of a card: what its limit and its request say of it."""

    workload: Workload
    container: Container
    resource: str
    limit: Amount | None
    request: Amount | None

    @property
    def amount(self) -> Amount:
        """The limit, or the request where there is none."""
        return self.limit or self.request or Amount(self.resource, self.container.value)


def gpu_asks(manifests: Manifests) -> Iterator[GpuAsk]:
    """Return everything of NVIDIA's that containers ask for, in the order of the files."""
    return _asks(manifests, _is_nvidias)


def device_asks(manifests: Manifests) -> Iterator[GpuAsk]:
    """Return every card that containers ask for, of any maker: what holds for all extended resources is asked so."""
    return _asks(manifests, is_device)


def gpu_asks_in_part(manifests: Manifests) -> Iterator[GpuAsk]:
    """Return everything of NVIDIA's that patches ask for: the limit of a request may be in what is patched."""
    return _asks_of(manifests.pods_in_part, _is_nvidias)


def device_asks_in_part(manifests: Manifests) -> Iterator[GpuAsk]:
    """Return every card, of any maker, that patches ask for."""
    return _asks_of(manifests.pods_in_part, is_device)


def is_device(resource: str) -> bool:
    """Say whether a resource is one of NVIDIA's or another maker's."""
    return _is_nvidias(resource) or is_of_other_maker(resource)


def _is_nvidias(resource: str) -> bool:
    return resource.startswith(PREFIX)


def _asks(manifests: Manifests, wanted: Callable[[str], bool]) -> Iterator[GpuAsk]:
    yield from _asks_of(manifests.workloads, wanted)


def asks_of_each(workload: Workload, resource: str) -> list[GpuAsk]:
    """Return what each container of a pod asks for of a resource, of any kind; one that says nothing asks too."""
    return [
        GpuAsk(workload, one, resource, _by_name(one.limits).get(resource), _by_name(one.requests).get(resource))
        for one in workload.containers
    ]


def _asks_of(workloads: Iterable[Workload], wanted: Callable[[str], bool]) -> Iterator[GpuAsk]:
    for workload in workloads:
        for container in workload.containers:
            limits, requests = _by_name(container.limits), _by_name(container.requests)
            for name in dict.fromkeys((*limits, *requests)):
                if wanted(name):
                    yield GpuAsk(workload, container, name, limits.get(name), requests.get(name))


def _by_name(amounts: tuple[Amount, ...]) -> dict[str, Amount]:
    return {one.resource: one for one in amounts}


def pod_annotations(workload: Workload) -> dict[str, Value]:
    """Return the annotations of the pods that a template makes."""
    whole = workload.whole
    if whole is None:
        return {}
    way = workload.pod.place.way_from(whole.place)
    return {key: value for key, value in whole.entries(*way[:-1], "metadata", "annotations") if value.tree is not None}


class Counted(NamedTuple):
    """Thousandths of a resource that a pod takes once `ask` is counted too; `others` are asks counted before it."""

    ask: GpuAsk
    thousandths: int
    others: bool


class PodAsk(NamedTuple):
    """All that a pod asks for of one resource, in the order in which Kubernetes counts it."""

    workload: Workload
    resource: str
    counted: tuple[Counted, ...]

    def beyond(self, most: int) -> Counted | None:
        """Return what takes the pod beyond so many thousandths, if anything does."""
        return next((one for one in self.counted if one.thousandths > most), None)


def pod_asks(manifests: Manifests) -> Iterator[PodAsk]:
    """Return what pods ask for, each resource once: init containers one after another, the others together.

    Source: kubernetes/kubernetes staging/src/k8s.io/component-helpers/resource/helpers.go, AggregateContainerRequests.
    """
    found: dict[tuple[int, str], list[GpuAsk]] = {}
    for ask in gpu_asks(manifests):
        found.setdefault((id(ask.workload), ask.resource), []).append(ask)
    for (_, resource), asks in found.items():
        yield PodAsk(asks[0].workload, resource, tuple(counted(asks)))


def counted(asks: list[GpuAsk]) -> Iterator[Counted]:
    """Count asks; an amount that is none counts as nothing, so that a pod takes at least what is returned."""
    running, others = 0, False
    for ask in sorted(asks, key=lambda one: not one.container.init):
        number = thousandths((ask.request or ask.amount).quantity) or 0
        if not ask.container.init or ask.container.value.text("restartPolicy") == "Always":
            running += number
            yield Counted(ask, running, others)
            others = others or number > 0
        else:
            yield Counted(ask, running + number, others)


def asks_for_gpus(container: Container) -> bool:
    """Say whether a container asks for any of NVIDIA's resources."""
    return any(one.resource.startswith(PREFIX) for one in container.amounts)


def thousandths(value: Value) -> int | None:
    """Return a quantity of Kubernetes in thousandths, rounded up; None for what is none.

    Source: kubernetes/apimachinery pkg/api/resource/quantity.go.
    """
    tree = value.tree
    if isinstance(tree, bool) or not isinstance(tree, int | float | str):
        return None
    found = _QUANTITY.fullmatch(str(tree).strip())
    if found is None:
        return None
    suffix = found[2] or ""
    if suffix.endswith("i"):
        factor = Fraction(1024 ** ("KMGTPE".index(suffix[0]) + 1))
    else:
        factor = Fraction(10) ** (_POWERS[suffix] if suffix in _POWERS else int(suffix[1:] or 0))
    return ceil(Fraction(found[1]) * factor * 1000)


def plain_name(resource: str) -> str:
    """Return a resource's name before renaming."""
    return resource.removesuffix(SHARED_SUFFIX)


def may_be_advertised(resource: str) -> bool:
    """Say whether any release of NVIDIA's plugins may advertise a name; names that we cannot judge may be."""
    name = plain_name(resource)
    if name in _KNOWN_OTHERS or name in mig_resources():
        return True
    if _OF_OTHERS.fullmatch(name.removeprefix(PREFIX)):
        return True
    # KubeVirt's plugin and others of NVIDIA's advertise names made from the card's, in capitals.
    return not _GPU_WORD.search(name.removeprefix(PREFIX)) or any(letter.isupper() for letter in name)
