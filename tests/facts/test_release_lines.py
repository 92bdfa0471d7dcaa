import pytest

from generator.facts.charts import CHART_RELEASES
from generator.facts.release_lines import is_release_line
from generator.facts.releases import exact_numbers


def test_every_release_with_a_fact_sheet_is_of_a_line() -> None:
    for chart, release in CHART_RELEASES:
        numbers = exact_numbers(release)
        assert numbers is not None
        assert is_release_line(chart, numbers[0], numbers[1]) is True


@pytest.mark.parametrize(
    ("chart", "major", "minor", "known"),
    [
        ("gpu-operator", 25, 4, False),
        ("gpu-operator", 2, 0, False),
        ("gpu-operator", 26, 5, False),
        ("gpu-operator", 26, 9, None),
        ("gpu-operator", 1, 2, None),
        ("nvidia-device-plugin", 0, 20, True),
        ("nvidia-device-plugin", 0, 21, None),
    ],
)
def test_lines_that_there_are_not_and_that_may_be(chart: str, major: int, minor: int, known: bool | None) -> None:
    assert is_release_line(chart, major, minor) is known
