"""Values that came after a release, held against the fact sheets that there are."""

import pytest

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR, chart_versions, load_chart
from generator.facts.releases import exact_numbers
from generator.facts.value_history import values_after

FIRST = (0, 0, 1)


@pytest.mark.parametrize("chart", CHARTS)
def test_what_came_later_is_there_today_and_came_before_the_oldest_sheet(chart: str) -> None:
    oldest = chart_versions(chart)[0]
    sheet, numbers = load_chart(chart, oldest), exact_numbers(oldest)
    assert numbers is not None
    found = tuple(values_after(chart, FIRST))
    assert len({one.path for one in found}) == len(found)
    for one in found:
        since = exact_numbers(one.since)
        assert since is not None
        assert since <= numbers
        assert sheet.lookup(one.path) is not None or one.path in (("nfd",), ("gfd",)), one
    assert not tuple(values_after(chart, numbers))


@pytest.mark.parametrize(
    ("chart", "stated", "path", "since"),
    [
        (GPU_OPERATOR, (24, 3, 0), ("migManager", "config", "create"), "v24.6.0"),
        (GPU_OPERATOR, (1, 8, 1), ("migManager", "config"), "v1.8.2"),
        (GPU_OPERATOR, (24, 9, 2), ("driver", "kernelModuleType"), "v25.3.0"),
        (DEVICE_PLUGIN, (0, 10, 0), ("runtimeClassName",), "v0.11.0"),
        (DEVICE_PLUGIN, (0, 14, 5), ("mps",), "v0.15.0"),
    ],
)
def test_a_value_is_read_from_its_release_on(
    chart: str, stated: tuple[int, int, int], path: object, since: str
) -> None:
    assert [one.since for one in values_after(chart, stated) if one.path == path] == [since]
    now = exact_numbers(since)
    assert now is not None
    assert [one for one in values_after(chart, now) if one.path == path] == []


def test_what_lies_above_comes_first() -> None:
    found = [one.path for one in values_after(GPU_OPERATOR, (1, 7, 0))]
    assert found.index(("migManager", "config")) < found.index(("migManager", "config", "create"))


def test_nothing_is_known_of_other_charts() -> None:
    assert tuple(values_after("cert-manager", FIRST)) == ()
