import pytest

from generator.advise.devices import family_of, mig_devices, mig_layouts, usable_mib
from generator.budget import budgets
from generator.facts.mig import all_mig_families
from generator.model.mig import MigFamily
from tests.advise.sample import fleet
from tests.support.plans import plan_of

FAMILIES = all_mig_families()


@pytest.mark.parametrize("family", FAMILIES, ids=[family.id for family in FAMILIES])
def test_an_estimate_would_be_below_every_published_figure(family: MigFamily) -> None:
    for profile in family.profiles:
        unknown = family._replace(profiles=(profile._replace(memory_mib=None),))
        for device in mig_devices(unknown):
            assert device.estimated
            assert device.memory_mib <= (profile.memory_mib or device.memory_mib)


def test_devices_are_plain_and_the_smallest_comes_first() -> None:
    names = [device.name for device in mig_devices(next(one for one in FAMILIES if one.id == "a100-80gb"))]
    assert names == ["1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb"]


def test_a_card_whose_placements_nobody_published_is_not_cut() -> None:
    assert family_of(fleet("RTX PRO 5000", 1)) is None
    assert family_of(fleet("RTX 4090", 1)) is None
    assert family_of(fleet("A30", 1)) is not None


def test_reserved_memory_is_not_usable() -> None:
    assert usable_mib(fleet("RTX 3090", 1)._replace(reserved_mib=1024)) == 24576 - 1024 - 492


CUT = ("", ", mig: all-1g.6gb")


def test_what_pods_have_is_what_the_memory_budget_gives_them() -> None:
    (whole,), (cut,) = (budgets(plan_of(f"pools: [{{name: a, gpus: [{{model: A30}}]{mig}}}]\n")) for mig in CUT)
    family = family_of(fleet("A30", 1))
    assert family is not None
    assert (usable_mib(fleet("A30", 1)), mig_devices(family)[0].memory_mib) == (
        whole.device.memory.usable_mib,
        cut.device.memory.usable_mib,
    )


def test_full_layouts_of_an_a30() -> None:
    # Four places: 2g.12gb at 0 and 2, 1g.6gb anywhere, 4g.24gb alone.
    family = family_of(fleet("A30", 1))
    assert family is not None
    assert sorted(layout.text() for layout in mig_layouts(family)) == [
        "{1g.6gb: 4}",
        "{2g.12gb: 1, 1g.6gb: 2}",
        "{2g.12gb: 2}",
        "{4g.24gb: 1}",
    ]


def test_what_nobody_published_is_what_the_memory_budget_counts_on() -> None:
    (cut,) = budgets(plan_of("pools: [{name: a, gpus: [{model: B200 SXM 180GB}], mig: all-1g.23gb}]\n"))
    family = family_of(fleet("B200 SXM 180GB", 1))
    assert family is not None
    assert mig_devices(family)[0].memory_mib == cut.device.memory.usable_mib == 20712
