import pytest

from tests.lint.examples import told
from tests.manifests.reading import manifests, read

PLUGIN = "nvidia-device-plugin:\n  migStrategy: mixed\n"
OPERATOR = "- {name: gpu-operator, version: v26.7.0}"
OTHERS = "- {name: kube-prometheus-stack, version: 80.0.0}"


def chart(*dependencies: str) -> str:
    return "apiVersion: v2\nname: gpu-stack\ndependencies:\n" + "".join(f"  {one}\n" for one in dependencies)


def blocks(values: str, chart_text: str, **more: str) -> tuple[list[str], list[str]]:
    """Return which charts the values are for, and of which blocks nobody reads the values."""
    found = manifests({"a/values.yaml": values, "a/Chart.yaml": chart_text, **more})
    return [one.chart for one in found.charts], [one.chart for one in found.idle]


@pytest.mark.parametrize(
    "dependencies",
    [
        (OPERATOR,),
        (OTHERS,),
        ("- {name: nvidia-device-plugin, alias: plugin, version: 0.19.3}",),
        # A mirror's name is another key too.
        ("- {name: nvidia-nvidia-device-plugin, version: 0.19.3}",),
        ("- {name: common, version: 2.0.0}", OTHERS),
    ],
)
def test_a_block_without_its_dependency_is_no_use(dependencies: tuple[str, ...]) -> None:
    assert blocks(PLUGIN, chart(*dependencies)) == ([], ["nvidia-device-plugin"])


def test_what_a_block_knows_of_the_dependencies() -> None:
    (block,) = manifests(
        {
            "a/values.yaml": "gpu-operator: {driver: {enabled: false}}\n",
            "a/Chart.yaml": chart("- {name: gpu-operator, alias: gpus}", OTHERS),
        }
    ).idle
    assert block.dependencies == (("gpu-operator", "gpus"), ("kube-prometheus-stack", "kube-prometheus-stack"))
    assert (block.value.place.file, block.value.place.steps) == ("a/values.yaml", (("gpu-operator",),))
    assert block.value.tree == {"driver": {"enabled": False}}


@pytest.mark.parametrize(
    "chart_text",
    [
        chart("- {name: nvidia-device-plugin, version: 0.19.3}"),
        chart("- {name: nvidia-device-plugin, version: 0.19.3, alias: nvidia-device-plugin}"),
        # Nothing comes from elsewhere, so the chart's own templates read its values.
        "apiVersion: v2\nname: gpu-stack\n",
        chart("- {name: common, version: 2.0.0}"),
        chart("- {name: team-library, version: 2.0.0}"),
    ],
)
def test_a_block_that_somebody_reads(chart_text: str) -> None:
    assert blocks(PLUGIN, chart_text) == (["nvidia-device-plugin"], [])


def test_an_alias_that_is_the_name_of_another_chart() -> None:
    values = PLUGIN + "plugin:\n  migStrategy: mixed\n"
    aliased = chart("- {name: nvidia-device-plugin, alias: plugin, version: 0.19.3}")
    assert blocks(values, aliased) == (["nvidia-device-plugin"], ["nvidia-device-plugin"])


def test_dependencies_of_helm_2_stand_in_a_file_of_their_own() -> None:
    old = "apiVersion: v1\nname: gpu-stack\n"
    named = "dependencies: [{name: nvidia-device-plugin, version: 0.19.3}]\n"
    assert blocks(PLUGIN, old, **{"a/requirements.yaml": named}) == (["nvidia-device-plugin"], [])
    other = "dependencies: [{name: gpu-operator, version: v26.7.0}]\n"
    assert blocks(PLUGIN, old, **{"a/requirements.yaml": other}) == ([], ["nvidia-device-plugin"])


def test_a_chart_that_lies_within_needs_no_mention() -> None:
    within = "apiVersion: v2\nname: nvidia-device-plugin\n"
    path = "a/charts/nvidia-device-plugin/Chart.yaml"
    assert blocks(PLUGIN, chart(OPERATOR), **{path: within}) == (["nvidia-device-plugin"], [])


