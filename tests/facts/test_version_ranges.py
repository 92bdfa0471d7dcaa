"""Ranges of versions, read as Masterminds/semver reads them."""

import pytest

from generator.facts.version_ranges import read_range

RELEASES = ((0, 17, 4), (0, 18, 2), (25, 3, 0), (25, 3, 4), (25, 10, 1), (26, 3, 3), (26, 7, 0))


def within(text: str) -> list[str]:
    found = read_range(text)
    assert found is not None
    return [".".join(map(str, one)) for one in RELEASES if found.has(one)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("v25.3.x", "25.3.0 25.3.4"),
        ("25.3.*", "25.3.0 25.3.4"),
        ("v25.3", "25.3.0 25.3.4"),
        ("=25.3", "25.3.0 25.3.4"),
        ("25.X.3", "25.3.0 25.3.4 25.10.1"),
        ("0.17.*", "0.17.4"),
        ("~25.3", "25.3.0 25.3.4"),
        ("~>25.3.1", "25.3.4"),
        ("~25", "25.3.0 25.3.4 25.10.1"),
        ("~25.10.2", ""),
        ("^25.3.1", "25.3.4 25.10.1"),
        ("^25.3", "25.3.0 25.3.4 25.10.1"),
        ("^0.17.3", "0.17.4"),
        ("^0.17", "0.17.4"),
        ("^0", "0.17.4 0.18.2"),
        ("^0.0.1", ""),
        (">=25.3.0 <25.4.0", "25.3.0 25.3.4"),
        (">= 25.3.1, < v25.4.0-0", "25.3.4"),
        (">25.3", "25.10.1 26.3.3 26.7.0"),
        (">26", ""),
        (">25.3.0-0 <25.3.4", "25.3.0"),
        ("<0.18.2", "0.17.4"),
        ("<=0.18", "0.17.4 0.18.2"),
        ("=<0.18.2", "0.17.4 0.18.2"),
        ("<0.18.2-rc.1", "0.17.4"),
        ("25.3.0 - 25.10", "25.3.0 25.3.4 25.10.1"),
        ("0.17.x || >=26.3.0 !=26.7.x", "0.17.4 26.3.3"),
        ("!=25.3.4 25.x", "25.3.0 25.10.1"),
        ("25.3.4", "25.3.4"),
        ("25.3.4-rc.1", ""),
        (">=26.7.0+build", "26.7.0"),
    ],
)
def test_a_range_has_the_releases_that_helm_would_take(text: str, names: str) -> None:
    assert within(text) == names.split()


@pytest.mark.parametrize("text", ["*", "x", "~*", "^x", ">=0.0.0-0", ">=0"])
def test_a_range_may_have_all(text: str) -> None:
    assert len(within(text)) == len(RELEASES)


@pytest.mark.parametrize(
    "text", ["", "latest", "main", "${VERSION}", "25.3.4.1", ">=", "25.3.x ||", "1.2.3,,1.2.4", "v" * 300, "1 " * 300]
)
def test_what_helm_reads_as_no_range_is_none(text: str) -> None:
    assert read_range(text) is None
