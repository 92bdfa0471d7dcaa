from pathlib import Path

import pytest

from generator.factsheet.unpacked import load_map, read_chart
from tests.factsheet.small_chart import write_chart


def test_a_chart_with_a_packed_subchart(tmp_path: Path) -> None:
    chart = read_chart(write_chart(tmp_path / "chart"))
    assert chart.meta["name"] == "gpu-operator"
    assert chart.values["strategy"] == "single"
    assert sorted(chart.templates) == ["templates/_helpers.tpl", "templates/policy.yaml", "templates/workload.yaml"]
    assert list(chart.crds) == ["crds/policies.yaml"]
    assert chart.subcharts["helper"].values == {"threads": 1, "verbose": False}


def test_a_subchart_in_a_folder(tmp_path: Path) -> None:
    write_chart(tmp_path / "chart")
    below = tmp_path / "chart" / "charts" / "unpacked"
    below.mkdir()
    (below / "Chart.yaml").write_text("name: unpacked\n", encoding="utf-8")
    assert sorted(read_chart(tmp_path / "chart").subcharts) == ["helper", "unpacked"]


def test_a_folder_that_is_no_chart(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no Chart\.yaml"):
        read_chart(tmp_path)


def test_values_mean_what_they_mean_to_helm() -> None:
    assert load_map("a: yes\nb: '02'\n") == {"a": True, "b": "02"}
    assert load_map("") == {}
