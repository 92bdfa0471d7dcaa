import pytest

from tests.lint.examples import judged, told

NGC = "https://helm.ngc.nvidia.com/nvidia"
CHART = f'{{chart: gpu-operator, repoURL: "{NGC}", targetRevision: v26.7.0}}'
FILES = f'{{chart: gpu-operator, repoURL: "{NGC}", targetRevision: v26.7.0, helm: {{valueFiles: [%s]}}}}'
GIT = "{repoURL: 'https://git.example.com/a.git', ref: values}"
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: gpu-operator}}
spec:
  {}
"""
SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: gpu-operator}}
spec:
  template:
    metadata: {{name: gpu-operator}}
    spec:
      {}
"""


@pytest.mark.parametrize("form", [APPLICATION, SET])
@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (f"source: {CHART.replace('https', 'oci')}", "Argo CD takes no chart from oci://helm.ngc.nvidia.com/nvidia"),
        (
            f"source: {CHART.replace('chart:', 'path:')}",
            "https://helm.ngc.nvidia.com/nvidia is a Helm repository, and `path` is a folder of a Git repository",
        ),
        (f"source: {CHART.replace(', targetRevision: v26.7.0', '')}", "the chart gpu-operator has no targetRevision"),
        (
            f"sources: [{FILES % '$values/a.yaml'}]",
            "$values/a.yaml is a file of the source with `ref: values`, which is not here",
        ),
        (
            f"sources: [{FILES % '$value/a.yaml'}, {GIT}]",
            "$value/a.yaml is a file of the source with `ref: value`, which is not here: the",
        ),
        (
            f"source: {FILES % '$values/a.yaml'}",
            "$values/a.yaml is a file of the source with `ref: values`, which is not here",
        ),
        (f"{{source: {CHART}, sources: [{GIT}, {CHART}]}}", "`sources` stands beside `source`"),
        (f"{{source: {CHART}, destination: {{name: a, server: b}}}}", "a destination has either name or server"),
        (f"{{source: {CHART}, syncPolicy: {{syncOptions: [createNamespace=true]}}}}", "passes over the sync option 'c"),
        (f"{{source: {CHART}, syncPolicy: {{syncOptions: [CreateNamespace = true]}}}}", "passes over the sync option"),
        (f"{{source: {CHART}, syncPolicy: {{syncOptions: [CreateNamespace]}}}}", "CreateNamespace has no value"),
        (f"{{source: {CHART}, syncPolicy: {{syncOptions: [CreateNamespaces=true]}}}}", "knows no sync option CreateN"),
    ],
)
def test_what_argo_refuses_or_passes_over(form: str, spec: str, message: str) -> None:
    (found,) = told(form.format(spec), "REF221")
    assert message in found[1]


@pytest.mark.parametrize("form", [APPLICATION, SET])
@pytest.mark.parametrize(
    "spec",
    [
        f"source: {CHART}",
        f"source: {CHART.replace('https://', '')}",
        f"sources: [{FILES % '$values/a.yaml'}, {GIT}]",
        f"sources: [{FILES % './values.yaml, https://example.com/a.yaml, $ARGOCD_APP_NAME/a.yaml'}, {GIT}]",
        f"{{source: {CHART}, destination: {{name: '', server: b}}}}",
        f"{{source: {CHART}, destination: {{name: '{{{{name}}}}', server: '{{{{server}}}}'}}}}",
        f"{{source: {CHART}, syncPolicy: {{syncOptions: [CreateNamespace=true, SomethingNew=true, '{{{{x}}}}', 1]}}}}",
        "source: {chart: podinfo, repoURL: oci://a}",
    ],
)
def test_what_it_takes(form: str, spec: str) -> None:
    assert told(form.format(spec), "REF221") == []


def test_a_patch_of_the_template_may_say_the_version() -> None:
    text = SET.format(f"source: {CHART.replace(', targetRevision: v26.7.0', '')}")
    assert told(text + "  templatePatch: a\n", "REF221") == []


@pytest.mark.parametrize(
    ("spec", "severity", "fix"),
    [
        (
            f"sources: [{FILES % 'values-gpu.yaml'}, {GIT}]",
            "error",
            "Write $values/ and the path in the repository.",
        ),
        (
            f"source: {FILES % 'gpu/values.yaml'}",
            "error",
            "Write $values/ and the path in the repository, with that repository as a source that has `ref: values`.",
        ),
        (
            f"source: {(FILES % 'gpu.yaml').replace(NGC, 'https://charts.example.com')}",
            "warning",
            "Write $values/ and the path in the repository, with that repository as a source that has `ref: values`.",
        ),
    ],
)
def test_values_files_that_nvidias_chart_has_not(spec: str, severity: str, fix: str) -> None:
    (found,) = (one for one in judged(APPLICATION.format(spec)).findings if one.code == "REF221")
    assert "is looked for within the chart gpu-operator, which has no such file" in found.message
    assert (found.severity.value, found.fix) == (severity, fix)


def test_a_missing_values_file_may_be_passed_over() -> None:
    spec = f"source: {(FILES % 'gpu.yaml').replace('helm: {', 'helm: {ignoreMissingValueFiles: true, ')}"
    assert told(APPLICATION.format(spec), "REF221") == []


@pytest.mark.parametrize(
    ("form", "destination", "told_once"),
    [
        (APPLICATION, "{namespace: gpu-operator}", True),
        (APPLICATION, "{namespace: gpu-operator, server: ''}", True),
        (APPLICATION, "{namespace: gpu-operator, server: 'https://kubernetes.default.svc'}", False),
        (APPLICATION, "{namespace: gpu-operator, name: '{{name}}'}", False),
        (APPLICATION, "{}", False),
        (SET, "{namespace: gpu-operator}", False),
    ],
)
def test_a_destination_that_names_no_cluster(form: str, destination: str, told_once: bool) -> None:
    spec = f"{{destination: {destination}, source: {CHART}}}".replace("\n", " ")
    text = form.replace("spec:\n  {}\n", "spec: {}\n").replace("spec:\n      {}\n", "spec: {}\n").format(spec)
    found = [message for _, message in told({"a.yaml": text}, "REF221")]
    assert (
        found == ["a destination without server and name is no cluster: Argo CD refuses the Application"]
    ) == told_once
    assert bool(found) == told_once


def test_files_of_parameters_are_looked_for_in_the_chart_too() -> None:
    helm = "helm: {fileParameters: [{name: config.map.any, path: %s}]}"
    chart = f'{{chart: gpu-operator, repoURL: "{NGC}", targetRevision: v26.7.0, {helm}}}'
    for path, number in (("files/any.yaml", 1), ("$values/any.yaml", 0), ("https://example.com/any.yaml", 0)):
        text = APPLICATION.format(f"sources: [{chart % path}, {GIT}]")
        assert len(told({"a.yaml": text}, "REF221")) == number, path
