"""The placement search agrees with a brute force written otherwise, and its answers are legal placings."""

from itertools import product

import pytest

from generator.facts.mig import all_mig_families, mig_family
from generator.facts.placement import legal_layouts, maximal_layouts, place, what_fits
from generator.model.mig import MigFamily, MigLayout, Placement
from tests.facts.brute_force import legal_multisets, legal_placings

KNOWN = [family for family in all_mig_families() if family.profiles]
A100 = mig_family("a100-80gb")
A30 = mig_family("a30-24gb")
RTX = mig_family("rtx-pro-6000-96gb")
A100_BASE = ("1g.10gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb")
A30_BASE = ("1g.6gb", "2g.12gb", "4g.24gb")
RTX_BASE = ("1g.24gb", "2g.48gb", "4g.96gb")


def layout(**counts: int) -> MigLayout:
    """Write ``_3g=2`` for two of the A100's 3g.40gb."""
    names = {"_1g": "1g.10gb", "_2g": "2g.20gb", "_3g": "3g.40gb", "_4g": "4g.40gb", "_7g": "7g.80gb"}
    return MigLayout.of({names[short]: count for short, count in counts.items()})


def candidates(family: MigFamily) -> list[MigLayout]:
    """Every multiset up to the maximum counts, but for those with two instances more than any legal one.

    The cut keeps the family with eleven profiles at some thousands; whatever it leaves out contains multisets that
    are illegal and looked at.
    """
    most = max(one.instances for one in legal_multisets(family, family.profile_names)) + 1
    found: list[tuple[int, ...]] = [()]
    for profile in family.profiles:
        found = [(*left, n) for left, n in product(found, range(profile.max_count + 1)) if sum(left) + n <= most]
    return [MigLayout.of(dict(zip(family.profile_names, counts, strict=True))) for counts in found]


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_search_equals_brute_force(family: MigFamily) -> None:
    legal = legal_multisets(family, family.profile_names)
    every = candidates(family)
    assert len(every) > len(legal) > 10
    assert set(every) >= legal
    for one in every:
        assert (place(family, one) is not None) == (one in legal or not one.counts), one.text()


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_what_the_search_answers_is_a_legal_placing_of_just_these_instances(family: MigFamily) -> None:
    placings = legal_placings(family, family.profile_names)
    for one in legal_layouts(family):
        places = place(family, one)
        assert places is not None
        assert frozenset((there.profile, there.start) for there in places) in placings
        assert sorted(there.profile for there in places) == sorted(one.flatten())
        assert [there.start for there in places] == sorted(there.start for there in places)


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_legal_and_maximal_layouts_equal_brute_force(family: MigFamily) -> None:
    legal = legal_multisets(family, family.profile_names)
    assert len(legal_layouts(family)) == len(set(legal_layouts(family)))
    assert set(legal_layouts(family)) == legal
    top = {one for one in legal if not any(other != one and other.contains(one) for other in legal)}
    assert set(maximal_layouts(family)) == top


@pytest.mark.parametrize(
    ("family", "names", "placings", "top_placings", "multisets", "top_multisets"),
    [
        (A100, A100_BASE, 297, 19, 37, 12),
        (A100, (*A100_BASE, "1g.20gb"), 722, 78, 77, 28),
        (A100, A100.profile_names, 2318, 239, 127, 44),
        (A30, A30_BASE, 25, 5, 9, 4),
        (A30, A30.profile_names, 75, 17, 19, 8),
        (RTX, RTX_BASE, 25, 5, 9, 4),
        (RTX, RTX.profile_names, 716, 302, 114, 64),
    ],
)
def test_totals_counted_elsewhere_are_reproduced(
    family: MigFamily, names: tuple[str, ...], placings: int, top_placings: int, multisets: int, top_multisets: int
) -> None:
    """The figures come from a third program; 19 is also the number of rows in the A100 figure of NVIDIA's guide."""
    legal = legal_placings(family, names)
    assert len(legal) == placings
    assert sum(not any(one < other for other in legal) for one in legal) == top_placings
    assert len(legal_layouts(family, names)) == multisets
    assert len(maximal_layouts(family, names)) == top_multisets


