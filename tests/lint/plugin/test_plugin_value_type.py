import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin, sliced

CODE = "PLG209"
GPU = "name: nvidia.com/gpu, replicas: 4"


@pytest.mark.parametrize(
    ("strategy", "chart", "severity"),
    [
        ("[envvar]", "nvidia-device-plugin@0.13.0", "error"),
        ("envvar", "nvidia-device-plugin@0.13.0", None),
        ("envvar", "nvidia-device-plugin@0.14.0", "error"),
        ("[envvar]", "nvidia-device-plugin@0.14.0", None),
        ("envvar", "nvidia-device-plugin@0.14.1", None),
        ("[envvar]", "gpu-operator@v22.9.2", "error"),
        ("[envvar]", "gpu-operator@v26.7.0", None),
        ("[envvar]", "gpu-operator", None),
        ("'${STRATEGY}'", "nvidia-device-plugin@0.14.0", None),
    ],
)
def test_what_a_device_list_strategy_was_by_release(strategy: str, chart: str, severity: str | None) -> None:
    config = plugin(f"flags: {{plugin: {{deviceListStrategy: {strategy}}}}}\nsharing: {{}}")
    found = [one.severity.value for one in judged(config, ("--chart", chart)).findings if one.code == CODE]
    assert found == ([] if severity is None else [severity])


@pytest.mark.parametrize(
    ("text", "line", "said", "fix"),
    [
        ("flags: {failOnInitError: 'true'}\nsharing: {}", 1, "must be true or false, this is text", "without quotes"),
        ("flags: {failOnInitError: 'yes'}\nsharing: {}", 1, "must be true or false", "Write `failOnInitError: true`"),
        ("flags: {failOnInitError: 1}\nsharing: {}", 1, "this is a number", ""),
        ("flags: {mpsRoot: 1}\nsharing: {}", 1, "mpsRoot must be text", 'mpsRoot: "1"'),
        ("flags: {gfd: {sleepInterval: often}}\nsharing: {}", 1, "a duration such as 60s", ""),
        ("flags: []\nsharing: {}", 1, "flags must be a mapping, this is a list", ""),
        ("sharing: {}\nflags: {plugin: text}", 2, "plugin must be a mapping", ""),
        ("sharing: {timeSlicing: []}", 1, "timeSlicing must be a mapping", ""),
        ("sharing:\n  timeSlicing:\n    resources: {name: gpu}", 3, "must be a list of mappings", "as a list"),
        (sliced(GPU, options="    failRequestsGreaterThanOne: 'no'\n"), 3, "must be true or false", "OrNot"),
        (sliced(f"{GPU}, devices: some"), 4, "devices must be `all`", "Delete it"),
        (sliced(f"{GPU}, devices: 0"), 4, "devices must be `all`", "Delete it"),
        (sliced(f"{GPU}, devices: ['all']"), 4, "devices must be `all`", "Delete it"),
        (sliced(f"{GPU}, devices: null"), 4, "devices must be `all`", "Delete it"),
        ("sharing: {}\nresources: {gpus: [{name: card}]}", 2, "has no pattern", "Delete the `resources`"),
        ("sharing: {}\nresources: []", 2, "resources must be a mapping", ""),
        ("sharing: {}\nimex: {channelIDs: '0'}", 2, "a list of whole numbers", ""),
        ("sharing: {}\nimex: {required: 'x'}", 2, "must be true or false", ""),
    ],
)
def test_types_that_are_refused(text: str, line: int, said: str, fix: str) -> None:
    config = plugin(text)
    assert lines_told(config, CODE) == [line]
    assert said in messages_told(config, CODE)[0]
    if fix != "OrNot":
        assert fix in next(one.fix for one in judged(config).findings if one.code == CODE)


@pytest.mark.parametrize(
    "text",
    [
        "flags: {failOnInitError: yes, gdsEnabled: Off, mofedEnabled: n}\nsharing: {}",
        "flags: {failOnInitError: null, mpsRoot: ~, plugin: null}\nsharing: {}",
        "flags: {gfd: {sleepInterval: 60}}\nsharing: {}",
        "flags: {gfd: {sleepInterval: 1m30s}}\nsharing: {}",
        "flags: {plugin: {deviceListStrategy: [envvar, cdi-cri]}}\nsharing: {}",
        sliced(f"{GPU}, devices: [0, '1:0', GPU-b1028956-cfa2-0990-bf4a-5da9abb51763]"),
        sliced(f"{GPU}, devices: 3"),
        "sharing: {}\nimex: {channelIDs: [], required: false}",
        "sharing: {mps: null}",
    ],
)
def test_types_that_are_taken(text: str) -> None:
    assert lines_told(plugin(text), CODE) == []
