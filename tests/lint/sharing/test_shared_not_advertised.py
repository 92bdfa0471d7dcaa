import pytest

from tests.lint.texts import lines_told, messages_told, operator, plugin, policy, standalone

CODE = "SHR203"


def config(strategy: str = "") -> str:
    flags = f"flags: {{migStrategy: {strategy}}}\n" if strategy else "version: v1\n"
    entries = "[{name: gpu, replicas: 2},\n   {name: nvidia.com/mig-1g.5gb, replicas: 2}]"
    return plugin(f"{flags}sharing: {{timeSlicing: {{resources: {entries}}}}}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (config("single"), "under MIG strategy single (flags.migStrategy)"),
        (config("none"), "under MIG strategy none (flags.migStrategy)"),
        (config() + operator(""), "single (gpu-operator's default of mig.strategy)"),
        (config("mixed") + operator(""), "single (gpu-operator's default of mig.strategy)"),
        (config() + operator("mig: {strategy: none}"), "none (mig.strategy of the chart)"),
        (config() + standalone(""), "none (the plugin's default)"),
        (config() + standalone("migStrategy: single"), "single (migStrategy of the chart)"),
        (config() + policy("{mig: {strategy: single}, devicePlugin: {config: {name: nvidia-plugin}}}"), "single (mig."),
    ],
)
def test_entries_that_share_nothing(text: str, said: str) -> None:
    assert lines_told(text, CODE) == [3]
    assert said in messages_told(text, CODE)[0]


@pytest.mark.parametrize(
    "text",
    [
        config(),
        config("mixed"),
        config() + operator("mig: {strategy: mixed}"),
        config("single") + operator("mig: {strategy: mixed}"),
        config("mixed") + standalone(""),
        config() + operator("", name="other"),
        config("none").replace("timeSlicing", "mps"),
    ],
)
def test_entries_that_share_or_are_told_elsewhere(text: str) -> None:
    assert lines_told(text, CODE) == []


def test_with_gpu_operator_said_and_nothing_of_its_values_the_strategy_is_not_known() -> None:
    assert lines_told(config("single"), CODE, "--chart", "gpu-operator") == []
