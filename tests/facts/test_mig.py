"""Laws of the MIG tables, and NVIDIA's default layouts on them."""

from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

import generator.facts
from generator.facts.datafile import Fields
from generator.facts.gpus import find_gpu
from generator.facts.mig import (
    MIG_FAMILY_IDS,
    _profile,
    all_mig_families,
    family_with,
    instance_memory,
    mig_families,
    mig_family,
    uniform_layout,
    uniform_names,
)
from generator.facts.placement import maximal_layouts, place
from generator.model.gpu import Gpu
from generator.model.mig import Basis, MigFamily, MigLayout, MigNameRefusal, RefusalKind, mig_config_name
from tests.facts.brute_force import legal_multisets

ROOT = Path(__file__).resolve().parents[2]
FILES = Path(generator.facts.__file__).parent / "mig"
UPSTREAM = ROOT.parent / "shared" / "upstream" / "gpu-operator"
COMMITTED = Path(__file__).with_name("default_layouts.yaml")
KNOWN = [family for family in all_mig_families() if family.profiles]
NOT_MEANT = {("all-1g.24gb", "gb200-189gb"), ("all-1g.35gb", "gb300-278gb")}
"""Entries without a filter, written for boards where 1g.24gb or 1g.35gb has the memory of two slices, and boards that
came later, where the same name is a plain seventh. NVIDIA has since put a filter on the second."""


class DefaultLayout(NamedTuple):
    """An entry of NVIDIA's default config that makes instances; without ids it is meant for any GPU that can."""

    name: str
    only_on: tuple[int, ...]
    layout: MigLayout

    def families(self) -> tuple[MigFamily, ...]:
        """Return the families that the entry is for."""
        if self.only_on:
            return tuple(family for family in KNOWN if set(family.pci_device_ids) & set(self.only_on))
        able = (family for family in KNOWN if set(self.layout.names) <= set(family.profile_names))
        return tuple(family for family in able if (self.name, family.id) not in NOT_MEANT)


def committed_layouts() -> set[DefaultLayout]:
    """Read the list that lies beside this test."""
    return {
        DefaultLayout(name, tuple(int(number, 16) for number in entry["only_on"]), MigLayout.of(entry["instances"]))
        for name, entries in yaml.load(COMMITTED.read_bytes(), Loader=yaml.CSafeLoader).items()
        for entry in entries
    }


def upstream_layouts() -> set[DefaultLayout]:
    """Read NVIDIA's own files; empty where they do not lie beside the project."""
    found = set()
    for path in UPSTREAM.glob("*/default-mig-parted-config.yaml"):
        config_map = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        configs = yaml.load(config_map["data"]["config.yaml"], Loader=yaml.CSafeLoader)["mig-configs"]
        for name, items in configs.items():
            for item in items:
                filters = item.get("device-filter", [])
                filters = [filters] if isinstance(filters, str) else filters
                ids = tuple(sorted(int(packed, 16) >> 16 for packed in filters))
                if item.get("mig-devices"):
                    found.add(DefaultLayout(name, ids, MigLayout.of(item["mig-devices"])))
    return found


DEFAULTS = sorted(upstream_layouts() or committed_layouts())


def test_the_committed_list_is_what_nvidia_ships() -> None:
    assert committed_layouts() == set(DEFAULTS)
    assert len({default.name for default in DEFAULTS}) == 79  # the 81 names of v26.7.0 less all-disabled, all-enabled


def test_ids_and_files_are_the_same() -> None:
    assert sorted(path.stem for path in FILES.iterdir()) == list(MIG_FAMILY_IDS)
    assert list(MIG_FAMILY_IDS) == sorted(set(MIG_FAMILY_IDS))


def test_an_unknown_family_is_a_bug() -> None:
    with pytest.raises(KeyError, match="a100"):
        mig_family("a100")


