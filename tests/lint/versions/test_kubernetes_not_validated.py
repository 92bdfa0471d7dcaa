import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed


@pytest.mark.parametrize(
    ("chart", "version", "kubernetes", "found"),
    [
        (OPERATOR, "v25.3.4", "1.36", ["info"]),
        (OPERATOR, "v26.7.0", "1.31", ["info"]),
        (OPERATOR, "v26.7.0", "1.36", []),
        (OPERATOR, "v25.3.4", "1.29.4", []),
        (PLUGIN, "0.20.0", "1.20", []),
        (OPERATOR, '">=25.0.0"', "1.20", []),
        (OPERATOR, "v24.3.0", "1.36", []),
    ],
)
def test_kubernetes_inside_and_outside_of_the_range(
    chart: str, version: str, kubernetes: str, found: list[str]
) -> None:
    text = release("nfd: {enabled: true}", chart, version)
    assert [severity for severity, _ in weighed(text, "VER204", ("--kubernetes", kubernetes))] == found


def test_nothing_is_told_where_nobody_says_the_release() -> None:
    assert weighed(release("nfd: {enabled: true}", version="v25.3.4"), "VER204") == []
