import pytest

from tests.lint.examples import told
from tests.lint.pods import pod

GPU = "{limits: {nvidia.com/gpu: 1}}"


@pytest.mark.parametrize(
    ("value", "effect"),
    [
        ("all", "the container sees every GPU of the node, not the one that it was given"),
        ('"0"', "the container may see another GPU than the one that it was given"),
        ("GPU-1234", "the container may see another GPU than the one that it was given"),
    ],
)
def test_a_choice_of_ones_own(value: str, effect: str) -> None:
    shown = value.strip('"')
    text = pod(GPU, env=f"[{{name: NVIDIA_VISIBLE_DEVICES, value: {value}}}]")
    assert told(text, "WRK205") == [(10, f"NVIDIA_VISIBLE_DEVICES={shown} beside a request: {effect}")]


@pytest.mark.parametrize(
    "text",
    [
        pod(GPU, env="[{name: NVIDIA_DRIVER_CAPABILITIES, value: all}]"),
        pod(GPU, env="[{name: NVIDIA_VISIBLE_DEVICES, value: void}]"),
        pod("{limits: {cpu: 1}}", env="[{name: NVIDIA_VISIBLE_DEVICES, value: all}]"),
    ],
)
def test_what_does_not_compete_with_the_plugin(text: str) -> None:
    assert told(text, "WRK205") == []
