import pytest

from generator.facts.charts import load_chart
from generator.facts.filled_blocks import fillers, is_filler
from generator.model.tree import Tree

ENV = ("validator", "plugin", "env")
QUIET: list[Tree] = [{"name": "WITH_WORKLOAD", "value": "false"}]


@pytest.mark.parametrize(
    ("chart", "release", "paths"),
    [
        ("gpu-operator", "v25.3.4", [ENV]),
        ("gpu-operator", "v25.10.1", []),
        ("gpu-operator", "v26.7.0", []),
        ("nvidia-device-plugin", "v0.17.4", []),
    ],
)
def test_which_releases_leave_a_block_empty(chart: str, release: str, paths: list[tuple[str, ...]]) -> None:
    found = fillers(chart, release)
    assert [one.path for one in found] == paths
    for one in found:
        assert load_chart(chart, release).values[".".join(one.path)]["default"] == []


def test_the_first_release_without_an_empty_block() -> None:
    assert (len(fillers("gpu-operator", "v25.9.9")), fillers("gpu-operator", "v25.10.0")) == (1, ())


def test_only_the_value_itself_fills_a_block() -> None:
    assert is_filler("gpu-operator", "v25.3.4", ENV, QUIET)
    assert not is_filler("gpu-operator", "v25.10.1", ENV, QUIET)
    assert not is_filler("gpu-operator", "v25.3.4", ENV, [{"name": "WITH_WORKLOAD", "value": "true"}])
    assert not is_filler("gpu-operator", "v25.3.4", ("validator", "env"), QUIET)
