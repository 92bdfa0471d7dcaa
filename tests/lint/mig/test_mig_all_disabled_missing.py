import pytest

from tests.lint.examples import judged, told
from tests.lint.texts import layouts, lines_told, mig, policy

CODE = "MIG212"
WITHOUT = layouts(small=("devices: all, mig-enabled: false",))
WITH = layouts(**{"all-disabled": ("devices: all, mig-enabled: false",)})


def levels(text: str) -> list[str]:
    return [one.severity.value for one in judged(text).findings if one.code == CODE]


def test_of_a_config_map_alone_nobody_knows_what_nodes_ask_for() -> None:
    assert levels(mig(WITHOUT)) == ["info"]
    assert lines_told(mig(WITHOUT), CODE) == [2]
    assert levels(mig(WITH)) == []


def test_a_bare_file_may_be_for_a_machine_of_its_own() -> None:
    assert levels(WITHOUT) == ["info"]


@pytest.mark.parametrize(
    ("config", "found"),
    [
        ("{name: nvidia-mig}", [(7, "warning")]),
        ("{name: nvidia-mig, default: small}", []),
        ("{name: nvidia-mig, default: all-disabled}", [(13, "warning")]),
        ("{name: other}", [(7, "info")]),
    ],
)
def test_the_default_of_whoever_names_it(config: str, found: list[tuple[int, str]]) -> None:
    text = mig(WITHOUT) + policy(f"{{migManager: {{config: {config}}}}}")
    assert list(zip([line for line, _ in told(text, CODE)], levels(text), strict=True)) == found


def test_values_that_are_elsewhere_in_part_say_nothing() -> None:
    release = """\
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  valuesFrom: [{kind: ConfigMap, name: elsewhere}]
  values: {migManager: {config: {name: nvidia-mig}}}
"""
    assert levels(mig(WITHOUT) + release) == []


@pytest.mark.parametrize("text", ["version: v1\nmig-configs: {}", "version: v1\nmig-configs: []", "mig-configs:"])
def test_files_without_layouts_have_another_fault(text: str) -> None:
    assert levels(mig(text)) == []
