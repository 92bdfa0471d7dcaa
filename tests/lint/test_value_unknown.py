from tests.lint.examples import judged, told

VALUES = """\
operator: {defaultRuntime: containerd}
driver:
  enabled: false
  autoUpgrad: true
toolkit: {enabled: true}
"""


def test_a_bare_values_file_is_recognised() -> None:
    assert [line for line, _ in told(VALUES, "VAL201")] == [4]


def test_what_no_known_release_has_is_told_softly_where_the_release_is_older_than_all() -> None:
    findings = judged({"values.yaml": VALUES}, ["--chart", "gpu-operator@v1.11.0"]).findings
    assert [(one.severity.value, one.code) for one in findings if one.code == "VAL201"] == [("info", "VAL201")]


def test_values_of_other_charts_are_passed_over() -> None:
    text = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ollama}
spec:
  chart: {spec: {chart: ollama, version: 1.2.3}}
  values:
    ollama: {gpu: {enabled: true, type: nvidia, number: 1}}
    driver: {autoUpgrad: 3}
"""
    assert judged(text).findings == ()
