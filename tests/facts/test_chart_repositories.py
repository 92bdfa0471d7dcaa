import pytest

from generator.facts.chart_repositories import HOME, REPOSITORIES, repository_at, taken_for_one
from generator.facts.charts import CHARTS, chart_versions, load_chart


def test_each_chart_is_at_home_where_its_fact_sheet_says() -> None:
    for chart in CHARTS:
        assert {load_chart(chart, release).repository for release in chart_versions(chart)} == {HOME[chart].address}
        assert chart in HOME[chart].charts


def test_no_repository_lacks_what_it_has() -> None:
    assert all(not one.charts & one.lacks for one in REPOSITORIES)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://helm.ngc.nvidia.com/nvidia", True),
        ("HTTPS://Helm.NGC.nvidia.com/nvidia//", True),
        ("oci://nvidia.github.io/gpu-operator", True),
        ("nvidia.github.io/gpu-operator/stable", True),
        ("https://helm.ngc.nvidia.com/nvidia/doca", False),
        ("https://helm.ngc.nvidia.com", False),
        ("", False),
    ],
)
def test_addresses_of_repositories(address: str, known: bool) -> None:
    assert (repository_at(address) is not None) is known


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://github.com/NVIDIA/gpu-operator.git", True),
        ("https://github.com/NVIDIA", True),
        ("https://github.com/nvidiafan/charts", False),
        ("https://helm.ngc.nvidia.com/nvidia/doca", False),
        ("https://nvidia.github.io/other", False),
        ("https://charts.example.com", False),
    ],
)
def test_addresses_that_are_taken_for_one(address: str, known: bool) -> None:
    assert (taken_for_one(address) is not None) is known
