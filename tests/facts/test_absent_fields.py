"""Fields of a ClusterPolicy whose absence is not the chart's default."""

import pytest

from generator.facts.absent_fields import absent_fields
from generator.facts.charts import GPU_OPERATOR, chart_versions, load_chart
from generator.model.tree import Tree

EVERY: dict[str, Tree] = {"sandboxWorkloads": {"enabled": True}}


@pytest.mark.parametrize(
    ("spec", "number"),
    [
        ({}, 5),
        ({"driver": {"enabled": False}}, 4),
        ({"driver": {}, "sandboxWorkloads": {"enabled": False}}, 5),
        ({"migManager": {"config": {}}}, 4),
        (EVERY, 10),
    ],
)
def test_a_field_counts_where_what_it_belongs_to_runs(spec: dict[str, Tree], number: int) -> None:
    assert len(list(absent_fields(spec))) == number


def test_every_field_is_in_the_newest_chart_and_differs_from_its_default() -> None:
    sheet = load_chart(GPU_OPERATOR, chart_versions(GPU_OPERATOR)[-1])
    for path, reading in absent_fields(EVERY):
        fact = sheet.lookup(path)
        assert fact is not None
        assert fact.default != reading, path
