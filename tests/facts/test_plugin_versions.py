import pytest

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR, chart_versions, load_chart
from generator.facts.plugin_versions import plugin_of
from generator.facts.releases import exact_numbers


@pytest.mark.parametrize(
    ("chart", "stated", "plugin"),
    [
        (GPU_OPERATOR, "v22.9.0", (0, 12, 3)),
        (GPU_OPERATOR, "v23.3.2", (0, 14, 0)),
        (GPU_OPERATOR, "24.9.2", (0, 17, 0)),
        (GPU_OPERATOR, "v25.3.2", (0, 17, 3)),
        (GPU_OPERATOR, "v1.11.1", None),
        (GPU_OPERATOR, "v25.10.0", None),
        (GPU_OPERATOR, "24.9.x", None),
        (DEVICE_PLUGIN, "0.14.5", (0, 14, 5)),
        (DEVICE_PLUGIN, "v0.15.0", (0, 15, 0)),
        (GPU_OPERATOR, "v25.4.0", None),
        (DEVICE_PLUGIN, "0.12.0", (0, 12, 0)),
        (DEVICE_PLUGIN, "0.11.0", None),
        (DEVICE_PLUGIN, "", None),
    ],
)
def test_the_plugin_of_older_releases(chart: str, stated: str, plugin: tuple[int, int, int] | None) -> None:
    assert plugin_of(chart, stated) == plugin


@pytest.mark.parametrize("chart", [DEVICE_PLUGIN, GPU_OPERATOR])
def test_it_is_that_of_the_fact_sheets_where_there_are_both(chart: str) -> None:
    for name in chart_versions(chart):
        found = plugin_of(chart, name)
        assert found in (None, exact_numbers(load_chart(chart, name).components["devicePlugin"]))
