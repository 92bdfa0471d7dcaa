"""What the chart of dcgm-exporter has by default, by release."""

import pytest

from generator.facts.exporter_chart import list_read


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ((3, 6, 1), "dcp-metrics-included"),
        ((3, 99, 99), "dcp-metrics-included"),
        ((4, 0, 0), "default-counters"),
        ((4, 5, 3), "default-counters"),
    ],
)
def test_the_list_that_a_release_reads(release: tuple[int, int, int], name: str) -> None:
    assert list_read(release) == f"/etc/dcgm-exporter/{name}.csv"
