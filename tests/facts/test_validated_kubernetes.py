from generator.facts.charts import chart_versions
from generator.facts.validated_kubernetes import validated_kubernetes


def test_every_operator_release_that_we_know_has_a_range() -> None:
    for version in chart_versions("gpu-operator"):
        found = validated_kubernetes("gpu-operator", version)
        assert found is not None, version
        assert found[0] < found[1]


def test_the_standalone_chart_has_none() -> None:
    assert validated_kubernetes("nvidia-device-plugin", "v0.20.0") is None
