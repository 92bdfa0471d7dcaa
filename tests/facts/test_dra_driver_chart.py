"""What the DRA driver's chart reads, against what its values.yaml holds at single releases."""

import pytest

from generator.facts.dra_driver import FIRST_WITH_GATES, GATES, LAST_KNOWN, Release
from generator.facts.dra_driver_chart import (
    PARTS,
    SWITCHES,
    TOP_KEYS,
    came_with,
    needed_sections,
    sections_of,
    values_of,
)

RELEASES: tuple[Release, ...] = ((25, 3), (25, 8), (25, 12), (0, 4), (0, 5))
BOTH = frozenset(PARTS)


@pytest.mark.parametrize(("release", "count"), list(zip(RELEASES, (41, 73, 76, 90, 95), strict=True)))
def test_how_many_values_a_release_has(release: Release, count: int) -> None:
    assert len(values_of(release)) == count


def test_a_release_that_is_not_known_has_the_values_of_all() -> None:
    assert values_of(None) == values_of(LAST_KNOWN)


@pytest.mark.parametrize(
    ("path", "release"),
    [
        ("nvidiaDriverRoot", (25, 3)),
        ("resources.computeDomains", (25, 3)),
        ("featureGates", FIRST_WITH_GATES),
        ("webhook.tls.mode", (25, 8)),
        ("controller.networkPolicy", (25, 12)),
        ("kubeletPlugin.metrics.enabled", (0, 4)),
        ("resources.computeDomains.imex.mode", (0, 5)),
        ("resources-computeDomains", None),
        ("webhook.tls.mod", None),
    ],
)
def test_when_a_value_came(path: str, release: Release | None) -> None:
    assert came_with(tuple(path.split("."))) == release


def test_no_value_is_a_section_too() -> None:
    for release in RELEASES:
        values = values_of(release)
        assert not values & sections_of(values)


def test_switches_and_top_keys_are_among_the_values() -> None:
    assert values_of(None) >= SWITCHES
    assert ("controller", "leaderElection", "enabled") not in SWITCHES
    assert {"resources", "gpuResourcesEnabledOverride", "kubeletPlugin", "featureGates"} <= TOP_KEYS
    assert not TOP_KEYS & set(GATES)


@pytest.mark.parametrize(("release", "count"), list(zip(RELEASES, (12, 13, 15, 18, 19), strict=True)))
def test_how_many_sections_a_release_needs(release: Release, count: int) -> None:
    needed = needed_sections(release, BOTH)
    assert len(needed) == count
    assert needed <= sections_of(values_of(release))


@pytest.mark.parametrize(
    ("path", "release", "on", "is_needed"),
    [
        ("resources", (25, 3), (), True),
        ("image", (25, 3), (), False),
        ("image", (25, 3), ("gpus",), True),
        ("controller", (25, 3), ("gpus",), False),
        ("controller", (25, 8), (), True),
        ("kubeletPlugin", (25, 8), (), False),
        ("kubeletPlugin", (25, 12), (), True),
        ("kubeletPlugin.containers.gpus", (0, 4), ("computeDomains",), False),
        ("kubeletPlugin.containers.gpus", (0, 4), ("gpus",), True),
        ("controller.metrics", (0, 4), ("computeDomains",), True),
        ("webhook.tls", (0, 4), ("gpus", "computeDomains"), False),
    ],
)
def test_what_is_needed_while_parts_are_on(path: str, release: Release, on: tuple[str, ...], is_needed: bool) -> None:
    assert (tuple(path.split(".")) in needed_sections(release, frozenset(on))) is is_needed


def test_of_a_release_that_is_not_known_the_oldest_needs() -> None:
    assert needed_sections(None, BOTH) == needed_sections(RELEASES[0], BOTH)
