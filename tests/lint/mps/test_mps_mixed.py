import pytest

from tests.lint.texts import lines_told, messages_told, operator, plugin, policy, standalone

CODE = "MPS201"
MPS = plugin("version: v1\nsharing:\n  mps: {resources: [{name: nvidia.com/gpu, replicas: 2}]}")
OWN = plugin("flags: {migStrategy: mixed}\nsharing:\n  mps: {resources: [{name: nvidia.com/gpu, replicas: 2}]}")
NAMED = "devicePlugin: {config: {name: nvidia-plugin}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN, "(flags.migStrategy)"),
        (OWN + standalone(""), "(flags.migStrategy)"),
        (MPS + operator("mig: {strategy: mixed}"), "(mig.strategy of the chart)"),
        (MPS + standalone("migStrategy: mixed"), "(migStrategy of the chart)"),
        (MPS + policy(f"{{mig: {{strategy: mixed}}, {NAMED}}}"), "(mig.strategy of the ClusterPolicy)"),
        (OWN + policy(f"{{{NAMED}}}"), "(flags.migStrategy)"),
    ],
)
def test_mixed_wherever_it_comes_from(text: str, said: str) -> None:
    assert lines_told(text, CODE) == [3]
    assert said in messages_told(text, CODE)[0]


@pytest.mark.parametrize(
    "text",
    [
        MPS,
        MPS + operator(""),
        MPS + operator("mig: {strategy: single}"),
        OWN + operator("mig: {strategy: single}"),
        OWN.replace("mps", "timeSlicing"),
        MPS + operator("mig: {strategy: mixed}", name="other"),
    ],
)
def test_other_strategies(text: str) -> None:
    assert lines_told(text, CODE) == []
