import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release
from tests.lint.examples import told

CODE = "VAL225"


@pytest.mark.parametrize(
    ("version", "is_told"),
    [
        ("0.15.1", False),
        ("0.16.0", True),
        ("v0.16.2", True),
        ("0.17.0", True),
        ("0.17.1", False),
        ("0.20.0", False),
        # Which release that is becomes known later.
        ("0.x", False),
        ("'${VERSION}'", False),
    ],
)
def test_releases(version: str, is_told: bool) -> None:
    found = told(release("failOnInitError: true", PLUGIN, version), CODE)
    assert [line for line, _ in found] == [7] * is_told


@pytest.mark.parametrize(
    "values", ["failOnInitError: null", "failOnInitError: 'true'", "flags: {failOnInitError: true}"]
)
def test_what_is_not_printed(values: str) -> None:
    assert told(release(values, PLUGIN, "0.16.2"), CODE) == []


def test_the_operator_has_no_such_value() -> None:
    assert told(release("failOnInitError: true", OPERATOR, "v25.3.4"), CODE) == []


def test_values_without_a_version_are_for_any_release() -> None:
    assert (
        told("failOnInitError: true\nmigStrategy: none\ndeviceListStrategy: envvar\n", CODE, ("--chart", PLUGIN)) == []
    )


def test_a_plugin_that_is_off_has_no_daemon_set() -> None:
    values = "failOnInitError: true\ndevicePlugin: {enabled: false}\ngfd: {enabled: true}"
    assert told(release(values, PLUGIN, "0.17.0"), CODE) == []
