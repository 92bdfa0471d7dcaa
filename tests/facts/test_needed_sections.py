"""Sections that the charts' templates need, against what Helm says of the releases named here."""

import pytest

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR, chart_versions, load_chart
from generator.facts.needed_sections import needed
from generator.facts.releases import exact_numbers


@pytest.mark.parametrize(
    ("chart", "release", "count"),
    [
        (GPU_OPERATOR, (22, 8, 9), 0),
        (GPU_OPERATOR, (22, 9, 0), 27),
        (GPU_OPERATOR, (22, 9, 1), 29),
        (GPU_OPERATOR, (22, 9, 2), 32),
        (GPU_OPERATOR, (23, 3, 0), 34),
        (GPU_OPERATOR, (23, 6, 0), 38),
        (GPU_OPERATOR, (23, 9, 0), 41),
        (GPU_OPERATOR, (24, 3, 0), 40),
        (GPU_OPERATOR, (24, 6, 0), 42),
        (GPU_OPERATOR, (25, 3, 4), 42),
        (GPU_OPERATOR, (25, 10, 0), 41),
        (GPU_OPERATOR, (26, 3, 0), 42),
        (GPU_OPERATOR, (26, 7, 0), 44),
        (DEVICE_PLUGIN, (0, 12, 2), 0),
        (DEVICE_PLUGIN, (0, 12, 3), 5),
        (DEVICE_PLUGIN, (0, 15, 0), 7),
        (DEVICE_PLUGIN, (0, 16, 0), 8),
        (DEVICE_PLUGIN, (0, 20, 0), 8),
    ],
)
def test_how_many_sections_a_release_needs(chart: str, release: tuple[int, int, int], count: int) -> None:
    assert len(needed(chart, release)) == count


@pytest.mark.parametrize(
    ("chart", "path", "first", "last"),
    [
        (GPU_OPERATOR, "toolkit", (22, 9, 0), (26, 7, 0)),
        (GPU_OPERATOR, "gds", (22, 9, 0), (25, 3, 4)),
        (GPU_OPERATOR, "psp", (22, 9, 0), (23, 9, 2)),
        (GPU_OPERATOR, "devicePlugin.config", (22, 9, 1), (26, 7, 0)),
        (GPU_OPERATOR, "driver.upgradePolicy.drain", (22, 9, 2), (26, 7, 0)),
        (GPU_OPERATOR, "cdi", (23, 3, 0), (26, 7, 0)),
        (GPU_OPERATOR, "migManager.config", (24, 6, 0), (26, 7, 0)),
        (DEVICE_PLUGIN, "mps", (0, 15, 0), (0, 20, 0)),
    ],
)
def test_from_when_to_when(chart: str, path: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    way = tuple(path.split("."))
    assert all(way in needed(chart, one) for one in (first, last))
    before = (first[0], first[1], first[2] - 1) if first[2] else (first[0], first[1] - 1, 99)
    assert way not in needed(chart, before)


def test_what_is_needed_is_a_mapping_in_the_charts_own_values() -> None:
    for chart in CHARTS:
        for version in chart_versions(chart):
            sheet, numbers = load_chart(chart, version), exact_numbers(version)
            assert numbers is not None
            for path in needed(chart, numbers):
                assert sheet.lookup(path) is not None, (version, path)
