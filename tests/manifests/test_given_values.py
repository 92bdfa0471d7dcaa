"""Values that come to a release from Secrets, and to releases of other makers' charts from anywhere."""

from textwrap import indent

import pytest

from tests.lint.examples import judged, line_of, marked_lines, told

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {name}, namespace: any}}
spec:
  interval: 1h
  chart: {{spec: {{chart: {chart}, sourceRef: {{kind: HelmRepository, name: any}}}}}}
  valuesFrom: [{{kind: {kind}, name: given}}]
"""
OPERATOR = "driver:\n  enabeld: false  # <- here\n"
MEDIA = "jellyfin:\n  nodeSelector: {nvidia.com/gpu.present: true}  # <- here\n"
BUILT = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: any
resources: [release.yaml]
generatorOptions: {{disableNameSuffixHash: true}}
{key}:
- name: given
  files: [values.yaml=own.yaml]
"""


def _object(kind: str, values: str) -> str:
    key = "stringData" if kind == "Secret" else "data"
    head = f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: given, namespace: any}}\n"
    return f"{head}{key}:\n  values.yaml: |\n" + indent(values, "    ")


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
@pytest.mark.parametrize(("chart", "values", "code"), [("gpu-operator", OPERATOR, "VAL201"), ("any", MEDIA, "WRK214")])
def test_values_from_an_object_are_judged_at_their_lines(kind: str, chart: str, values: str, code: str) -> None:
    release = RELEASE.format(name="gpu-media", chart=chart, kind=kind)
    text = f"{release}---\n{_object(kind, values)}"
    assert [line for line, _ in told(text, code)] == marked_lines(text)


@pytest.mark.parametrize(("kind", "key"), [("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")])
@pytest.mark.parametrize(("chart", "values", "code"), [("gpu-operator", OPERATOR, "VAL201"), ("any", MEDIA, "WRK214")])
def test_values_from_a_generator_are_judged(kind: str, key: str, chart: str, values: str, code: str) -> None:
    release = RELEASE.format(name="gpu-media", chart=chart, kind=kind)
    files = {"release.yaml": release, "kustomization.yaml": BUILT.format(key=key), "own.yaml": values}
    findings = [one for one in judged(files).findings if one.code == code]
    assert [(one.file, line_of(one)) for one in findings] == [("own.yaml", line) for line in marked_lines(values)]


def test_a_secret_is_no_config_map() -> None:
    text = RELEASE.format(name="a", chart="gpu-operator", kind="Secret") + "---\n" + _object("ConfigMap", OPERATOR)
    assert told(text, "VAL201") == []


CHART = """\
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: media, namespace: kube-system}
spec: {chart: media, repo: https://example.org, targetNamespace: any}
---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: {name: media, namespace: kube-system}
spec:
  valuesContent: |
"""


def test_values_of_a_chart_config_are_for_its_chart() -> None:
    text = CHART + indent(MEDIA, "    ")
    assert [line for line, _ in told(text, "WRK214")] == marked_lines(text)
    assert told(text.replace("name: media, namespace: kube-system}\nspec:\n", "name: b}\nspec:\n"), "WRK214") == []


def test_patches_for_releases_of_other_charts_are_judged() -> None:
    release = RELEASE.format(name="gpu-media", chart="any", kind="ConfigMap")
    patch = (
        "resources: [release.yaml]\npatches:\n- target: {kind: HelmRelease, name: gpu-media}\n  patch: |\n"
        "    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: gpu-media}\n"
        "    spec:\n      values:\n"
    ) + indent(MEDIA, "        ")
    files = {"release.yaml": release, "kustomization.yaml": patch}
    assert [line for line, _ in told(files, "WRK214")] == marked_lines(patch)


AT_PATHS = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: any}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.7.0, sourceRef: {kind: HelmRepository, name: any}}}
  valuesFrom:
  - {kind: ConfigMap, name: given, valuesKey: strategy, targetPath: mig.strategy}
  - {kind: ConfigMap, name: given, valuesKey: any, targetPath: devicePlugin.config.data.any}
  values: {devicePlugin: {config: {create: true, name: sharing, default: any}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: given, namespace: any}
data:
  strategy: single
  any: |
    version: v1
    sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
"""


def test_a_config_map_of_single_values_is_no_configuration() -> None:
    assert [one for one in judged(AT_PATHS).findings if one.code.startswith(("PLG", "MIG", "REF"))] == []
    assert told(AT_PATHS.replace("name: given, valuesKey", "name: other, valuesKey"), "PLG212") != []
