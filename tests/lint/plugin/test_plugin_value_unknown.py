import pytest

from tests.lint.examples import judged
from tests.lint.texts import lines_told, messages_told, plugin

CODE = "PLG210"


@pytest.mark.parametrize(
    ("flags", "said", "fix"),
    [
        ("migStrategy: off", "true or false to the plugin's YAML reader", "migStrategy: none"),
        ("migStrategy: on", "true or false", "one of none, single, mixed"),
        ("migStrategy: 'off'", "'off' is no MIG strategy", "migStrategy: none"),
        ("migStrategy: false", "must be text, this is true or false", "one of none"),
        ("migStrategy: Single", "'Single' is no MIG strategy", "Write `single`"),
        ("migStrategy: all", "'all' is no MIG strategy", "none, single, mixed"),
        ("migStrategy: ''", "'' is no MIG strategy", "none, single, mixed"),
        ("deviceDiscoveryStrategy: vfio", "no device discovery strategy", "auto, nvml, tegra"),
        ("plugin: {deviceListStrategy: cdi}", "no device list strategy", "cdi-cri"),
        ("plugin: {deviceListStrategy: 'envvar,cdi-cri'}", "no device list strategy", "[envvar, cdi-cri]"),
        ("plugin: {deviceListStrategy: [envvar, cdi]}", "'cdi' is no device list", "cdi-cri"),
        ("plugin: {deviceListStrategy: [1]}", "must be text, this is a number", "envvar"),
        ("plugin: {deviceIDStrategy: uid}", "no device id strategy", "Write `uuid`"),
        ("plugin: {sharedDevicesAllocationPolicy: pack}", "no allocation policy", "Write `packed`"),
    ],
)
def test_values_that_are_refused(flags: str, said: str, fix: str) -> None:
    config = plugin(f"flags: {{{flags}}}\nsharing: {{}}")
    assert lines_told(config, CODE) == [1]
    assert said in messages_told(config, CODE)[0]
    assert fix in next(one.fix for one in judged(config).findings if one.code == CODE)


@pytest.mark.parametrize("channels", ["[1]", "[0, 1]"])
def test_imex_channels(channels: str) -> None:
    assert lines_told(plugin(f"sharing: {{}}\nimex: {{channelIDs: {channels}}}"), CODE) == [2]


@pytest.mark.parametrize(
    "flags",
    [
        "migStrategy: none",
        'migStrategy: "mixed"',
        "migStrategy: null",
        "deviceDiscoveryStrategy: tegra",
        "plugin: {deviceListStrategy: envvar, deviceIDStrategy: index}",
        "plugin: {deviceListStrategy: [volume-mounts, cdi-annotations]}",
        "gfd: {outputFile: anything}",
    ],
)
def test_values_that_are_taken(flags: str) -> None:
    assert lines_told(plugin(f"flags: {{{flags}}}\nsharing: {{}}\nimex: {{channelIDs: [0]}}"), CODE) == []


def test_a_list_that_names_none_leaves_containers_without_their_gpus() -> None:
    config = plugin("flags: {plugin: {deviceListStrategy: []}}\nsharing: {}")
    assert lines_told(config, CODE) == [1]
    # gpu-operator's charts before v25.3 set the variable that beats it.
    assert lines_told(config, CODE, "--chart", "nvidia-device-plugin@v0.19.3") == [1]


def test_a_policy_that_the_release_does_not_read_is_not_told_twice() -> None:
    config = plugin("flags: {plugin: {sharedDevicesAllocationPolicy: x}}\nsharing: {}")
    assert lines_told(config, CODE, "--chart", "nvidia-device-plugin@v0.19.3") == []


@pytest.mark.parametrize(
    ("strategy", "chart", "lines"),
    [
        ("cdi-cri", "nvidia-device-plugin@0.14.5", [1]),
        ("[envvar, cdi-annotations]", "nvidia-device-plugin@0.13.0", [1]),
        ("cdi-cri", "nvidia-device-plugin@0.15.0", []),
        ("[cdi-annotations]", "gpu-operator@v23.6.0", []),
        ("[cdi-cri]", "gpu-operator@v23.6.0", [1]),
        ("[cdi-cri]", "gpu-operator", []),
    ],
)
def test_strategies_that_came_with_a_later_plugin(strategy: str, chart: str, lines: list[int]) -> None:
    config = plugin(f"flags: {{plugin: {{deviceListStrategy: {strategy}}}}}\nsharing: {{}}")
    assert lines_told(config, CODE, "--chart", chart) == lines


@pytest.mark.parametrize(
    ("interval", "found"),
    [("60", 1), ("1.5", 1), ("60s", 0), ("60000000000", 0), ("0", 0), ("'${INTERVAL}'", 0)],
)
def test_an_interval_without_a_unit_is_one_of_nanoseconds(interval: str, found: int) -> None:
    config = plugin(f"flags: {{gfd: {{sleepInterval: {interval}}}}}\nsharing: {{}}")
    message = f"sleepInterval: {interval} is {interval} nanoseconds: GPU Feature Discovery looks again without a pause"
    assert messages_told(config, CODE) == [message] * found
