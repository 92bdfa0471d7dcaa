import pytest

from generator.facts.charts import CHART_RELEASES
from generator.facts.release_lines import Known, is_between_releases, release_known, why_not_there


def test_every_release_with_a_fact_sheet_is_there() -> None:
    for chart, release in CHART_RELEASES:
        assert release_known(chart, release) is Known.THERE


@pytest.mark.parametrize(
    ("chart", "written", "known"),
    [
        ("gpu-operator", "v25.4.0", Known.NO_LINE),
        ("gpu-operator", "2.0.0", Known.NO_LINE),
        ("gpu-operator", "26.5.0", Known.NO_LINE),
        ("gpu-operator", "v26.9.0", Known.OPEN),
        ("gpu-operator", "v27.1.0", Known.OPEN),
        ("gpu-operator", "1.2.0", Known.OPEN),
        ("gpu-operator", "0.17.1", Known.NO_LINE),
        ("gpu-operator", "28.3.0", Known.FAR),
        ("nvidia-device-plugin", "1.9.0", Known.FAR),
        ("nvidia-device-plugin", "25.3.0", Known.FAR),
        ("nvidia-device-plugin", "1.0.0", Known.OPEN),
        ("nvidia-device-plugin", "0.6.0", Known.OPEN),
        ("gpu-operator", "v24.3.0", Known.THERE),
        ("gpu-operator", "v24.3.1", Known.NO_PATCH),
        ("gpu-operator", "v25.3.4", Known.THERE),
        ("gpu-operator", "v25.3.5", Known.NO_PATCH),
        ("gpu-operator", "v25.10.2", Known.NOT_YET),
        ("gpu-operator", "v26.7.1", Known.OPEN),
        ("gpu-operator", "25.4.x", Known.NO_LINE),
        ("gpu-operator", "25.4", Known.NO_LINE),
        ("gpu-operator", "~25.4.1", Known.NO_LINE),
        ("gpu-operator", "~25.3.9", Known.NO_PATCH),
        ("gpu-operator", "=v25.3.1", Known.THERE),
        ("gpu-operator", "25.3.x", Known.THERE),
        ("gpu-operator", "25.*", Known.OPEN),
        ("gpu-operator", "25", Known.OPEN),
        ("gpu-operator", "2.x", Known.OPEN),
        ("gpu-operator", "10", Known.OPEN),
        ("gpu-operator", "1.x", Known.OPEN),
        ("gpu-operator", "0.x", Known.OPEN),
        ("gpu-operator", "27", Known.OPEN),
        ("gpu-operator", "^25.4.0", Known.OPEN),
        ("gpu-operator", ">=25.4.0", Known.OPEN),
        ("gpu-operator", "25.4.0 - 25.9.0", Known.OPEN),
        ("gpu-operator", "v25.4.0-rc.1", Known.OPEN),
        ("gpu-operator", "*", Known.OPEN),
        ("gpu-operator", "", Known.OPEN),
        ("nvidia-device-plugin", "0.14.5", Known.THERE),
        ("nvidia-device-plugin", "0.14.6", Known.NO_PATCH),
        ("nvidia-device-plugin", "0.13.1", Known.NO_PATCH),
        ("nvidia-device-plugin", "0.18.3", Known.NOT_YET),
        ("nvidia-device-plugin", "0.21.0", Known.OPEN),
    ],
)
def test_what_is_known(chart: str, written: str, known: Known) -> None:
    assert release_known(chart, written) is known


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("v25.3.4", ""),
        ("26.3.9", "gpu-operator 26.3.9 is not among the releases that are known: they end with 26.3.3"),
        ("v24.6.9", "there is no gpu-operator v24.6.9: 24.6.2 is the last of 24.6"),
        ("25.4.x", "there is no gpu-operator 25.4.x: no release begins with 25.4."),
        ("99.1.0", "gpu-operator 99.1.0 is far beyond the releases that are known: they end with v26.7.0"),
        ("24", ""),
        ("latest", ""),
    ],
)
def test_why_one_is_not_there(written: str, why: str) -> None:
    assert why_not_there("gpu-operator", written) == why


@pytest.mark.parametrize(
    ("written", "between"),
    [("v1.0.0-devel", True), (" 26.3.0-MAIN ", True), ("v26.3.0", False), ("v26.3.0-rc.1", False), ("devel", False)],
)
def test_what_sources_say_between_releases(written: str, between: bool) -> None:
    assert is_between_releases(written) is between
