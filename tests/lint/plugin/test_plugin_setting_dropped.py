import pytest

from tests.lint.texts import lines_told, messages_told, plugin, sliced

CODE = "PLG205"
GPU = "name: nvidia.com/gpu, replicas: 4"
RENAMED = "    renameByDefault: true\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (sliced(f"{GPU}, rename: slice"), 4, "advertised as nvidia.com/gpu"),
        (sliced(f"{GPU}, rename: nvidia.com/gpu.shared"), 4, "advertised as nvidia.com/gpu"),
        (sliced(f"{GPU}, rename: slice", options=RENAMED), 5, "advertised as nvidia.com/gpu.shared"),
        (sliced(f"{GPU}, devices: 2"), 4, "not 2 of the node's GPUs"),
        (sliced(f"{GPU}, devices: [0]"), 4, "not the GPUs listed"),
        (sliced(f"{GPU}, devices: []"), 4, "not the GPUs listed"),
        ("sharing: {}\nresources: {gpus: [{pattern: '*A100*', name: a100}]}", 2, "resources.gpus"),
        ("sharing: {}\nresources: {nvidia.com/gpu: 4}", 2, "resources with nvidia.com/gpu is dropped"),
        ("sharing: {}\nresources: {mig: [{pattern: 1g.10gb, name: small}]}", 2, "resources.mig"),
    ],
)
def test_settings_that_are_dropped(text: str, line: int, said: str) -> None:
    assert lines_told(plugin(text), CODE) == [line]
    assert said in messages_told(plugin(text), CODE)[0]


@pytest.mark.parametrize(
    "text",
    [
        sliced(GPU),
        sliced(f"{GPU}, devices: all"),
        sliced(f"{GPU}, rename: nvidia.com/gpu.shared", options=RENAMED),
        sliced(f"{GPU}, rename: gpu"),
        sliced(f"{GPU}, rename: No Name"),
        sliced(f"{GPU}, devices: some"),
        sliced(f"{GPU}, devices: 0"),
        "sharing: {}\nresources: {gpus: [{pattern: '*', name: gpu}]}",
        "sharing: {}\nresources: {gpus: []}",
        "sharing: {}\nresources:",
    ],
)
def test_settings_that_change_nothing_or_are_refused(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []
