import pytest

from tests.lint.texts import lines_told, plugin

CODE = "PLG204"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("sharing:\n  timeSlicing: {}", 2),
        ("sharing:\n  timeSlicing:", 2),
        ("sharing:\n  timeslicing: null", 2),
        ("sharing:\n  mps: {}", 2),
        ("sharing:\n  timeSlicing:\n    resources: []", 3),
        ("sharing:\n  timeSlicing:\n    resources:", 3),
        ("sharing:\n  timeSlicing:\n    renameByDefault: true", 2),
        ("sharing:\n  mps:\n    failRequestsGreaterThanOne: true\n    resources: []", 4),
        ("sharing:\n  timeSlicing:\n    memory: 4", 2),
    ],
)
def test_empty_blocks(text: str, line: int) -> None:
    assert lines_told(plugin(text), CODE) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "sharing: {}",
        "sharing:",
        "sharing: {mps: null, timeSlicing: {resources: [{name: gpu, replicas: 2}]}}",
        "sharing: {timeSlicing: {replicas: 4}}",
        "sharing: {timeSlicing: {Resources: [{name: gpu, replicas: 2}]}}",
        "sharing: {timeSlicing: 4}",
        "sharing: {timeSlicing: {resources: {name: gpu}}}",
        "version: v1\nflags: {migStrategy: none}",
    ],
)
def test_blocks_that_are_not_empty_or_no_fault_of_this_kind(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []
