from generator.facts.charts import CHARTS
from generator.factsheet.known import DEAD_VALUES, PUBLICATIONS, dead_values


def test_each_chart_is_published_somewhere() -> None:
    assert tuple(PUBLICATIONS) == CHARTS
    assert all(publication.repository.startswith("https://") for publication in PUBLICATIONS.values())


def test_dead_values_come_and_go_with_releases() -> None:
    assert "cdi.default" not in dead_values("gpu-operator", "v25.3.4")
    assert "cdi.default" in dead_values("gpu-operator", "v25.10.1")
    assert "ccManager.env" in dead_values("gpu-operator", "v25.3.4")
    assert "ccManager.env" not in dead_values("gpu-operator", "v25.10.1")
    assert "devicePlugin.mps.root" not in dead_values("nvidia-device-plugin", "v0.20.0")


def test_every_dead_value_says_why() -> None:
    assert all(dead.fact and dead.chart in CHARTS for dead in DEAD_VALUES)
