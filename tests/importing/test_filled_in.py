"""Values that something fills in later: by their defaults, or told where there is none."""

import pytest

from tests.importing.given import imported, profile, told

GPU = "A100-SXM4-80GB:8"
RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  interval: 1h
  chart: {spec: {chart: gpu-operator, version: v26.3.3, sourceRef: {kind: HelmRepository, name: n}}}
  values:
    driver: {enabled: false}
    dcgmExporter: {serviceMonitor: {enabled: true, additionalLabels: {release: "${PROM:=kps}"}}}
    daemonsets: {labels: {site: "${SITE:-ams}"}}
    devicePlugin:
      config:
        create: true
        name: c
        default: any
        data:
          any: |
            version: v1
            sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: ${REPLICAS:=4}}]}}
"""


def test_defaults_of_variables_are_what_they_are() -> None:
    result = imported(RELEASE, GPU)
    assert told(result) == []
    found = profile(result)
    assert found["extraValues"] == {"daemonsets": {"labels": {"site": "ams"}}}
    assert found["monitoring"] == {"serviceMonitor": {"labels": {"release": "kps"}}}
    assert "replicas: 4" in result.text
    assert "# given.yaml:10. Taken from the default in ${SITE:-ams}: no file fills the variable in." in result.text


@pytest.mark.parametrize(
    ("default", "code", "line", "message"),
    [
        (
            ":=kps",
            "IMP012",
            9,
            "not taken: what fills in ${PROM}, the value of monitoring.serviceMonitor.labels.release",
        ),
        (
            ":-ams",
            "IMP012",
            10,
            "not taken: what fills in ${SITE}, the value of extraValues.daemonsets.labels.site",
        ),
        (":=4", "IMP003", 17, "not known: what the entry any shares: it is filled in later"),
    ],
)
def test_what_has_no_default_is_told(default: str, code: str, line: int, message: str) -> None:
    result = imported(RELEASE.replace(default, ""), GPU)
    assert told(result) == [(code, line, message)]
    assert result.missing is (code == "IMP003")
    # What stands around a value that is left out stays.
    assert "serviceMonitor" in str(profile(result)["monitoring"])


def test_variables_of_kubernetes_own_stay_as_they_are() -> None:
    values = RELEASE.replace("${SITE:-ams}", "a").replace("version: v26.3.3", "version: v26.3.3") + (
        "    toolkit: {env: [{name: A, value: $(NODE_NAME)}]}\n"
    )
    result = imported(values, GPU)
    assert told(result) == []
    assert "$(NODE_NAME)" in result.text
