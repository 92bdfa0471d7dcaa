"""Charts in Ansible's tasks, in other installers, and values for charts of other makers there."""

from textwrap import indent

import pytest

from tests.lint.examples import judged, line_of, marked_lines, told
from tests.manifests.reading import manifests

TASK = """\
- name: GPU Operator
  {module}:
    name: gpu-operator
    chart_ref: nvidia/gpu-operator
    chart_version: {version}
    release_namespace: gpu-operator
    {values}:
      driver:
        enabeld: false  # <- here
"""
SET = """\
- name: GPU Operator
  kubernetes.core.helm:
    name: gpu-operator
    chart_ref: nvidia/gpu-operator
    chart_version: v26.7.0
    release_namespace: gpu-operator
    set_values:
      - value: driver.enabeld=false  # <- here
      - {value: nfd.enabled=no way, value_type: string}  # <- here
"""


def _task(module: str = "kubernetes.core.helm", values: str = "values", version: str = "v26.7.0") -> str:
    return TASK.format(module=module, values=values, version=version)


@pytest.mark.parametrize(
    "text",
    [
        _task(),
        _task("community.kubernetes.helm", "release_values"),
        _task("helm"),
        "- hosts: all\n  tasks:\n" + indent(_task(), "    "),
        "- name: any\n  when: gpu\n  block:\n" + indent(_task(), "    "),
        SET,
    ],
)
def test_values_of_tasks_are_judged(text: str) -> None:
    found = sorted(line for code in ("VAL201", "VAL202") for line, _ in told(text, code))
    assert found == marked_lines(text)


def test_what_tasks_say_of_a_chart_is_known() -> None:
    (use,) = manifests(_task()).charts
    assert (use.stated, use.namespace, use.release_name, use.whole) == ("v26.7.0", "gpu-operator", "gpu-operator", True)
    (use,) = manifests(_task(version='"{{ gpu_operator_version }}"')).charts
    assert use.releases


@pytest.mark.parametrize(
    "more",
    [
        "    values_files: [/tmp/values.yaml]\n",
        "    set_values: [{value: a=b, value_type: json}]\n",
        '    release_values: "{{ gpu_operator_values }}"\n',
    ],
)
def test_values_from_elsewhere_are_not_all(more: str) -> None:
    assert [one.whole for one in manifests(_task() + more).charts] == [False]


@pytest.mark.parametrize(
    "text",
    [
        _task().replace("    name:", "    state: absent\n    name:"),
        _task("kubernetes.core.helm_info"),
        _task().replace("nvidia/gpu-operator", "nvidia/any"),
    ],
)
def test_others_are_not(text: str) -> None:
    assert manifests(text).charts == ()


def test_a_missing_version_of_a_chart_is_told() -> None:
    assert [line for line, _ in told(_task(version="v99.1.0"), "VER203")] == [5]


GENERATOR = """\
apiVersion: builtin
kind: HelmChartInflationGenerator
metadata: {name: gpu-operator}
name: gpu-operator
repo: https://helm.ngc.nvidia.com/nvidia
version: v26.7.0
valuesInline:
  driver:
    enabeld: false  # <- here
"""


def test_a_generator_of_kustomize_is_a_chart() -> None:
    assert [line for line, _ in told(GENERATOR, "VAL201")] == [9]
    files = {
        "a/chart.yaml": GENERATOR.replace("valuesInline", "valuesFile: b.yaml\nother"),
        "a/b.yaml": "drivers: {}\n",
    }
    assert [line for line, _ in told(files, "VAL201")] == [1]


MEDIA = "jellyfin:\n  nodeSelector: {nvidia.com/gpu.present: true}  # <- here\n"
TOLD = {
    "ansible": "- name: any\n  kubernetes.core.helm:\n    name: a\n    chart_ref: any/media\n    values:\n"
    + indent(MEDIA, "      "),
    "helmfile": "releases:\n- name: media\n  chart: any/media\n  values:\n  -\n" + indent(MEDIA, "    "),
    "k0s": "apiVersion: helm.k0sproject.io/v1beta1\nkind: Chart\nmetadata: {name: media}\n"
    "spec:\n  chartName: any/media\n  values: |\n" + indent(MEDIA, "    "),
    "crossplane": "apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nmetadata: {name: media}\n"
    "spec:\n  forProvider:\n    chart: {name: media}\n    values:\n" + indent(MEDIA, "      "),
}


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD)
def test_values_for_charts_of_other_makers_are_read(text: str) -> None:
    found = [(one.code, line_of(one)) for one in judged(text).findings if one.severity.name != "INFO"]
    assert found == [("WRK214", line) for line in marked_lines(text)]


def test_values_in_a_bundle_of_fleet_are_for_its_chart() -> None:
    text = "helm:\n  chart: media\n  values:\n" + indent(MEDIA, "    ")
    assert [line for line, _ in told({"a/fleet.yaml": text}, "WRK214")] == marked_lines(text)