def test_the_twelve_full_a100s() -> None:
    assert set(maximal_layouts(A100, A100_BASE)) == {
        layout(_7g=1),
        layout(_4g=1, _3g=1),
        layout(_4g=1, _2g=1, _1g=1),
        layout(_4g=1, _1g=3),
        layout(_3g=2),
        layout(_3g=1, _2g=2),
        layout(_3g=1, _2g=1, _1g=2),
        layout(_3g=1, _1g=4),
        layout(_2g=3, _1g=1),
        layout(_2g=2, _1g=3),
        layout(_2g=1, _1g=5),
        layout(_1g=7),
    }


def test_slice_arithmetic_alone_would_be_wrong() -> None:
    assert place(A100, layout(_3g=2, _1g=1)) is None  # 7 of 7 compute slices
    assert place(A100, layout(_3g=1, _2g=2, _1g=1)) is None
    assert place(A100, layout(_4g=1, _3g=1)) == (Placement("4g.40gb", 0, 4), Placement("3g.40gb", 4, 4))
    assert place(A100, layout(_3g=1, _2g=2)) == (
        Placement("2g.20gb", 0, 2),
        Placement("2g.20gb", 2, 2),
        Placement("3g.40gb", 4, 4),
    )


def test_engines_forbid_what_places_would_allow() -> None:
    assert place(A100, MigLayout.of({"1g.10gb+me": 1, "1g.10gb": 6})) is not None
    assert place(A30, MigLayout.of({"1g.6gb+me": 1, "2g.12gb+me": 1})) is None
    assert place(RTX, MigLayout.of({"1g.24gb+me.all": 1, "1g.24gb-me": 3})) is not None
    assert place(RTX, MigLayout.of({"1g.24gb+me.all": 1, "1g.24gb": 1})) is None


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_every_engine_of_a_profile_is_counted_on_the_gpu(family: MigFamily) -> None:
    assert {engine for profile in family.profiles for engine, _ in profile.engines} <= dict(family.engine_pool).keys()


def test_a_layout_is_full_as_far_as_the_profiles_considered_go() -> None:
    """One 4g.40gb leaves room for a 3g.40gb, but for no second one of its own kind: it may start at slice 0 alone."""
    assert maximal_layouts(A100, ("4g.40gb",)) == (layout(_4g=1),)


def test_foreign_profiles_and_absurd_counts_do_not_fit() -> None:
    assert place(A100, MigLayout.of({"1g.5gb": 1})) is None
    assert place(A100, layout(_1g=10**12)) is None
    assert place(A100, MigLayout(())) == ()
    assert place(mig_family("rtx-pro-5000-48gb"), MigLayout.of({"1g.24gb": 1})) is None


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        (
            layout(_3g=2, _1g=1),
            (layout(_3g=2), layout(_3g=1, _2g=1, _1g=2), layout(_4g=1, _3g=1)),
        ),
        (
            layout(_3g=1, _2g=2, _1g=1),
            (layout(_3g=1, _2g=2), layout(_2g=3, _1g=1), layout(_3g=1, _2g=1, _1g=2)),
        ),
        (layout(_1g=10**12), (layout(_1g=7), MigLayout.of({"1g.20gb": 1, "1g.10gb": 6}), layout(_2g=1, _1g=5))),
        (layout(_3g=2), (layout(_3g=2),)),
        (MigLayout.of({"1g.5gb": 7}), ()),
    ],
)
def test_the_nearest_layouts_that_fit(asked: MigLayout, answers: tuple[MigLayout, ...]) -> None:
    assert what_fits(A100, asked) == answers


def test_of_two_parts_of_one_size_the_one_with_more_instances_comes_first() -> None:
    """Three 2g.20gb take six of eight memory slices, and so do a 4g.40gb and a 2g.20gb."""
    assert what_fits(A100, layout(_4g=1, _2g=3))[0] == layout(_2g=3)


@pytest.mark.parametrize("family", KNOWN, ids=lambda family: family.id)
def test_advice_fits_and_is_short(family: MigFamily) -> None:
    for profile in family.profiles:
        asked = MigLayout.of({profile.name: profile.max_count + 1})
        answers = what_fits(family, asked)
        assert 1 <= len(answers) <= 3
        assert len(set(answers)) == len(answers)
        assert answers[0] == MigLayout.of({profile.name: profile.max_count})
        assert all(place(family, answer) is not None for answer in answers)
