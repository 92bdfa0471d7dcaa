"""Findings on keys: unknown ones, missing ones, and what was probably meant."""

from functools import cache
from typing import NamedTuple

from generator.decode import codes
from generator.decode.faults import Fault
from generator.decode.schema import Schema, fields, place, profile_schema, resolve, sub_schema
from generator.decode.wording import flow, listed, named, nearest, where
from generator.model.finding import Finding

_MOST_PLACES = 3
_MOST_KEYS = 20


class _Known(NamedTuple):
    """A key that people bring along from elsewhere, and what to say to them.

    `places` are the mappings where it was written; one that ends in ``.*`` stands for everything below.
    """

    places: tuple[str, ...]
    keys: tuple[str, ...]
    code: codes.ShapeCode
    fix: str


_SHARING = ("pools[].timeSlicing", "pools[].mps")
_KNOWN = (
    _Known(("pools[].gpus[]",), ("timeSlicing", "mps", "replicas", "sharing"), codes.SHARING_PER_CARD, ""),
    _Known(
        ("pools[].gpus[]",),
        ("mig", "migDevices", "devices"),
        codes.UNKNOWN_KEY,
        "Write it as `mig` of the pool, which names GPUs by index: "
        "`mig: [{devices: [0, 1], migDevices: {1g.10gb: 7}}]`.",
    ),
    _Known(
        _SHARING,
        ("memoryGB", "memory", "memoryLimit", "memoryPerReplica", "defaultPinnedDeviceMemoryLimit"),
        codes.UNKNOWN_KEY,
        "Remove it: no figure can be chosen. Under MPS each process gets the card's memory divided by the number of "
        "shares, under time-slicing nothing limits memory. To change the figure change replicas; for fixed memory use "
        "mig.",
    ),
    _Known(
        _SHARING,
        ("devices", "rename", "name"),
        codes.UNKNOWN_KEY,
        "Remove it: the device plugin reads this key and drops it. Sharing holds for all devices of a resource, and "
        "renameByDefault is the only way to rename.",
    ),
    _Known(
        ("pools[].gpus[]",),
        ("memoryGB", "vram", "memoryGiB"),
        codes.UNKNOWN_KEY,
        "Remove it: the memory of each model is known; that of a card which is not is `memory: 8192MiB`. To keep some "
        "out of the figures write `reservedMemory: 1GiB`.",
    ),
    _Known(
        ("pools[]",),
        ("replicas", "sharing"),
        codes.UNKNOWN_KEY,
        "Write `timeSlicing: {replicas: 4}`, or `mps: {replicas: 4}`.",
    ),
    _Known(
        ("install.components.*",),
        ("nvidia.com/gpu", "nvidia.com/gpu.shared"),
        codes.UNKNOWN_KEY,
        "Remove it: an operand that asks for a GPU takes it from the pods. It sees the GPUs without asking.",
    ),
    _Known(
        ("install.components.*",),
        ("nodeSelector", "tolerations", "priorityClassName", "imagePullSecrets"),
        codes.UNKNOWN_KEY,
        "Write it under install, where it holds for all operands: the chart ignores it on a single one.",
    ),
    _Known(
        ("",),
        ("apiVersion", "kind", "metadata", "spec"),
        codes.UNKNOWN_KEY,
        "Give manifests to `gpuslice lint`. A profile is no Kubernetes object: its version is "
        "`version: v1alpha1`, its name `cluster.name`.",
    ),
    _Known(
        ("cluster",),
        ("version",),
        codes.UNKNOWN_KEY,
        'The release of Kubernetes is `kubernetes`: `kubernetes: "1.35"`.',
    ),
    _Known(("pools[]",), ("labels",), codes.UNKNOWN_KEY, "Labels of the pool's nodes are `nodeLabels`."),
    _Known(
        ("pools[]",),
        ("tolerations",),
        codes.UNKNOWN_KEY,
        "Write the pool's `taints`: the chart's pods then tolerate them. Other tolerations are install.tolerations.",
    ),
    _Known(("pools[]",), ("model", "gpu"), codes.UNKNOWN_KEY, "Write `gpus: [{model: RTX 3090, count: 1}]`."),
    _Known(("install.components.driver",), ("enabled",), codes.UNKNOWN_KEY, "Write `install: {driver: {from: host}}`."),
    _Known(
        ("install.components.toolkit",), ("enabled",), codes.UNKNOWN_KEY, "Write `install: {toolkit: {from: host}}`."
    ),
    _Known(
        ("install.components.devicePlugin",),
        ("enabled",),
        codes.UNKNOWN_KEY,
        "Write `install: {devicePlugin: external}`.",
    ),
    _Known(
        ("install.components.nodeFeatureDiscovery",),
        ("enabled",),
        codes.UNKNOWN_KEY,
        "Write `install: {nodeFeatureDiscovery: existing}`, or none.",
    ),
    _Known(
        ("install.components.operator", "install.components.validator"),
        ("enabled",),
        codes.UNKNOWN_KEY,
        "Remove it: the operator does not work without this part.",
    ),
)


