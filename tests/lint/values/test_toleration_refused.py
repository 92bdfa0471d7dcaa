import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed


@pytest.mark.parametrize(
    ("toleration", "message"),
    [
        ("{key: a, operator: Exists, value: b}", "a toleration with operator Exists must have no value"),
        ("{key: a, operator: Equals, value: b}", "Equals is no operator of a toleration"),
        ("{key: a, operator: Exists, effect: NoScheduled}", "NoScheduled is no effect of a taint"),
        ("{effect: NoSchedule}", "a toleration without a key must have operator Exists"),
    ],
)
@pytest.mark.parametrize(
    ("chart", "values"),
    [
        (OPERATOR, "daemonsets: {{tolerations: [{0}]}}"),
        (OPERATOR, "node-feature-discovery: {{worker: {{tolerations: [{0}]}}}}"),
        (PLUGIN, "tolerations: [{0}]"),
    ],
)
def test_tolerations_that_are_refused(toleration: str, message: str, chart: str, values: str) -> None:
    assert weighed(release(values.format(toleration), chart), "VAL208") == [("error", message)]


@pytest.mark.parametrize(
    "toleration",
    [
        "{operator: Exists}",
        "{key: a, operator: Exists, effect: NoSchedule}",
        "{key: a, value: b, effect: NoExecute, tolerationSeconds: 3}",
        "{key: a, operator: Exists, value: ''}",
        "{}",
        "nonsense",
    ],
)
def test_tolerations_that_are_taken(toleration: str) -> None:
    assert weighed(release(f"tolerations: [{toleration}]", PLUGIN), "VAL208") == []
