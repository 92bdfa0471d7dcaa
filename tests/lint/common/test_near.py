"""What counts as a slip."""

import pytest

from generator.lint.common.near import nearest, slip


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("Training", "training"),
        ("trainng", "training"),
        ("traininng", "training"),
        ("trainyng", "training"),
        ("trianing", "training"),
        ("gpu_pool", "gpu-pool"),
        ("aaa", "aaaa"),
        ("T4", "t4"),
        ("rtx-309o", "rtx-3090"),
    ],
)
def test_one_slip(word: str, known: str) -> None:
    assert slip(word, [known]) == known
    assert slip(known, ["other", word]) == word
    assert nearest(word, {known, "other"}) == known


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("gpu-1", "gpu-2"),
        ("gpu-1", "gpu-11"),
        ("gpu-11", "gpu-1"),
        ("pool1", "pool"),
        ("training", "trainer"),
        ("training", "training"),
        ("tranings", "training"),
        ("ab", "ac"),
        ("", "a"),
        ("abcd", "badc"),
        ("abcd", "abec"),
        ("zone-a", "zone-b"),
        ("team_a.gpus", "team_c.gpus"),
    ],
)
def test_what_is_another_word(word: str, known: str) -> None:
    assert slip(word, [known]) is None


def test_the_nearest_may_be_farther_off() -> None:
    assert nearest("time-sliced", {"time-slicing", "whole"}) == "time-slicing"
    assert nearest("small", {"time-slicing", "whole"}) is None
    assert nearest("rtx-3080", {"rtx-3090", "any"}) is None
    assert nearest("any", ()) is None
