"""Which releases somebody may mean who writes a version, a range or nothing."""

import pytest

from generator.facts.releases import Numbers, Releases, exact_numbers, releases_meant, releases_within

ALL = ("v25.3.4", "v25.10.1", "v26.3.3", "v26.7.0")


@pytest.mark.parametrize(
    ("stated", "names", "within"),
    [
        (None, ALL, True),
        ("", ALL, True),
        (">=25.3.0", ALL, True),
        ("26.x", ALL, True),
        ("v26.3.3", ("v26.3.3",), True),
        ("=26.3.3", ("v26.3.3",), True),
        ("v25.10.0", ("v25.3.4", "v25.10.1"), True),
        ("v26.3.4", ("v26.3.3", "v26.7.0"), True),
        ("v25.3.3", ("v25.3.4",), False),
        ("v26.7.1", ("v26.7.0",), False),
    ],
)
def test_a_version_is_itself_or_lies_between_two_or_beyond_all(
    stated: str | None, names: tuple[str, ...], within: bool
) -> None:
    assert releases_meant("gpu-operator", stated) == Releases(names, within)


@pytest.mark.parametrize(
    ("stated", "names"),
    [("25.3.x", ("v25.3.4",)), ("^25.3.0", ("v25.3.4", "v25.10.1")), ("*", ALL), ("24.9.x", ()), ("latest", None)],
)
def test_a_range_has_the_known_releases_within(stated: str, names: tuple[str, ...] | None) -> None:
    assert releases_within("gpu-operator", stated) == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("v0.19.3", (0, 19, 3)),
        (" = v0.19.3 ", (0, 19, 3)),
        ("0.19.3-ubi9", (0, 19, 3)),
        ("0.19.3+a.1", (0, 19, 3)),
        ("123456789.1.2", (123456789, 1, 2)),
        ("1234567890.1.2", None),
        ("0.19", None),
        ("^0.19.3", None),
        ("0.19.3 || 0.20.0", None),
        ("main", None),
    ],
)
def test_one_exact_version_has_three_numbers(text: str, numbers: Numbers | None) -> None:
    assert exact_numbers(text) == numbers
