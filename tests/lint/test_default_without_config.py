import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (PLUGIN, "config: {default: a}"),
        (PLUGIN, "config: {name: '', default: a}"),
        (OPERATOR, "devicePlugin: {config: {default: a}}"),
    ],
)
def test_a_default_of_nothing(chart: str, values: str) -> None:
    [(severity, message)] = weighed(release(values, chart), "VAL209")
    assert (severity, "config.default has no effect" in message) == ("warning", True)


@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (PLUGIN, "config: {name: b, default: a}"),
        (PLUGIN, "config: {map: {a: 'version: v1'}, default: a}"),
        (PLUGIN, "config: {default: ''}"),
        (OPERATOR, "devicePlugin: {config: {name: b, default: a}}"),
        (OPERATOR, "migManager: {config: {default: all-disabled}}"),
    ],
)
def test_a_default_of_something_and_none(chart: str, values: str) -> None:
    assert weighed(release(values, chart), "VAL209") == []
