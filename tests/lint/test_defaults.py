"""Copies of the charts' own defaults have nothing wrong with them, whether their release is stated or not."""

import json

import pytest

from generator.facts.charts import CHART_RELEASES, load_chart
from generator.model.finding import Severity
from tests.lint.examples import judged


@pytest.mark.parametrize(("chart", "release"), CHART_RELEASES)
def test_the_defaults_of_a_release_that_is_stated(chart: str, release: str) -> None:
    text = json.dumps(load_chart(chart, release).defaults())
    assert judged(text, ("--chart", f"{chart}@{release}")).findings == ()


@pytest.mark.parametrize(("chart", "release"), CHART_RELEASES)
def test_the_defaults_of_some_release(chart: str, release: str) -> None:
    text = json.dumps(load_chart(chart, release).defaults())
    findings = judged({f"{chart}.yaml": text}).findings
    assert [one for one in findings if one.severity is not Severity.INFO] == []


@pytest.mark.parametrize(("chart", "release"), CHART_RELEASES)
def test_a_chart_beside_the_defaults_is_known(chart: str, release: str) -> None:
    text = json.dumps({**load_chart(chart, release).defaults(), "nothing": 1})
    assert [one.code for one in judged(text, ("--chart", f"{chart}@{release}")).findings] == ["VAL201"]
