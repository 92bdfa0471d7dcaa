"""Labels of feature discovery that no one card has together, and memory that the cards do not report."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from generator.facts.discovery_labels import (
    FAMILY,
    MAJOR,
    MIG_CAPABLE,
    MINOR,
    OF_MIG_DEVICE,
    PREFIX,
    PRODUCT,
    plain_product,
)
from generator.facts.gpus import all_gpus
from generator.lint.common.known_gpus import KnownGpus, gpus_by_label, known_gpus
from generator.lint.common.nodes import labelled_otherwise
from generator.lint.common.operator_setups import setups
from generator.lint.common.selectors import Condition, Conditions, placing, selected, terms
from generator.lint.workloads._card_memory import cards_with, is_of_another, least, most
from generator.lint.workloads._mig_strategy import strategy_in_force
from generator.model.finding import Severity
from generator.model.gpu import Gpu
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value

_MEMORY = f"{PREFIX}gpu.memory"
_VGPU = f"{PREFIX}vgpu."
_MAJORS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "kepler": frozenset({"3"}),
        "maxwell": frozenset({"5"}),
        "pascal": frozenset({"6"}),
        "volta": frozenset({"7"}),
        "turing": frozenset({"7"}),
        "ampere": frozenset({"8"}),
        "ada-lovelace": frozenset({"8"}),
        "hopper": frozenset({"9"}),
        "blackwell": frozenset({"10", "12"}),
        "rubin": frozenset({"13"}),
    }
)
"""Which compute capabilities feature discovery calls by these names."""
_ALL_KNOWN: Mapping[str, int] = MappingProxyType({"hopper": 0, "ampere": 50_000})
"""Families of which every card with more MiB than this is among the facts."""
_UNTRIED = ("nodeSelector", "affinity")
_DIGITS = 9


class _Known(NamedTuple):
    """What the files say of all nodes; `with_devices` that the memory label may be that of MIG devices."""

    gpus: KnownGpus | None
    given: frozenset[tuple[str, object]]
    elsewhere: frozenset[str]
    with_devices: bool
    may_be_virtual: bool


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    pods = [one.pod for one in manifests.workloads]
    for other in manifests.others:
        pods += placing(other.value, _UNTRIED)
    if not pods:
        return
    strategy = strategy_in_force(manifests)
    known = _Known(
        known_gpus(manifests),
        frozenset((key, str(value.tree)) for one in manifests.labelled for key, value in one.labels),
        labelled_otherwise(manifests),
        strategy is None or strategy.value == "single",
        any(setup.said("driver", "licensingConfig") or setup.said("vgpuManager") for setup in setups(manifests)),
    )
    told: set[object] = set()
    for pod in pods:
        for fault in _of_pod(pod, known):
            if fault.place not in told:
                told.add(fault.place)
                yield fault


def _of_pod(pod: Value, known: _Known) -> Iterator[ManifestFault]:
    of_all = selected(pod)
    faults = list(_of_way(of_all, of_all, known))
    yield from faults
    by_term = [list(_of_way((*of_all, *term), term, known)) for term in terms(pod)]
    if not faults and all(by_term):
        for found in by_term:
            yield from found


def _of_way(conditions: Conditions, judged: Conditions, known: _Known) -> Iterator[ManifestFault]:
    """Return faults of conditions that stand beside others, all of which a node must fulfil."""
    if any(one.key.startswith(_VGPU) for one in conditions):
        return
    for condition in judged:
        if condition.is_open or condition.key in known.elsewhere or not condition.values:
            continue
        if any((condition.key, text) in known.given for _, text in condition.texts):
            continue
        fault = _of_memory(condition, conditions, known) if condition.key == _MEMORY else _unlike(condition, conditions)
        if fault is not None:
            yield fault


def _products(conditions: Conditions) -> KnownGpus | None:
    """Return the cards whose products are selected; None where none is, or one is not known."""
    for one in conditions:
        texts = [text for _, text in one.texts]
        if one.key == PRODUCT and texts and not one.is_open:
            found = [gpus_by_label().get(plain_product(text)) for text in texts]
            gpus = tuple(dict.fromkeys(gpu for gpu in found if gpu is not None))
            return KnownGpus(gpus, Severity.WARNING) if None not in found else None
    return None


def _texts(key: str, conditions: Conditions) -> frozenset[str]:
    """Return what a label may be by the first condition that lists values of it; nothing where none does."""
    found = next((one for one in conditions if one.key == key and one.texts and not one.is_open), None)
    return frozenset(text for _, text in found.texts) if found else frozenset()


def _unlike(condition: Condition, conditions: Conditions) -> ManifestFault | None:
    """Return the fault of a label that the selected product, or else the selected family, does not have."""
    texts = [text for _, text in condition.texts]
    # Most labels are not judged, and the search for a product goes through all that is selected.
    if not texts or condition.key not in (FAMILY, MAJOR, MINOR, MIG_CAPABLE):
        return None
    cards = _products(conditions)
    if cards is not None:
        values, whose = cards.values(condition.key), cards.names
        may_be = values | (cards.families_before() if condition.key == FAMILY else frozenset()) if values else None
    else:
        families = _texts(FAMILY, conditions) if condition.key == MAJOR else frozenset[str]()
        if not families or not families <= _MAJORS.keys():
            return None
        may_be, whose = frozenset[str]().union(*(_MAJORS[one] for one in families)), " or ".join(sorted(families))
        values = may_be
    if values is None or may_be is None or any(text in may_be or not _is_sound(text) for text in texts):
        return None
    have = " or ".join(sorted(values))
    message = (
        f"no node has {condition.key}={' or '.join(texts)} beside what else is selected: with {whose} it is {have}"
    )
    return ManifestFault(condition.at.place, message, f"Write {have}, or select other cards.")


def _is_sound(text: str) -> bool:
    """Say whether a value is one that the label has on some card: words that it never has are another fault."""
    return (text.isascii() and text.isdecimal()) or text in (*_MAJORS, "true", "false")


def _of_memory(condition: Condition, conditions: Conditions, known: _Known) -> ManifestFault | None:
    texts = [str(one.tree) for one in condition.values]
    if not all(text.isascii() and text.isdecimal() and len(text) <= _DIGITS for text in texts):
        return None
    found = _cards(conditions, known, int(texts[0]) if len(texts) == 1 else 0)
    gpus, whose = found if found is not None else ((), "")
    if not gpus or known.may_be_virtual:
        return None
    numbers = [int(text) for text in texts]
    top, bottom = most(gpus), least(gpus)
    have = " or ".join(map(str, sorted({gpu.memory_mib for gpu in gpus if gpu.memory_mib is not None})))
    fix: str | None = f"Write {have}."
    if condition.operator == "In":
        never = all(is_of_another(one, gpus, with_devices=known.with_devices) for one in numbers)
        wanted = f"={' or '.join(texts)}"
    elif condition.operator == "Gt":
        never, wanted = top is not None and numbers[0] >= top, f">{texts[0]}"
        fix = "Write a number below that, in MiB."
    elif condition.operator == "Lt":
        never, wanted = bottom is not None and numbers[0] <= bottom, f"<{texts[0]}"
        fix = "Write a number above that, in MiB."
    else:
        return None
    if not never:
        return None
    others = cards_with(numbers[0]) if condition.operator == "In" and len(numbers) == 1 else ()
    whom = f", and {texts[0]} is what {others[0]} reports" if others else ""
    message = f"no node has {_MEMORY}{wanted}: drivers report {have} MiB for {whose}{whom}"
    return ManifestFault(condition.at.place, message, fix)


def _cards(conditions: Conditions, known: _Known, memory: int) -> tuple[tuple[Gpu, ...], str] | None:
    """Return the cards that may be meant, and how they are called; None where they are not all known."""
    if any(OF_MIG_DEVICE in text for one in conditions if one.key == PRODUCT for _, text in one.texts):
        return None
    products = _products(conditions)
    if products is not None:
        return products.gpus, products.names
    families = _texts(FAMILY, conditions)
    if known.gpus is not None and known.gpus.severity is not Severity.INFO:
        gpus = tuple(one for one in known.gpus.gpus if not families or one.gfd_family in families)
        return (gpus, KnownGpus(gpus, Severity.WARNING).names) if gpus else None
    if families and all(memory > _ALL_KNOWN.get(one, memory) for one in families):
        gpus = tuple(gpu for gpu in all_gpus() if gpu.gfd_family in families)
        return gpus, f"cards of {' or '.join(sorted(families))}"
    return None


RULE = ManifestRule(
    "WRK228",
    "Label that the cards do not have",
    Severity.WARNING,
    why="GPU feature discovery writes the memory that the driver reports, in MiB: an H100 with 80 GB has 81559, an "
    "A100 81920, and few cards have whole GiB. Product, family and compute capability are of one card. The scheduler "
    "compares letter by letter, so a pod that selects what no card has stays pending.",
    fix="Write what the nodes have: `kubectl get nodes -L nvidia.com/gpu.product,nvidia.com/gpu.memory`.",
    source="NVIDIA/k8s-device-plugin internal/lm/resource.go (NewGPUResourceLabeler, getArchFamily) and "
    "internal/resource/nvml-device.go (GetTotalMemoryMiB), v0.15.0 to v0.20.0; generator/facts/gpus",
    bad="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.family: hopper
    nvidia.com/gpu.memory: "81920"  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.family: hopper
    nvidia.com/gpu.memory: "81559"
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
