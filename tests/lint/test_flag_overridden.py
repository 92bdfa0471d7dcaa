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
