"""MIG families: which profiles a GPU is cut into, and where they may lie."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from generator.facts.datafile import Fields, read_fields
from generator.model.gpu import Gpu
from generator.model.mig import (
    Basis,
    MigFamily,
    MigLayout,
    MigNameRefusal,
    MigProfile,
    RefusalKind,
    mig_config_name,
    parse_mig_name,
)

MIG_FAMILY_IDS = (
    "a100-40gb",
    "a100-80gb",
    "a30-24gb",
    "b200-180gb",
    "b300-269gb",
    "gb200-186gb",
    "gb200-189gb",
    "gb300-278gb",
    "gh200-144gb",
    "h100-80gb",
    "h100-94gb",
    "h100-96gb",
    "h200-141gb",
    "rtx-pro-4500-32gb",
    "rtx-pro-5000-48gb",
    "rtx-pro-6000-96gb",
)
"""Every family that has a file in `mig`, sorted."""

_BALANCED = "all-balanced"
_OTHER_LEVEL = {
    "all-disabled": "it turns MIG off, which is said by leaving MIG out",
    "all-enabled": "it turns MIG on and makes no instances, so the GPU would offer nothing",
}
_SHOWN = 3
_OF_NAME_PERCENT = 88
"""Part of the GiB in a profile's name that can be counted on; the least published is 88.9 % (1g.18gb of the H200: 16384
MiB), and none is more than the name says (99.3 %, 7g.141gb of the H200)."""


@cache
def mig_family(family_id: str) -> MigFamily:
    """Return a family; a KeyError if there is none, since only our own data names families."""
    if family_id not in MIG_FAMILY_IDS:
        raise KeyError(family_id)
    fields = read_fields("mig", family_id)
    return MigFamily(
        id=family_id,
        products=fields.texts("products"),
        pci_device_ids=fields.hex_numbers("pci_device_ids"),
        default_config_ids=fields.hex_numbers("default_config_ids"),
        total_memory_mib=fields.integer_or_none("total_memory_mib"),
        compute_slices=fields.integer("compute_slices"),
        memory_slices=fields.integer("memory_slices"),
        placement_units=fields.integer("placement_units"),
        engine_pool=fields.integer_pairs("engine_pool"),
        balanced=MigLayout.of(dict(fields.integer_pairs("balanced"))),
        profiles=tuple(_profile(child) for child in fields.children("profiles")),
        basis=Basis(fields.text("basis")),
        min_driver=fields.text_or_none("min_driver"),
        sources=fields.texts("sources"),
        notes=fields.texts("notes"),
        replaced_by=fields.text_or_none("replaced_by"),
    )


@cache
def all_mig_families() -> tuple[MigFamily, ...]:
    """Return every family, sorted by id."""
    return tuple(mig_family(family_id) for family_id in MIG_FAMILY_IDS)


def mig_families(gpu: Gpu) -> tuple[MigFamily, ...]:
    """Return the families that a GPU's boards may have, the usual one first, none without MIG.

    Boards of one label may come in variants that only the driver can tell apart.
    """
    return tuple(mig_family(name) for name in (gpu.mig_family, *gpu.mig_family_variants) if name is not None)


def family_with(gpu: Gpu, profiles: Iterable[str]) -> MigFamily | None:
    """Return the first of a GPU's families that has all these profiles."""
    wanted = set(profiles)
    return next((family for family in mig_families(gpu) if wanted <= set(family.profile_names)), None)


class InstanceMemory(NamedTuple):
    """Memory of a MIG device in MiB: what can be counted on, and the most that it may be; one where it is published."""

    least_mib: int
    most_mib: int


def instance_memory(memory_gb: int, published_mib: int | None) -> InstanceMemory:
    """Return the memory of a device with that number in its name."""
    if published_mib is not None:
        return InstanceMemory(published_mib, published_mib)
    whole = memory_gb * 1024
    return InstanceMemory(whole * _OF_NAME_PERCENT // 100, whole)


def uniform_layout(family: MigFamily, name: str) -> MigLayout | MigNameRefusal:
    """Return what a name of NVIDIA's default MIG config (``all-1g.10gb``, ``all-balanced``) makes of a GPU.

    Source: NVIDIA/gpu-operator assets/state-mig-manager/0400_configmap.yaml.
    """
    if name in _OTHER_LEVEL:
        return MigNameRefusal(name, RefusalKind.OTHER_LEVEL, _OTHER_LEVEL[name], ())
    if not family.profiles:
        return MigNameRefusal(name, RefusalKind.NO_PLACEMENTS, f"nothing is known of what fits on {family.id}", ())
    layouts = _named_layouts(family)
    if name in layouts:
        return layouts[name]
    return MigNameRefusal(name, RefusalKind.UNKNOWN, f"{family.id} has no such layout", _nearest(name, tuple(layouts)))


def uniform_names(family: MigFamily) -> tuple[str, ...]:
    """Return the names that `uniform_layout` knows for a family: ``all-balanced``, then one per profile."""
    return tuple(_named_layouts(family)) if family.profiles else ()


def _named_layouts(family: MigFamily) -> dict[str, MigLayout]:
    uniform = {mig_config_name(p.name): MigLayout.of({p.name: p.max_count}) for p in family.profiles}
    return {_BALANCED: family.balanced, **uniform}


def _nearest(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    import difflib

    return tuple(difflib.get_close_matches(name[:60], known, n=_SHOWN)) or known[:_SHOWN]


def _profile(fields: Fields) -> MigProfile:
    name = fields.text("name")
    parts = parse_mig_name(name)
    if parts is None:
        raise ValueError(f"{name} is no MIG profile")
    units = fields.integer("memory_units")
    return MigProfile(
        name=name,
        compute_slices=parts.compute_slices,
        memory_units=units,
        memory_mib=fields.integer_or_none("memory_mib"),
        memory_gb_name=parts.memory_gb,
        max_count=fields.integer("max_count"),
        placements=tuple((start, units) for start in fields.integers("starts")),
        engines=fields.integer_pairs("engines"),
        gi_profile_id=fields.integer_or_none("gi_profile_id"),
        multiprocessors=fields.integer_or_none("multiprocessors"),
        min_driver_branch=fields.integer_or_none("min_driver_branch"),
        note=fields.text("note", ""),
    )
