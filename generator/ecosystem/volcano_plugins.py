"""The arguments that the plugins of Volcano's scheduler read, and the releases that do.

Sources: volcano-sh/volcano pkg/scheduler/plugins of every release, v0.4.2 to v1.15.1, and main in August 2026
(v1.16.0-alpha.1). Plugins that take what they read by other names than these, such as tdm with its zones, are not here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Minor = tuple[int, int]
"""The first two numbers of a release."""
_FIRST: Minor = (0, 0)


class Span(NamedTuple):
    """The first and the last minor release that read an argument; None for the newest."""

    since: Minor = _FIRST
    until: Minor | None = None

    def has(self, minor: Minor) -> bool:
        """Say whether a release is among them."""
        return self.since <= minor and (self.until is None or minor <= self.until)


class Each(NamedTuple):
    """Arguments for single resources: `listing` names these, parted by commas; each has it, a dot, itself, an ending.

    What it does not name is not looked for.
    """

    listing: str
    endings: tuple[str, ...] = ("",)


class Plugin(NamedTuple):
    """What a plugin reads, since when there is one of its name."""

    since: Minor
    arguments: Mapping[str, Span]
    each: Each | None = None


def _spans(text: str) -> Mapping[str, Span]:
    """Return arguments by name: behind each may stand an @, the first release, and behind two dots the last one."""
    found: dict[str, Span] = {}
    for word in text.split():
        name, _, span = word.partition("@")
        since, _, until = span.partition("..")
        found[name] = Span(_minor(since) or _FIRST, _minor(until))
    return MappingProxyType(found)


def _minor(text: str) -> Minor | None:
    major, _, minor = text.partition(".")
    return (int(major), int(minor)) if major and minor else None


PLUGINS: Mapping[str, Plugin] = MappingProxyType(
    {
        "binpack": Plugin(
            _FIRST,
            _spans("binpack.weight binpack.cpu binpack.memory binpack.resources"),
            Each("binpack.resources"),
        ),
        "capacity": Plugin(
            (1, 9),
            _spans(
                "ancestorReclaimLevel@1.15 capacity.DynamicResourceAllocationEnable@1.15 "
                "capacity.DRAConsumableCapacityEnable@1.15"
            ),
        ),
        "deviceshare": Plugin(
            (1, 9),
            _spans(
                "deviceshare.GPUSharingEnable deviceshare.GPUNumberEnable deviceshare.NodeLockEnable "
                "deviceshare.VGPUEnable deviceshare.SchedulePolicy deviceshare.ScheduleWeight "
                "deviceshare.KnownGeometriesCMName@1.12 deviceshare.KnownGeometriesCMNamespace@1.12 "
                "deviceshare.AscendMindClusterVNPUEnable@1.14 deviceshare.AscendHAMiVNPUEnable@1.14 "
                "deviceshare.GPUExclusiveRules@1.15"
            ),
        ),
        "network-topology-aware": Plugin(
            (1, 12),
            _spans(
                "weight hypernode.binpack.cpu@1.14 hypernode.binpack.memory@1.14 hypernode.binpack.resources@1.14 "
                "hypernode.binpack.normal-pod.enable@1.14 hypernode.binpack.normal-pod.fading@1.14 "
                "hypernode.gradient.evict.max-hypernodes@1.15"
            ),
            Each("hypernode.binpack.resources"),
        ),
        "nodeorder": Plugin(
            _FIRST,
            _spans(
                "nodeaffinity.weight podaffinity.weight leastrequested.weight balancedresource.weight "
                "mostrequested.weight@1.0 tainttoleration.weight@1.3 imagelocality.weight@1.5 "
                "podtopologyspread.weight@1.7 selectorspread.weight@1.7..1.8"
            ),
        ),
        "predicates": Plugin(
            _FIRST,
            _spans(
                "predicate.MemoryPressureEnable@0.0..0.4 predicate.DiskPressureEnable@0.0..0.4 "
                "predicate.PIDPressureEnable@0.0..0.4 predicate.GPUSharingEnable@1.0..1.8 "
                "predicate.GPUNumberEnable@1.7..1.8 predicate.NodeLockEnable@1.8..1.8 predicate.VGPUEnable@1.8..1.8 "
                "predicate.CacheEnable@1.3 predicate.ProportionalEnable@1.4..1.12 predicate.resources@1.4..1.12 "
                "predicate.NodeAffinityEnable@1.8 predicate.NodePortsEnable@1.8 predicate.TaintTolerationEnable@1.8 "
                "predicate.PodAffinityEnable@1.8 predicate.NodeVolumeLimitsEnable@1.8 predicate.VolumeZoneEnable@1.8 "
                "predicate.PodTopologySpreadEnable@1.8 predicate.VolumeBindingEnable@1.12 "
                "predicate.DynamicResourceAllocationEnable@1.12..1.14 volumebinding.bindTimeoutSeconds@1.12 "
                "volumebinding.shape@1.12 volumebinding.weight@1.12 dynamicresources.filterTimeoutSeconds@1.14"
            ),
            Each("predicate.resources", (".cpu", ".memory")),
        ),
        "resource-strategy-fit": Plugin((1, 13), _spans("resourceStrategyFitWeight resources sra proportional")),
    }
)
"""By the name of a plugin what it reads."""
_SHARING = "GPUSharingEnable GPUNumberEnable NodeLockEnable VGPUEnable"
_PROPORTIONAL = ("resource-strategy-fit", "proportional")
NOW: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **{f"predicate.{name}": ("deviceshare", f"deviceshare.{name}") for name in _SHARING.split()},
        "predicate.ProportionalEnable": _PROPORTIONAL,
        "predicate.resources": _PROPORTIONAL,
    }
)
"""Which plugin has, by which argument, what one of another was in earlier releases."""
