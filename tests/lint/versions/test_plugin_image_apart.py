import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed


@pytest.mark.parametrize(
    ("chart", "values", "version", "found"),
    [
        (PLUGIN, "image: {tag: v0.20.0}", "0.17.4", ["info"]),
        (PLUGIN, "image: {tag: v0.14.0}", "0.17.4", ["info"]),
        (PLUGIN, "image: {tag: v0.17.1}", "0.17.4", []),
        (PLUGIN, "image: {tag: devel}", "0.17.4", []),
        (PLUGIN, "image: {tag: v0.14.0}", '"*"', []),
        (OPERATOR, "devicePlugin: {version: v0.17.4}", "v26.7.0", ["info"]),
        (OPERATOR, "devicePlugin: {version: v0.20.0}", "v26.7.0", []),
    ],
)
def test_releases_of_the_plugin_and_of_the_chart(chart: str, values: str, version: str, found: list[str]) -> None:
    assert [severity for severity, _ in weighed(release(values, chart, version), "VER206")] == found
