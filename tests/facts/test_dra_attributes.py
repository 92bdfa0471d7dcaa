import pytest

from generator.cel.types import Kind
from generator.facts.dra_attributes import ATTRIBUTES, CAPACITIES, NEWEST, Published, has_capacity


@pytest.mark.parametrize(
    ("name", "releases"),
    [
        ("uuid", [(25, 3), (25, 8), (25, 12), (0, 4), (0, 5)]),
        ("index", [(25, 3)]),
        ("pcieBusID", [(25, 3), (25, 8)]),
        ("addressingMode", [(25, 12), (0, 4), (0, 5)]),
        ("numa", [(25, 12), (0, 4)]),
        ("iommuFDEnabled", [(0, 4), (0, 5)]),
    ],
)
def test_which_releases_publish_an_attribute(name: str, releases: list[tuple[int, int]]) -> None:
    every = [(25, 3), (25, 8), (25, 12), (0, 4), (0, 5)]
    assert [one for one in every if ATTRIBUTES[name].is_in(one)] == releases


def test_what_has_no_bounds_is_everywhere() -> None:
    assert Published(Kind.STRING).is_in(NEWEST)
    assert not Published(Kind.STRING, gone=NEWEST).is_in(NEWEST)
    assert Published(Kind.STRING, since=NEWEST).is_in(NEWEST)


@pytest.mark.parametrize("name", [*CAPACITIES, "memorySlice0", "partition12"])
def test_capacities(name: str) -> None:
    assert has_capacity(name)


@pytest.mark.parametrize("name", ["memorySlice", "partition1x", "vram", "Memory"])
def test_what_is_no_capacity(name: str) -> None:
    assert not has_capacity(name)
