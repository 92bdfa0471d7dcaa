import pytest

from tests.lint.examples import judged
from tests.lint.texts import operator, plugin, policy, standalone

CODE = "SHR202"


def levels(text: str, *options: str) -> list[str]:
    return [one.severity.value for one in judged(text, options).findings if one.code == CODE]


def flags(text: str) -> str:
    return plugin(f"flags: {{{text}}}\nsharing: {{}}")


MIXED = "migStrategy: mixed"
SLICED_MIG = plugin(
    "flags: {migStrategy: mixed}\nsharing: {timeSlicing: {resources: [{name: mig-1g.5gb, replicas: 2}]}}"
)


@pytest.mark.parametrize(
    ("config", "values", "found"),
    [
        (flags(MIXED), "", ["warning"]),
        (flags(MIXED), "mig: {strategy: single}", ["warning"]),
        (flags(MIXED), "mig: {strategy: mixed}", []),
        (SLICED_MIG, "", ["error"]),
        (flags("migStrategy: none"), "", ["info"]),
        (flags("migStrategy: single"), "", []),
        (flags("failOnInitError: false"), "", ["warning"]),
        (flags("failOnInitError: true"), "", []),
        (flags("mpsRoot: /opt/mps"), "", ["warning"]),
        (flags("plugin: {passDeviceSpecs: false}"), "", ["info"]),
        (flags("plugin: {deviceListStrategy: cdi-cri}"), "", ["info"]),
        (flags("plugin: {deviceIDStrategy: index}"), "", ["warning"]),
        (flags("nvidiaDriverRoot: /run"), "", []),
        (flags("gdsEnabled: true"), "", []),
    ],
)
def test_under_gpu_operator(config: str, values: str, found: list[str]) -> None:
    assert levels(config + operator(values)) == found


def test_what_the_environment_says_by_the_charts_values() -> None:
    env = "env: [{name: DEVICE_ID_STRATEGY, value: index}]"
    values = f"devicePlugin: {{{env}, config: {{name: nvidia-plugin}}}}"
    text = flags("plugin: {deviceIDStrategy: index}") + operator("").replace(
        "devicePlugin: {config: {name: nvidia-plugin}}", values
    )
    assert levels(text) == []
    assert levels(text.replace("deviceIDStrategy: index", "deviceIDStrategy: uuid")) == ["info"]


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("{devicePlugin: {config: {name: nvidia-plugin}}}", []),
        ("{mig: {strategy: single}, devicePlugin: {config: {name: nvidia-plugin}}}", ["warning"]),
        ("{mig: {strategy: single}, devicePlugin: {config: {name: other}}}", []),
    ],
)
def test_under_a_cluster_policy(spec: str, found: list[str]) -> None:
    assert levels(flags(MIXED) + policy(spec)) == found


@pytest.mark.parametrize(
    ("values", "found"),
    [("", []), ("migStrategy: single", ["warning"]), ("migStrategy: mixed", []), ("failOnInitError: false", [])],
)
def test_under_the_plugins_own_chart(values: str, found: list[str]) -> None:
    assert levels(flags(MIXED) + standalone(values)) == found


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (flags(MIXED) + operator(""), "Say it once for the cluster in `mig.strategy`, and delete it here."),
        (flags("mpsRoot: /a") + operator(""), "Delete it, or set devicePlugin.mps.root in the ClusterPolicy."),
        (
            flags("failOnInitError: false") + operator(""),
            "Delete it here; for the whole cluster set FAIL_ON_INIT_ERROR in devicePlugin.env.",
        ),
        (
            flags(MIXED) + standalone("migStrategy: single"),
            "Say it in one place: delete it here, or take migStrategy out of the chart's values.",
        ),
    ],
)
def test_where_it_is_to_be_said_instead(text: str, fix: str) -> None:
    assert [one.fix for one in judged(text).findings if one.code == CODE] == [fix]


