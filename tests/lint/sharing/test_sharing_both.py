import pytest

from tests.lint.texts import lines_told, plugin

CODE = "SHR201"
RESOURCES = "{resources: [{name: gpu, replicas: 2}]}"


def test_the_block_that_does_nothing_is_told() -> None:
    assert lines_told(plugin(f"sharing:\n  mps: {RESOURCES}\n  timeSlicing: {RESOURCES}"), CODE) == [3]
    assert lines_told(plugin(f"Sharing:\n  timeslicing: {RESOURCES}\n  MPS: {RESOURCES}"), CODE) == [2]


@pytest.mark.parametrize(
    "text",
    [
        f"sharing: {{mps: {RESOURCES}}}",
        f"sharing: {{mps: null, timeSlicing: {RESOURCES}}}",
        f"sharing: {{mps: {{}}, timeSlicing: {RESOURCES}}}",
    ],
)
def test_one_block_or_one_that_is_refused(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []
