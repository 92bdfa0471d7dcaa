"""MIG: the profiles of a GPU family, and layouts made of them."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

RESOURCE_DOMAIN = "nvidia.com"
_NAME = re.compile(r"(?P<slices>[1-9][0-9]{0,8})g\.(?P<gb>[1-9][0-9]{0,8})gb(?P<attributes>(?:\+[a-z.]+|-me)?)")


class Basis(Enum):
    """How well a geometry is known."""

    MEASURED = "measured"
    """Published nvidia-smi output, or an NVML capture, of that very model."""
    INFERRED = "inferred"
    """Carried over from the same architecture; the counts agree with NVIDIA's guide and default config."""
    UNKNOWN = "unknown"
    """No placements are known: only the node can tell what fits."""


class MigName(NamedTuple):
    """The parts of a MIG profile's name: ``1g.24gb+me.all`` is (1, 24, "+me.all"), ``1g.24gb-me`` is (1, 24, "-me")."""

    compute_slices: int
    memory_gb: int
    """The number in the name, in rounded GiB; not the usable memory."""
    attributes: str


def parse_mig_name(name: str) -> MigName | None:
    """Return the parts of a profile's name, None if it is none: ``3g.40gb`` is (3, 40, "").

    Names of compute instances (``1c.3g.20gb``) are none: the device plugin advertises none of them since v0.20.0.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return MigName(int(found["slices"]), int(found["gb"]), found["attributes"])


def mig_resource_name(profile: str) -> str:
    """Return the resource that strategy `mixed` advertises for a profile.

    ``1g.10gb`` is ``nvidia.com/mig-1g.10gb``, ``1g.10gb+me`` is ``nvidia.com/mig-1g.10gb.me``, ``1g.24gb-me`` is
    ``nvidia.com/mig-1g.24gb-me``. Up to device plugin v0.19 the variants hid behind the base name. Source:
    NVIDIA/k8s-device-plugin v0.20.0 api/config/v1/resources.go.
    """
    return f"{RESOURCE_DOMAIN}/mig-{profile.replace('+', '.')}"


def mig_config_name(profile: str) -> str:
    """Return NVIDIA's name for a GPU full of one profile: ``1g.10gb+me`` is ``all-1g.10gb.me``.

    Source: NVIDIA/gpu-operator assets/state-mig-manager/0400_configmap.yaml.
    """
    return f"all-{profile.replace('+', '.')}"


def _large_first(name: str) -> tuple[int, int, str]:
    parts = parse_mig_name(name)
    return (0, 0, name) if parts is None else (-parts.compute_slices, -parts.memory_gb, parts.attributes)


class MigLayout(NamedTuple):
    """A multiset of MIG profiles on one GPU, large ones first; make it with `of`, so that equal layouts are equal."""

    counts: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "MigLayout":
        """Return the layout with these counts, zeros left out; a negative count is a ValueError."""
        if any(count < 0 for count in counts.values()):
            raise ValueError(f"a MIG layout counts from 0: {dict(counts)}")
        names = sorted((name for name, count in counts.items() if count), key=_large_first)
        return cls(tuple((name, counts[name]) for name in names))

    @classmethod
    def of_names(cls, names: Iterable[str]) -> "MigLayout":
        """Return the layout that holds one instance per name given."""
        counts: dict[str, int] = {}
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        return cls.of(counts)

    @property
    def names(self) -> tuple[str, ...]:
        """The profiles that it holds, each once."""
        return tuple(name for name, _ in self.counts)

    @property
    def instances(self) -> int:
        """How many GPU instances it makes of one GPU."""
        return sum(count for _, count in self.counts)

    def count_of(self, name: str) -> int:
        """Return how many instances of a profile it holds."""
        return dict(self.counts).get(name, 0)

    def flatten(self) -> tuple[str, ...]:
        """Return a name per instance: ``("3g.40gb", "1g.10gb", "1g.10gb")``."""
        return tuple(name for name, count in self.counts for _ in range(count))

    def contains(self, other: "MigLayout") -> bool:
        """Say whether it has at least the other's instances."""
        own = dict(self.counts)
        return all(own.get(name, 0) >= count for name, count in other.counts)

    def plus(self, name: str) -> "MigLayout":
        """Return it with one more instance of a profile."""
        return MigLayout.of({**dict(self.counts), name: self.count_of(name) + 1})

    def text(self) -> str:
        """Return it as people write it in a profile: ``{3g.40gb: 1, 1g.10gb: 4}``."""
        return "{" + ", ".join(f"{name}: {count}" for name, count in self.counts) + "}"


