"""Counts worked out by hand on an A100 80GB, whose places for memory are 0 to 7."""

import pytest

from generator.advise.baselines import all_baselines, balanced, best_fit, first_fit
from generator.advise.split import needs_of
from generator.facts.mig import mig_family
from tests.advise.sample import fleet, isolated

FAMILY = mig_family("a100-80gb")
FLEET = fleet("A100-SXM4-80GB", 8)


def counts(*demand: tuple[int, int]) -> tuple[int, int, int]:
    """First-fit, best-fit and balanced for pairs of pods and GiB."""
    wanted = [isolated(f"w{n}", pods, gib * 1024) for n, (pods, gib) in enumerate(demand)]
    needs = tuple(need._replace(fits=(need.fits[0][:-1],)) for need in needs_of((FLEET,), wanted)[0])
    return first_fit(FAMILY, needs), best_fit(FAMILY, needs), balanced(FAMILY, needs)


def test_equal_pods() -> None:
    # Seven small ones fit on a card, of which the balanced layout has four devices.
    assert counts((14, 9)) == (2, 2, 4)
    # Two of 38 GiB fit; the balanced layout has one device for them.
    assert counts((4, 38)) == (2, 2, 4)


def test_first_fit_spoils_cards_with_small_ones() -> None:
    # Seven small ones fill the first card and leave no place for a half; two halves take another.
    assert counts((7, 9), (2, 38)) == (2, 2, 3)
    # Five small ones leave three places: no half begins there, so first-fit opens a second card.
    assert counts((5, 9), (1, 38))[0] == 2


def test_pods_that_no_balanced_device_holds_get_a_card_each() -> None:
    assert counts((2, 70), (1, 9)) == (3, 3, 3)


def test_any_set_of_pods_may_be_the_tight_one() -> None:
    # {3g.40gb: 1, 2g.20gb: 1, 1g.10gb: 2}: six pods of 18 GiB have two devices a card, and 8 small ones all four.
    assert counts((6, 18))[2] == 3
    assert counts((6, 18), (2, 9))[2] == 3
    assert counts((6, 18), (8, 9))[2] == 4


def test_needs_for_a_card_without_mig_are_for_the_caller() -> None:
    needs, _ = needs_of((fleet("A30", 1),), [isolated("huge", 1, 24000)])
    with pytest.raises(ValueError, match="no MIG device"):
        all_baselines(mig_family("a30-24gb"), needs)
