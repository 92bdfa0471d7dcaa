import pytest

from generator.facts.charts import CHARTS, chart_versions, load_chart
from generator.facts.former_values import OLDEST_NAMED, OLDEST_READ, ancient_value, former_value, had_it
from generator.model.tree import Path


@pytest.mark.parametrize(
    ("chart", "path", "until"),
    [
        ("gpu-operator", ("psp",), "v23.9.2"),
        ("gpu-operator", ("psp", "enabled"), "v23.9.2"),
        ("gpu-operator", ("toolkit", "env", 0, "valueFrom"), "v23.3.2"),
        ("gpu-operator", ("driver", "manager", "env", 1, "valueFrom", "fieldRef"), "v23.3.2"),
        ("nvidia-device-plugin", ("legacyDaemonsetAPI",), "v0.14.5"),
    ],
)
def test_values_that_went(chart: str, path: Path, until: str) -> None:
    found = former_value(chart, path)
    assert found is not None
    assert found.until == until


@pytest.mark.parametrize("path", [("driver",), ("driver", "enabled"), ("pspx",), ("nodeSelector",), ()])
def test_values_that_did_not(path: Path) -> None:
    assert former_value("gpu-operator", path) is None


def test_the_last_release_had_it_and_the_next_did_not() -> None:
    found = former_value("gpu-operator", ("psp",))
    assert found is not None
    assert (had_it(found, (23, 9, 2)), had_it(found, (24, 3, 0))) == (True, False)


def test_no_fact_sheet_has_a_former_value() -> None:
    for chart in CHARTS:
        for release in chart_versions(chart):
            paths = [tuple(path.replace("[]", "").split(".")) for path in load_chart(chart, release).values]
            assert [path for path in paths if former_value(chart, path)] == []
    assert set(OLDEST_READ) == set(CHARTS)


def test_a_chart_that_is_none_of_ours_had_no_values() -> None:
    assert former_value("cert-manager", ("psp",)) is None
    assert ancient_value("cert-manager", ("psp",)) is None


@pytest.mark.parametrize(
    ("path", "until"),
    [
        (("devicePlugin", "tolerations", 0, "key"), "v1.7.1"),
        (("gfd", "podSecurityContext"), "v1.10.1"),
        (("gfd", "affinity"), "v1.7.1"),
        (("toolkit", "args"), "v1.11.1"),
    ],
)
def test_values_that_only_the_first_releases_had(path: Path, until: str) -> None:
    found = ancient_value("gpu-operator", path)
    assert found is not None
    assert found.until == until
    assert former_value("gpu-operator", path) is None
    assert OLDEST_NAMED["gpu-operator"] < OLDEST_READ["gpu-operator"]
    assert ancient_value("nvidia-device-plugin", path) is None
