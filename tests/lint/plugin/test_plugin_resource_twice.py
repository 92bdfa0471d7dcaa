import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, plugin, sliced

CODE = "PLG207"


def test_different_numbers_are_an_error_equal_ones_a_warning() -> None:
    for second, severity in (("gpu, replicas: 8", "error"), ("gpu, replicas: 4", "warning")):
        config = plugin(sliced("name: nvidia.com/gpu, replicas: 4", f"name: {second}"))
        assert [(one.code, one.severity.value) for one in judged(config).findings] == [(CODE, severity)]
        assert lines_told(config, CODE) == [5]


@pytest.mark.parametrize(
    "text",
    [
        sliced("name: gpu, replicas: 4", "name: mig-1g.10gb, replicas: 2"),
        sliced("replicas: 4", "replicas: 4"),
        "sharing: {timeSlicing: {resources: [{name: gpu, replicas: 2}]}, mps: {resources: [{name: gpu, replicas: 2}]}}",
    ],
)
def test_entries_of_different_resources_or_blocks(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []
