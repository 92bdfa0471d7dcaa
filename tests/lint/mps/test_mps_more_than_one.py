import pytest

from tests.lint.texts import lines_told, operator, plugin

CODE = "MPS205"


def mps(options: str) -> str:
    return plugin(f"sharing:\n  mps: {{{options}resources: [{{name: nvidia.com/gpu, replicas: 2}}]}}")


FALSE = mps("failRequestsGreaterThanOne: false, ")


@pytest.mark.parametrize(
    ("chart", "lines"),
    [
        ("gpu-operator@v26.3.3", [2]),
        ("gpu-operator@v26.7.0", []),
        ("nvidia-device-plugin@v0.17.4", [2]),
        ("nvidia-device-plugin@v0.20.0", []),
    ],
)
def test_by_release(chart: str, lines: list[int]) -> None:
    assert lines_told(FALSE, CODE, "--chart", chart) == lines


def test_where_the_release_is_not_known_nothing_is_said() -> None:
    assert lines_told(FALSE, CODE) == []


def test_the_release_comes_from_the_chart_that_names_the_config_map() -> None:
    assert lines_told(FALSE + operator("", "v26.3.3"), CODE) == [2]


@pytest.mark.parametrize("options", ["", "failRequestsGreaterThanOne: true, ", "failRequestsGreaterThanOne: null, "])
def test_what_the_plugin_does_anyway(options: str) -> None:
    assert lines_told(mps(options), CODE, "--chart", "nvidia-device-plugin@v0.17.4") == []
