"""Names of resources that nobody advertises, and those that are meant.

Sources: Project-HAMi/HAMi charts/hami/values.yaml (resourceName and the names beside it; under its own domain there are
annotations alone); volcano-sh/volcano pkg/scheduler/api/devices/config/vgpu.go and nvidia/gpushare/type.go.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from generator.lint.common.resource_names import GPU, MIG_PREFIX, PREFIX, mig_resources
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Place, is_filled_in_later
from generator.model.plan import SHARED_SUFFIX

_WITHOUT_ENDING = "nvidia"
"""NVIDIA's domain as it is written by those who forget the rest of it."""
_OF_OTHERS = {"nvidia.com/tpu": "google.com/tpu"}
"""Names under NVIDIA's domain that another maker has; source: GKE docs, TPUs in Autopilot and Standard."""
_HAMI = ("hami.io", "project-hami.io")
_VOLCANO = "volcano.sh"
VGPU_MEMORY = f"{_VOLCANO}/vgpu-memory"
VGPU = frozenset({*(f"{_VOLCANO}/vgpu-{what}" for what in ("number", "memory-percentage", "cores")), VGPU_MEMORY})
GPU_SHARE = frozenset({f"{_VOLCANO}/gpu-number", f"{_VOLCANO}/gpu-memory"})
"""Resources of Volcano's two plugins, which share a card with limits or without."""
_MEANT_OF_HAMI = (
    ("percent", f"{PREFIX}gpumem-percentage"),
    ("mem", f"{PREFIX}gpumem"),
    ("core", f"{PREFIX}gpucores"),
    ("priority", f"{PREFIX}priority"),
    ("", GPU),
)
_MEANT_OF_VOLCANO = (
    ("percent", f"{_VOLCANO}/vgpu-memory-percentage"),
    ("mem", VGPU_MEMORY),
    ("core", f"{_VOLCANO}/vgpu-cores"),
    ("", f"{_VOLCANO}/vgpu-number"),
)
"""What is meant by a name with a word in it, the first that fits."""


class Slip(NamedTuple):
    """What is meant by a name; `whose` is the maker that has no such name unless its settings say so."""

    right: str
    whose: str | None = None


def slip_of(resource: str) -> Slip | None:
    """Return what is meant by a name that nobody advertises; None for one that somebody may."""
    domain, slash, name = resource.partition("/")
    if is_filled_in_later(resource):
        return None
    if resource in _OF_OTHERS:
        return Slip(_OF_OTHERS[resource])
    if not slash or not name:
        return None
    if domain in _HAMI:
        return Slip(_meant(name, _MEANT_OF_HAMI), "HAMi")
    if domain == _VOLCANO and re.match(r"(?i)v?gpu", name) and resource not in VGPU | GPU_SHARE:
        return Slip(_meant(name, _MEANT_OF_VOLCANO), "Volcano")
    advertised, lower = (GPU, *mig_resources()), name.lower()
    right = f"{PREFIX}{lower}"
    # A profile without what stands before it in the name of the resource, such as 1g.10gb.
    if f"{MIG_PREFIX}{lower}".removesuffix(SHARED_SUFFIX) in advertised:
        right = f"{MIG_PREFIX}{lower}"
    known = right.removesuffix(SHARED_SUFFIX) in advertised
    near = domain in (PREFIX[:-1], _WITHOUT_ENDING) or near_name(domain, [PREFIX[:-1]], 0.85) is not None
    return Slip(right) if known and near and resource != right else None


def told_slip(name: str, slip: Slip, place: Place, effect: str, *, on_key: bool = True) -> ManifestFault:
    """Return what is told of such a name; `effect` is what comes of it, with the sign before it."""
    whose = "nobody advertises" if slip.whose is None else f"{slip.whose} has no resource"
    severity = None if slip.whose is None else Severity.WARNING
    return ManifestFault(place, f"{whose} {name}{effect}", f"Write {slip.right}.", on_key=on_key, severity=severity)


def renamed(manifests: Manifests) -> frozenset[str]:
    """Return the names that values of charts say as texts, such as those that HAMi is told to take."""
    values = (*(one.value for one in manifests.others), *(each for one in manifests.orders for each in one.values))
    texts = (entry.text() for one in values for around in one.mappings() for _, entry in around.entries())
    return frozenset(text for text in texts if text is not None and "/" in text)


def _meant(name: str, table: Sequence[tuple[str, str]]) -> str:
    return next(right for word, right in table if word in name.lower())


def near_name(word: str, known: Sequence[str], alike: float) -> str | None:
    """Return the known name that is most like a given one; None where less than `alike` of both is the same."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=alike)), None)