@pytest.mark.parametrize(
    ("template", "is_read"),
    [
        ('a: {{ index .Values "nvidia-device-plugin" "migStrategy" }}', True),
        ("{{- range $name, $values := .Values }}\na: b\n{{- end }}", True),
        ("a: {{ toYaml .Values | nindent 2 }}", True),
        ("a: {{ $.Values }}", True),
        ("kind: Namespace\nmetadata: {name: {{ .Values.namespace }}}", False),
        ("kind: Namespace\nmetadata: {name: gpus}", False),
    ],
)
def test_a_template_may_read_the_block(template: str, is_read: bool) -> None:
    texts = {"a/values.yaml": PLUGIN, "a/Chart.yaml": chart(OPERATOR), "a/templates/one.yaml": template}
    found = read(texts).manifests
    assert (len(found.charts), len(found.idle)) == ((1, 0) if is_read else (0, 1))
    # Templates of another chart say nothing of this one, and those at the root are the root's.
    texts["b/templates/one.yaml"] = texts.pop("a/templates/one.yaml")
    assert len(read(texts).manifests.idle) == 1
    flat = {"values.yaml": PLUGIN, "Chart.yaml": chart(OPERATOR), "templates/one.yaml": template}
    assert len(read(flat).manifests.idle) == (0 if is_read else 1)


def test_a_block_that_only_switches_a_dependency() -> None:
    switched = chart(
        "- {name: nvidia-device-plugin, alias: plugin, condition: 'nvidia-device-plugin.gfd,plugin.on'}", OTHERS
    )
    assert blocks("nvidia-device-plugin: {gfd: true}\n", switched) == ([], [])
    assert blocks("nvidia-device-plugin: {gfd: true, migStrategy: none}\n", switched) == ([], ["nvidia-device-plugin"])
    assert blocks("nvidia-device-plugin: {enabled: true, team: a}\n", chart(OPERATOR)) == ([], [])
    assert blocks("nvidia-device-plugin: mixed\n", chart(OPERATOR)) == ([], [])


UMBRELLA = """\
apiVersion: v2
name: gpu
version: 0.1.0
dependencies:
- {name: gpu-operator, version: v26.7.0, repository: "https://helm.ngc.nvidia.com/nvidia"%s}
"""
BLOCK = "%s:\n  driver: {enabled: false}\n  toolkit: {enabled: false}\n"


@pytest.mark.parametrize(
    "key", ["gpuOperator", "gpu_operator", "GPU-Operator", "nvidia-gpu-operator", "nvidiaOperator"]
)
def test_a_key_that_is_spelt_otherwise_than_the_dependency(key: str) -> None:
    ((line, message),) = told({"Chart.yaml": UMBRELLA % "", "values.yaml": BLOCK % key}, "VAL201")
    assert line == 1
    assert f"no dependency `{key}`, only gpu-operator" in message


@pytest.mark.parametrize(
    "files",
    [
        {"values.yaml": BLOCK % "gpu-operator"},
        {"values.yaml": BLOCK % "gpuOperator" + BLOCK % "gpu-operator"},
        {"values.yaml": BLOCK % "gpuOperator", "templates/a.yaml": "a: {{ .Values.gpuOperator.driver.enabled }}"},
        {"values.yaml": BLOCK % "gpuOperator", "templates/a.yaml": "a: {{ toYaml .Values }}"},
        {"values.yaml": "gpuOperator: {enabled: true}\n"},
        {"values.yaml": BLOCK % "another"},
        {"values.yaml": BLOCK % "gpuOperator", "Chart.yaml": UMBRELLA % ", alias: gpuOperator"},
    ],
)
def test_keys_that_are_read_or_of_no_chart_of_nvidias(files: dict[str, str]) -> None:
    assert told({"Chart.yaml": UMBRELLA % "", **files}, "VAL201") == []