def test_of_a_config_map_alone_nothing_is_known_and_of_gpu_operator_alone_little() -> None:
    assert levels(flags(MIXED)) == []
    assert levels(flags(MIXED), "--chart", "gpu-operator") == ["info"]
    assert levels(flags("plugin: {deviceIDStrategy: index}"), "--chart", "gpu-operator") == ["warning"]
    assert levels(flags(MIXED), "--chart", "nvidia-device-plugin") == []


@pytest.mark.parametrize(
    ("flag", "value", "version", "found"),
    [
        ("nvidiaDriverRoot: /run", "nvidiaDriverRoot: /", "v0.17.4", ["warning"]),
        ("nvidiaDevRoot: /run", "nvidiaDevRoot: /", "v0.17.4", ["warning"]),
        ("gdrcopyEnabled: true", "gdrcopyEnabled: false", "v0.18.2", ["warning"]),
        ("gdrcopyEnabled: true", "gdrcopyEnabled: false", "v0.17.4", []),
        ("gdrcopyEnabled: false", "gdrcopyEnabled: true", "v0.20.0", ["info"]),
        ("gdsEnabled: true", "gdsEnabled: false", "v0.20.0", ["warning"]),
        ("gdsEnabled: true", 'gdsEnabled: "false"', "v0.20.0", []),
        ("mofedEnabled: true", "mofedEnabled: true", "v0.20.0", []),
        ("useNodeFeatureAPI: true", "nfd: {enableNodeFeatureApi: false}", "v0.18.2", ["warning"]),
        ("useNodeFeatureAPI: true", "nfd: {enableNodeFeatureApi: false}", "v0.19.3", []),
        ("plugin: {passDeviceSpecs: true}", "compatWithCPUManager: false", "v0.20.0", ["warning"]),
        ("plugin: {passDeviceSpecs: true}", "compatWithCPUManager: true", "v0.20.0", []),
        ("plugin: {passDeviceSpecs: true}", "passDeviceSpecs: false", "v0.20.0", []),
        ("plugin: {deviceListStrategy: cdi-cri}", "deviceListStrategy: envvar", "v0.20.0", ["warning"]),
        ("plugin: {deviceListStrategy: cdi-cri}", "deviceListStrategy: [envvar]", "v0.20.0", []),
        ("plugin: {nvidiaCTKPath: /a}", "cdi: {nvidiaHookPath: /b}", "v0.20.0", ["warning"]),
        ("gfd: {noTimestamp: true}", "noTimestamp: false", "v0.20.0", ["warning"]),
        ("gfd: {sleepInterval: 30s}", "sleepInterval: 10s", "v0.20.0", ["warning"]),
        ("gfd: {sleepInterval: 30s}", "gfd: {sleepInterval: 10s}", "v0.20.0", []),
        ("mpsRoot: /srv/mps", "", "v0.20.0", ["warning"]),
        ("mpsRoot: /run/nvidia/mps", "", "v0.20.0", []),
        ("mpsRoot: /srv/mps", "mps: {root: /srv/mps}", "v0.17.4", []),
        ("mpsRoot: /srv/mps", "mps: {root: /opt/mps}", "v0.17.4", ["warning"]),
        ("mpsRoot: /srv/mps", "mps: {root: '${ROOT}'}", "v0.17.4", ["info"]),
    ],
)
def test_every_value_that_the_plugins_own_chart_puts_into_the_environment(
    flag: str, value: str, version: str, found: list[str]
) -> None:
    assert levels(flags(flag) + standalone(value, version)) == found


def test_the_value_that_wins_is_named() -> None:
    text = flags("plugin: {passDeviceSpecs: true}") + standalone("compatWithCPUManager: false")
    (found,) = (one for one in judged(text).findings if one.code == CODE)
    assert found.message == (
        "flags.plugin.passDeviceSpecs has no effect: compatWithCPUManager of the chart beats it, which is false"
    )
    assert found.fix == ("Say it in one place: delete it here, or take compatWithCPUManager out of the chart's values.")
    (found,) = (one for one in judged(flags("mpsRoot: /a") + standalone("")).findings if one.code == CODE)
    assert found.fix == "Delete it, or set mps.root."
