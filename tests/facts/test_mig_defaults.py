import pytest
import yaml

from generator.facts.mig_defaults import default_layouts, layout_since
from tests.facts.test_mig import COMMITTED

RELEASES = [
    *[((1, 7, 0), 13), ((22, 9, 0), 17), ((23, 3, 2), 24), ((23, 9, 2), 30), ((24, 3, 0), 31), ((24, 6, 2), 38)],
    *[((24, 9, 2), 43), ((25, 3, 2), 56), ((25, 3, 4), 68), ((25, 10, 1), 81)],
]


@pytest.mark.parametrize(("release", "count"), RELEASES)
def test_how_many_each_release_has(release: tuple[int, int, int], count: int) -> None:
    assert len(default_layouts(release) or ()) == count


def test_those_that_make_instances_are_the_ones_whose_instances_are_known() -> None:
    committed = set(yaml.safe_load(COMMITTED.read_text(encoding="utf-8")))
    without = {"all-disabled", "all-enabled"}
    assert default_layouts((25, 10, 1)) == frozenset(committed | without)


@pytest.mark.parametrize("release", [(1, 6, 2), (26, 3, 0), (26, 7, 0), (99, 0, 0)])
def test_releases_without_a_configuration_of_their_own(release: tuple[int, int, int]) -> None:
    assert default_layouts(release) is None


@pytest.mark.parametrize(
    ("layout", "since"),
    [("all-1g.5gb", "v1.7.0"), ("all-enabled", "v24.3.0"), ("all-1g.24gb.gfx", "v25.3.3"), ("all-2g.11gb", None)],
)
def test_since_when_there_is_a_layout(layout: str, since: str | None) -> None:
    assert layout_since(layout) == since