class Placement(NamedTuple):
    """A GPU instance's place: `size` placement units from `start` on."""

    profile: str
    start: int
    size: int


class MigProfile(NamedTuple):
    """One way to cut a GPU instance from a family's GPU."""

    name: str
    compute_slices: int
    memory_units: int
    """Length of a placement, in placement units."""
    memory_mib: int | None
    """Memory of the instance as NVML reports it, in MiB; None where no value is published."""
    memory_gb_name: int
    """The number in the name, in rounded GiB; more than the usable memory."""
    max_count: int
    """Most instances of this one profile on one empty GPU."""
    placements: tuple[tuple[int, int], ...]
    """Legal pairs of start and size."""
    engines: tuple[tuple[str, int], ...]
    """What it takes from the family's engine pool."""
    gi_profile_id: int | None
    """Id in ``nvidia-smi mig -lgip``."""
    multiprocessors: int | None
    min_driver_branch: int | None
    """Oldest driver branch that offers the profile, where it is younger than MIG on the GPU itself."""
    note: str

    @property
    def resource_name(self) -> str:
        """The resource advertised under strategy `mixed`, such as ``nvidia.com/mig-1g.10gb.me``."""
        return mig_resource_name(self.name)

    @property
    def is_variant(self) -> bool:
        """Whether the name carries an attribute (``+me``, ``+gfx``, ``+me.all``, ``-me``)."""
        parts = parse_mig_name(self.name)
        return parts is not None and parts.attributes != ""


class MigFamily(NamedTuple):
    """GPUs that are cut in the same way."""

    id: str
    products: tuple[str, ...]
    """Product labels of its boards; also of boards that have no file among the GPUs."""
    pci_device_ids: tuple[int, ...]
    default_config_ids: tuple[int, ...]
    """Those device ids that the filters of NVIDIA's default MIG config name (its ``all-balanced``)."""
    total_memory_mib: int | None
    compute_slices: int
    memory_slices: int
    placement_units: int
    """Length of the line that placements live on."""
    engine_pool: tuple[tuple[str, int], ...]
    """Engines of the whole GPU that limit combinations."""
    balanced: MigLayout
    """What NVIDIA's ``all-balanced`` makes of it."""
    profiles: tuple[MigProfile, ...]
    basis: Basis
    min_driver: str | None
    """Oldest driver that can do MIG on it, where a number is published."""
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    replaced_by: str | None
    """The family of the boards that are sold, where these were made before production alone."""

    @property
    def profile_names(self) -> tuple[str, ...]:
        """The names of its profiles, in the order of its file."""
        return tuple(profile.name for profile in self.profiles)

    def profile(self, name: str) -> MigProfile | None:
        """Return the profile of that name, None if the family has none."""
        return next((profile for profile in self.profiles if profile.name == name), None)


class RefusalKind(Enum):
    """What is amiss with a name of NVIDIA's default MIG config."""

    UNKNOWN = "unknown"
    OTHER_LEVEL = "other-level"
    """It is a name, but says something that a layout does not."""
    NO_PLACEMENTS = "no-placements"
    """The family's geometry is not known at all."""


class MigNameRefusal(NamedTuple):
    """Why a name of NVIDIA's default MIG config gives no layout here."""

    name: str
    kind: RefusalKind
    reason: str
    nearest: tuple[str, ...]
    """Names that would do, the likeliest first."""
