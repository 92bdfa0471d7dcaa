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


@pytest.mark.parametrize(("chart", "version"), [(PLUGIN, "0.12.0"), (PLUGIN, "0.17.0"), (OPERATOR, "v22.9.0")])
def test_no_release_ever_had_a_name_by_default(chart: str, version: str) -> None:
    values = "config: {default: a}" if chart == PLUGIN else "devicePlugin: {config: {default: a}}"
    assert [weight for weight, _ in weighed(release(values, chart, version), "VAL209")] == ["warning"]


def test_a_name_may_come_from_values_that_are_elsewhere() -> None:
    text = release("config: {default: a}", PLUGIN)
    more = text.replace("  values:", "  valuesFrom: [{kind: ConfigMap, name: more}]\n  values:")
    assert weighed(more, "VAL209") == []


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


def test_a_configuration_in_place_of_the_name_is_not_repeated() -> None:
    [(_, message)] = weighed(release("config:\n  default: |\n    version: v1\n    flags: {}\n", PLUGIN), "VAL209")
    assert message.endswith("which ConfigMap the entry that it is to name is in")