@pytest.mark.parametrize("family_id", MIG_FAMILY_IDS)
def test_a_family_is_read_as_it_stands_in_its_file(family_id: str) -> None:
    family = mig_family(family_id)
    raw = yaml.load((FILES / f"{family_id}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    for name in ("total_memory_mib", "compute_slices", "memory_slices", "placement_units", "min_driver"):
        assert getattr(family, name) == raw.get(name), name
    for name in ("products", "sources", "notes"):
        assert getattr(family, name) == tuple(raw.get(name, ())), name
    for name in ("pci_device_ids", "default_config_ids"):
        assert getattr(family, name) == tuple(int(number, 16) for number in raw.get(name, ())), name
    assert family.basis.value == raw["basis"]
    assert dict(family.engine_pool) == raw.get("engine_pool", {})
    assert family.balanced == MigLayout.of(raw.get("balanced", {}))
    for profile, one in zip(family.profiles, raw.get("profiles", ()), strict=True):
        for name in ("name", "memory_units", "max_count", "memory_mib", "gi_profile_id", "multiprocessors"):
            assert getattr(profile, name) == one.get(name), name
        assert profile.placements == tuple((start, one["memory_units"]) for start in one["starts"])
        assert dict(profile.engines) == one.get("engines", {})
        assert (profile.min_driver_branch, profile.note) == (one.get("min_driver_branch"), one.get("note", ""))
        slices, _, memory = profile.name.partition("g.")
        assert profile.compute_slices == int(slices)
        assert memory.startswith(f"{profile.memory_gb_name}gb")


def test_a_profile_whose_name_is_none_is_a_bug() -> None:
    with pytest.raises(ValueError, match="1x is no MIG profile"):
        _profile(Fields({"name": "1x"}, "here"))


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_placements_lie_on_the_gpu_and_have_the_profiles_size(family: MigFamily) -> None:
    for profile in family.profiles:
        assert profile.placements
        assert len(set(profile.placements)) == len(profile.placements)
        for start, size in profile.placements:
            assert size == profile.memory_units > 0
            assert 0 <= start <= family.placement_units - size
        assert {engine for engine, _ in profile.engines} <= {engine for engine, _ in family.engine_pool}
        assert profile.compute_slices <= family.compute_slices


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_the_most_of_a_profile_is_what_places_and_engines_allow(family: MigFamily) -> None:
    for profile in family.profiles:
        alone = legal_multisets(family, (profile.name,))
        assert max(layout.instances for layout in alone) == profile.max_count, profile.name


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_compute_slices_never_exceed_the_gpu(family: MigFamily) -> None:
    slices = {profile.name: profile.compute_slices for profile in family.profiles}
    for layout in maximal_layouts(family):
        assert sum(slices[name] for name in layout.flatten()) <= family.compute_slices


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_profile_names_follow_nvidias_rule(family: MigFamily) -> None:
    """The number is the share of memory, rounded up to eighths, of the GPU's GiB, rounded up; then rounded half up.

    Source: NVIDIA/go-nvlib pkg/nvlib/device/mig_profile.go.
    """
    whole = max(profile.memory_gb_name for profile in family.profiles)
    gib = -(-family.total_memory_mib // 1024) if family.total_memory_mib is not None else whole
    for profile in family.profiles:
        eighths = -(-8 * profile.memory_units // family.placement_units)
        if profile.memory_mib is not None and family.total_memory_mib is not None:
            eighths = -(-8 * profile.memory_mib // family.total_memory_mib)
        assert profile.memory_gb_name == (2 * eighths * gib + 8) // 16, profile.name
        if profile.memory_mib is not None:
            assert profile.memory_mib <= profile.memory_gb_name * 1024


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_names_in_a_family_are_unlike(family: MigFamily) -> None:
    assert len(set(family.profile_names)) == len(family.profiles)
    assert len({profile.resource_name for profile in family.profiles}) == len(family.profiles)
    assert set(family.default_config_ids) <= set(family.pci_device_ids)
    assert family.sources


@pytest.mark.parametrize("family", all_mig_families(), ids=lambda family: family.id)
def test_a_family_without_places_says_so(family: MigFamily) -> None:
    assert (family.basis is Basis.UNKNOWN) == (not family.profiles)
    assert bool(family.balanced.counts) == bool(family.profiles)


def test_device_ids_belong_to_one_family_but_for_the_two_gb200() -> None:
    owners: dict[int, set[str]] = {}
    for family in all_mig_families():
        for number in family.pci_device_ids:
            owners.setdefault(number, set()).add(family.id)
    assert {number: ids for number, ids in owners.items() if len(ids) > 1} == {0x2941: {"gb200-186gb", "gb200-189gb"}}


@pytest.mark.parametrize("default", DEFAULTS, ids=lambda default: f"{default.name}-{default.layout.text()}")
def test_what_nvidia_ships_fits_and_one_more_does_not(default: DefaultLayout) -> None:
    """One too many is one more of a profile that the layout holds: NVIDIA's layouts are full in that sense.

    They need not be full for other profiles: beside three 2g there is room for a 1g. Places and engines alone decide
    here, not the table's maximum counts.
    """
    families = [family for family in default.families() if set(default.layout.names) <= set(family.profile_names)]
    assert families
    for family in families:
        legal = legal_multisets(family, default.layout.names)
        assert place(family, default.layout) is not None
        assert default.layout in legal
        for name in default.layout.names:
            assert place(family, default.layout.plus(name)) is None
            assert default.layout.plus(name) not in legal


def test_boards_that_an_entry_was_not_meant_for_hold_it_and_more() -> None:
    for name, family_id in NOT_MEANT:
        default = next(one for one in DEFAULTS if one.name == name and not one.only_on)
        family = mig_family(family_id)
        assert place(family, default.layout) is not None
        full = uniform_layout(family, name)
        assert isinstance(full, MigLayout)
        assert (default.layout.instances, full.instances) == (4, 7)


def test_entries_with_a_filter_fit_every_family_they_name_but_the_other_gb200() -> None:
    unfit = {
        family.id
        for default in DEFAULTS
        if default.only_on
        for family in default.families()
        if place(family, default.layout) is None
    }
    assert unfit == {"gb200-189gb"}


@pytest.mark.parametrize("default", DEFAULTS, ids=lambda default: f"{default.name}-{default.layout.text()}")
def test_our_layout_of_a_name_is_nvidias(default: DefaultLayout) -> None:
    for family in default.families():
        if place(family, default.layout) is not None:
            assert uniform_layout(family, default.name) == default.layout


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_default_config_ids_are_those_that_all_balanced_names(family: MigFamily) -> None:
    named = {number for default in DEFAULTS if default.name == "all-balanced" for number in default.only_on}
    assert set(family.default_config_ids) == set(family.pci_device_ids) & named


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_every_uniform_name_gives_a_layout_that_fits(family: MigFamily) -> None:
    names = uniform_names(family)
    assert names == ("all-balanced", *(mig_config_name(profile.name) for profile in family.profiles))
    for name in names:
        layout = uniform_layout(family, name)
        assert isinstance(layout, MigLayout)
        assert place(family, layout) is not None


def test_uniform_layouts() -> None:
    a100 = mig_family("a100-80gb")
    assert uniform_layout(a100, "all-1g.10gb") == MigLayout.of({"1g.10gb": 7})
    assert uniform_layout(a100, "all-1g.10gb.me") == MigLayout.of({"1g.10gb+me": 1})
    assert uniform_layout(a100, "all-balanced") == MigLayout.of({"1g.10gb": 2, "2g.20gb": 1, "3g.40gb": 1})
    assert uniform_layout(mig_family("a100-40gb"), "all-1g.10gb") == MigLayout.of({"1g.10gb": 4})
    assert uniform_layout(mig_family("a30-24gb"), "all-balanced") == MigLayout.of({"1g.6gb": 2, "2g.12gb": 1})
    assert uniform_layout(mig_family("rtx-pro-6000-96gb"), "all-1g.24gb-me") == MigLayout.of({"1g.24gb-me": 4})


def test_names_that_give_no_layout_say_why() -> None:
    a100 = mig_family("a100-80gb")
    for name in ("all-disabled", "all-enabled"):
        refusal = uniform_layout(a100, name)
        assert isinstance(refusal, MigNameRefusal)
        assert refusal.kind is RefusalKind.OTHER_LEVEL
        assert (refusal.name, refusal.nearest) == (name, ())
        assert "MIG" in refusal.reason
    typo = uniform_layout(a100, "all-1g.10g")
    assert isinstance(typo, MigNameRefusal)
    assert typo.kind is RefusalKind.UNKNOWN
    assert typo.name == "all-1g.10g"
    assert "a100-80gb" in typo.reason
    assert typo.nearest[0] == "all-1g.10gb"
    assert len(typo.nearest) == 3
    foreign = uniform_layout(a100, "x" * 10_000)
    assert isinstance(foreign, MigNameRefusal)
    assert foreign.nearest == uniform_names(a100)[:3]
    unknown = uniform_layout(mig_family("rtx-pro-4500-32gb"), "all-balanced")
    assert isinstance(unknown, MigNameRefusal)
    assert unknown.kind is RefusalKind.NO_PLACEMENTS
    assert (unknown.name, unknown.nearest) == ("all-balanced", ())
    assert "rtx-pro-4500-32gb" in unknown.reason
    assert uniform_names(mig_family("rtx-pro-4500-32gb")) == ()


def test_the_family_that_has_the_profiles_of_a_layout() -> None:
    """GB200 boards have 186 or 189 GiB under one label; 1g.23gb is of the first, 1g.24gb of the second."""
    gpu = find_gpu("GB200")
    assert isinstance(gpu, Gpu)
    assert [family.id for family in mig_families(gpu)] == ["gb200-186gb", "gb200-189gb"]
    names = (["1g.23gb"], ["1g.24gb"], ["1g.47gb"], ["1g.24gb", "3g.95gb"], ["1g.23gb", "1g.24gb"])
    found = [family_with(gpu, one) for one in names]
    assert [None if family is None else family.id for family in found] == [
        "gb200-186gb",
        "gb200-189gb",
        "gb200-186gb",
        "gb200-189gb",
        None,
    ]
    for family in mig_families(gpu):
        assert family_with(gpu, family.profile_names) is family
    without = find_gpu("L4")
    assert isinstance(without, Gpu)
    assert (mig_families(without), family_with(without, [])) == ((), None)


def test_the_memory_of_a_device_lies_between_two_bounds_where_none_is_published() -> None:
    assert instance_memory(10, 9856) == (9856, 9856)
    assert instance_memory(24, None) == (21626, 24576)  # 24576 x 0.88 = 21626.88
    for family in all_mig_families():
        for profile in family.profiles:
            if profile.memory_mib is not None:
                least, most = instance_memory(profile.memory_gb_name, None)
                assert least <= profile.memory_mib <= most
