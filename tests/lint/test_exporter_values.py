"""Values for the chart of dcgm-exporter alone."""

import pytest

from generator.model.finding import Severity
from tests.lint.examples import judged, told

CODE = "VAL201"
NVIDIAS = "https://nvidia.github.io/dcgm-exporter/helm-charts"
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: exporter}}
spec:
  chart: {{spec: {{chart: {0}, sourceRef: {{kind: HelmRepository, name: nvidia}}}}}}
  values: {{{1}}}
"""
SOURCE = """\
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {{name: nvidia}}
spec: {{url: {}}}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: exporter}}
spec:
  source:
    {{repoURL: {1}, chart: dcgm-exporter, helm: {{valuesObject: {{{0}}}}}}}
"""
KUSTOMIZE = "helmCharts:\n- name: dcgm-exporter\n  repo: {1}\n  valuesInline: {{{0}}}\n"
HELMFILE = """\
repositories: [{{name: gpu-helm-charts, url: '{1}'}}]
releases: [{{name: a, chart: gpu-helm-charts/dcgm-exporter, values: [{{{0}}}]}}]
"""
CHART = "dcgm-exporter"
TOO_DEEP = f"Move what is below `{CHART}:` up to the top: only a chart that has {CHART} as a dependency wraps it so."
BLOCK = "dcgm-exporter: {serviceMonitor: {enabled: true}}\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("release.yaml", RELEASE.format("dcgm-exporter", "{}") + SOURCE.format(NVIDIAS)),
        ("application.yaml", APPLICATION.format("{}", NVIDIAS)),
        ("kustomization.yaml", KUSTOMIZE.format("{}", NVIDIAS)),
        ("helmfile.yaml", HELMFILE.format("{}", NVIDIAS)),
    ],
)
@pytest.mark.parametrize(
    ("values", "key", "fix"),
    [
        ("args: [-f, /etc/own.csv]", "args", "Did you mean arguments?"),
        ("env: [{name: A, value: b}]", "env", "Did you mean extraEnv?"),
        ("serviceMonitr: {enabled: true}", "serviceMonitr", "Did you mean serviceMonitor?"),
        (
            "dcgm-exporter: {tolerations: [{operator: Exists}]}",
            "dcgm-exporter",
            TOO_DEEP,
        ),
    ],
)
def test_keys_that_the_chart_has_not(name: str, text: str, values: str, key: str, fix: str) -> None:
    findings = [one for one in judged({name: text.replace("{{}}", f"{{{values}}}")}).findings if one.code == CODE]
    assert [(one.message, one.fix, one.severity) for one in findings] == [
        (f"dcgm-exporter has no value {key}", fix, Severity.ERROR)
    ]


def test_without_an_address_it_is_less_sure() -> None:
    text = RELEASE.format("dcgm-exporter", "args: [a]")
    assert [one.severity for one in judged(text).findings if one.code == CODE] == [Severity.WARNING]
    text = RELEASE.format("dcgm-exporter", "args: []")
    assert [one.severity for one in judged(text).findings if one.code == CODE] == [Severity.INFO]


def test_a_file_that_is_called_after_the_chart_beside_what_asks_for_it() -> None:
    release = RELEASE.format("dcgm-exporter", "service: {enable: true}")
    found = [(1, "dcgm-exporter has no value dcgm-exporter")]
    for name in ("dcgm-exporter-values.yaml", "dcgm-exporter/values.yaml"):
        assert told({"release.yaml": release, name: BLOCK}, CODE) == found
    assert told({"release.yaml": release, "values.yaml": BLOCK}, CODE) == []
    assert told({"dcgm-exporter-values.yaml": BLOCK}, CODE) == []


def test_a_chart_around_it_has_its_values_below_its_name() -> None:
    chart = f"name: own\ndependencies: [{{name: dcgm-exporter, version: 4.8.1, repository: '{NVIDIAS}'}}]\n"
    files = {"Chart.yaml": chart, "values.yaml": BLOCK, "dcgm-exporter-values.yaml": BLOCK}
    assert told(files, CODE) == []
    wrong = BLOCK.replace("serviceMonitor", "condition: true, args")
    assert [said for _, said in told({**files, "values.yaml": wrong}, CODE)] == [
        "dcgm-exporter has no value condition",
        "dcgm-exporter has no value args",
    ]
    switched = chart.replace("name: dcgm-exporter", "name: dcgm-exporter, condition: dcgm-exporter.enabled")
    text = BLOCK.replace("serviceMonitor", "enabled: true, serviceMonitor")
    assert told({"Chart.yaml": switched, "values.yaml": text}, CODE) == []


@pytest.mark.parametrize(
    "text",
    [
        RELEASE.format("dcgm-exporter", "arguments: [a], extraEnv: [], kubernetesDRA: {enabled: true}, global: {a: b}"),
        RELEASE.format("dcgm-exporter", "x-own: {a: b}, '${KEY}': 1, mapPodsMetrics: true"),
        RELEASE.format("dcgm-exporter", "args: [a]") + SOURCE.format("https://charts.example.com"),
        APPLICATION.format("args: [a]", "https://charts.example.com"),
        RELEASE.format("./charts/dcgm-exporter", "args: [a]"),
        RELEASE.format("own-exporter", "args: [a]"),
    ],
)
def test_what_the_chart_has_and_charts_of_others(text: str) -> None:
    assert told(f"# nvidia\n{text}", CODE) == []


KNOWN = "serviceMonitor: {enabled: true}\nresources: {}\nnodeSelector: {gpu: a}\n"


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("dcgm-exporter-values.yaml", f"args: [a]\n{KNOWN}", [1]),
        ("values-dcgm-exporter.yaml", f"args: [a]\n{KNOWN}", [1]),
        # Be it for the chart or for one around it.
        ("dcgm-exporter.yaml", "dcgm-exporter:\n  args: [a]\n  image: {}\n  resources: {}\n  service: {}\n", [2]),
        ("dcgm-exporter-values.yaml", KNOWN, []),
        # Too little of it is the chart's, or another says so.
        ("dcgm-exporter-values.yaml", "args: [a]\nresources: {}\nnvidia: {}\n", []),
        ("dcgm-exporter-values.yaml", f"args: [a]\na: 1\nb: 1\nc: 1\n{KNOWN}", []),
        ("dcgm-exporter/values.yaml", f"args: [a]\n{KNOWN}", []),
        ("exporter.yaml", f"args: [a]\n{KNOWN}", []),
    ],
)
def test_a_file_that_is_called_after_the_chart_alone(name: str, text: str, lines: list[int]) -> None:
    found = [one for one in judged({name: f"{text}# nvidia\n"}).findings if one.code == CODE]
    assert [one.position.line for one in found if one.position is not None] == lines
    assert {one.severity for one in found} <= {Severity.WARNING}
