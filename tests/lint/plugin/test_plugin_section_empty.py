import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin

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
        "sharing: {timeSlicing: {resource: [{name: gpu, replicas: 2}], replicas: 4}}",
        "sharing: {timeSlicing: {resources: [{name: gpu, replicas: 2}], replicas: 4}}",
        "sharing: {timeSlicing: {Resources: [{name: gpu, replicas: 2}]}}",
        "sharing: {timeSlicing: 4}",
        "sharing: {timeSlicing: {resources: {name: gpu}}}",
        "version: v1\nflags: {migStrategy: none}",
    ],
)
def test_blocks_that_are_not_empty_or_no_fault_of_this_kind(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []


@pytest.mark.parametrize(
    ("block", "said", "fix"),
    [
        ("{replicas: 8}", "replicas is a part", "{name: nvidia.com/gpu, replicas: 8}"),
        ("{name: gpu, Replicas: 8, renameByDefault: true}", "Replicas and name are a part", "{name: gpu, replicas: 8}"),
        ("{rename: a, devices: all}", "devices and rename are a part", "{name: nvidia.com/gpu, replicas: 4, rename: a"),
        ("{replicas: [8]}", "replicas is a part", "{name: nvidia.com/gpu, replicas: 4}"),
    ],
)
def test_an_entry_without_its_list_is_one_fault_of_the_block(block: str, said: str, fix: str) -> None:
    text = plugin(f"version: v1\nsharing:\n  mps: {block}\n")
    assert lines_told(text, CODE) == [3]
    assert messages_told(text, CODE)[0].startswith(f"mps has no list `resources`, of whose entries {said}")
    assert [(one.code, fix in (one.fix or "")) for one in judged(text).findings] == [(CODE, True)]


def test_a_misspelt_list_is_told_at_its_key() -> None:
    text = plugin("version: v1\nsharing:\n  timeSlicing:\n    resource: [{name: gpu, replicas: 2}]\n")
    assert [one.code for one in judged(text).findings] == ["PLG202"]