def unknown_key(fault: Fault) -> Finding:
    """Return the finding on a key that the schema does not have."""
    key = str(fault.key)
    known = _known(fault, key)
    code, fix = (known.code, known.fix) if known is not None else (codes.UNKNOWN_KEY, "")
    message = f"{where(fault.path)}: unknown key {named(key)}"
    if code is codes.SHARING_PER_CARD:
        message = f"{where(fault.path)}: {key} belongs to a pool, not to single GPUs of a node"
    return code.at((*fault.path, key), message, fix or (None if known else _meant(fault, key)), on_key=True)


def suggested_key(fault: Fault) -> str | None:
    """Return the key of the same mapping that an unknown one was probably meant to be."""
    key = str(fault.key)
    if _known(fault, key) is not None:
        return None
    free = [name for name in _siblings(fault) if not isinstance(fault.value, dict) or name not in fault.value]
    meant = nearest(key, free)
    if meant is not None and (meant.lower() == key.lower() or not _places(key, fault)):
        return meant
    return None


def missing_key(fault: Fault) -> Finding:
    """Return the finding on a key that must be there, pointing at the mapping that lacks it."""
    key = str(fault.key)
    field = resolve(sub_schema(sub_schema(fault.schema, "properties"), key), fault.root or profile_schema())
    return codes.MISSING_KEY.at(
        fault.path,
        f"{where(fault.path)}: {key} is missing",
        f"Add `{key}: {_example(field)}`. {_first_sentence(field)}",
    )


def _example(field: Schema) -> str:
    examples = field.get("examples")
    return flow(examples[0]) if isinstance(examples, list) and examples else "..."


def _first_sentence(field: Schema) -> str:
    return str(field.get("description", "")).partition(". ")[0].removesuffix(".") + "."


def _known(fault: Fault, key: str) -> _Known | None:
    if fault.root is not None:
        return None
    at = place(fault.path)
    return next(
        (known for known in _KNOWN if key in known.keys and any(_covers(one, at) for one in known.places)), None
    )


def _covers(pattern: str, at: str) -> bool:
    return at.startswith(pattern[:-1]) if pattern.endswith(".*") else at == pattern


def _siblings(fault: Fault) -> list[str]:
    return list(sub_schema(fault.schema, "properties"))


def _meant(fault: Fault, key: str) -> str:
    """A key that exists elsewhere is misplaced rather than misspelt, unless only its case is wrong."""
    sibling = suggested_key(fault)
    if sibling is not None:
        return f"Write {sibling}."
    places = _places(key, fault)
    if places:
        return f"Its place is {listed(places, 'or')}."
    keys = _siblings(fault)
    if len(keys) <= _MOST_KEYS:
        return f"Remove it, or write one of {', '.join(keys)}."
    return codes.UNKNOWN_KEY.fix


@cache
def named_places() -> dict[str, tuple[str, ...]]:
    """Return all names of fields, each with the places that have it."""
    found: dict[str, list[str]] = {}
    for at, _ in fields(profile_schema(), profile_schema()):
        found.setdefault(at.rpartition(".")[2], []).append(at)
    return {name: tuple(places) for name, places in found.items()}


def _places(key: str, fault: Fault) -> list[str]:
    """Where a key would be right, the nearest places first; none where there are too many to be of help."""
    here = place(fault.path)
    places = named_places().get(key, ()) if fault.root is None else ()
    inside = [at for at in places if at.startswith((f"{here}.", f"{here}[]"))] if here else list(places)
    found = inside or list(places)
    return found if len(found) <= _MOST_PLACES else []
