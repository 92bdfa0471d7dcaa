import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin, sliced

CODE = "PLG202"
GPU = "name: nvidia.com/gpu, replicas: 4"


def fixes(text: str) -> list[str]:
    return [one.fix for one in judged(text).findings if one.code == CODE]


@pytest.mark.parametrize(
    ("text", "line", "said", "fix"),
    [
        ("migStrategy: mixed\n" + sliced(GPU), 1, "migStrategy at the top of its file", "flags.migStrategy"),
        ("timeSlicing: {resources: [{name: gpu, replicas: 2}]}", 1, "timeSlicing at the top", "sharing.timeSlicing"),
        ("sharing: {replicas: 4}", 1, "replicas under sharing", "sharing.timeSlicing.resources[].replicas"),
        ("flags: {migStrategy: none, passDeviceSpecs: true}", 1, "under flags", "flags.plugin.passDeviceSpecs"),
        ("flags: {migStrategi: none}\nsharing: {}", 1, "migStrategi under flags", "Did you mean migStrategy?"),
        (sliced(GPU, options="    renamebydefault: true\n"), 3, "under sharing.timeSlicing", "Write `renameByDefault`"),
        (sliced(f"{GPU}, failRequestsGreaterThanOne: true"), 4, "on an entry", "sharing.timeSlicing.failRequests"),
        (sliced(f"{GPU}, memory: 4Gi"), 4, "memory on an entry", "time-slicing does not divide memory"),
        (sliced(f"{GPU}, nodeSelector: {{a: b}}"), 4, "nodeSelector on an entry", "nvidia.com/device-plugin.config"),
        (
            f"sharing:\n  mps:\n    resources:\n    - {{{GPU}, memoryGB: 4}}",
            4,
            "on an entry of sharing.mps.resources",
            "divided by replicas",
        ),
        ("sharing: {}\nimex: {channels: [0]}\nflags: {migStrategy: none}", 2, "channels under imex", "channelIDs"),
    ],
)
def test_unknown_keys(text: str, line: int, said: str, fix: str) -> None:
    config = plugin(text)
    assert lines_told(config, CODE) == [line]
    assert said in messages_told(config, CODE)[0]
    assert fix in fixes(config)[0]


@pytest.mark.parametrize(
    "text",
    [
        sliced(GPU),
        "Sharing: {timeslicing: {resources: [{name: gpu, replicas: 2}]}}",
        "flags: {MIGSTRATEGY: mixed, plugin: {deviceidstrategy: uuid}, GFD: {OneShot: true}}\nsharing: {}",
        "x-entry: &gpu {name: gpu, replicas: 2}\nsharing: {timeSlicing: {resources: [*gpu]}}",
        "sharing: {timeSlicing: 3}",
        "sharing: [1]",
        "flags: {migStrategy: none, plugin: null, gfd: {sleepInterval: 60s, noTimestamp: false}}",
    ],
)
def test_known_keys(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []


def test_what_stands_below_an_unknown_key_is_not_told_too() -> None:
    assert lines_told(plugin("sharing:\n  timeslice:\n    replicas: 4\n    foo: 1"), CODE) == [2]


def test_keys_of_a_plugin_that_is_not_known_yet_are_told_softly() -> None:
    values = "config:\n  map:\n    a: |\n      flags: {newKey: 1}\n      sharing: {}\n      #nvidia\n"
    found = judged(values, ("--chart", "nvidia-device-plugin@v0.20.0")).findings
    assert [(one.code, one.severity.value) for one in found] == [(CODE, "error")]
    newer = judged(values, ("--chart", "nvidia-device-plugin@v0.99.0")).findings
    assert [(one.code, one.severity.value) for one in newer] == [(CODE, "info")]


@pytest.mark.parametrize("key", ["mig-configs", "migConfigs", "mig_configs"])
def test_layouts_belong_to_the_mig_manager(key: str) -> None:
    text = plugin(f"version: v1\nflags: {{migStrategy: single}}\n{key}: {{all-disabled: []}}\n")
    (found,) = (one for one in judged(text).findings if one.code == "PLG202")
    assert (found.fix or "").startswith("Layouts are read by the MIG manager: put them under the key config.yaml")
