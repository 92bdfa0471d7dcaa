import pytest

from tests.lint.examples import told
from tests.lint.texts import daemon_set, plugin

CODE = "PLG215"
CONFIG = plugin("sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}")


@pytest.mark.parametrize(
    ("container", "found"),
    [
        ("envFrom: [{configMapRef: {name: nvidia-plugin}}]", 1),
        ("envFrom: [{configMapRef: {name: other}}]", 0),
        ("envFrom: [{secretRef: {name: nvidia-plugin}}]", 0),
        ("args: [--config-file=/config/any]", 0),
    ],
)
def test_sources_of_variables(container: str, found: int) -> None:
    assert len(told(CONFIG + daemon_set(container), CODE)) == found


def test_other_programs_may_take_what_they_like() -> None:
    container = "envFrom: [{configMapRef: {name: nvidia-plugin}}]"
    assert told(CONFIG + daemon_set(container, image="nvidia/cuda:12"), CODE) == []
