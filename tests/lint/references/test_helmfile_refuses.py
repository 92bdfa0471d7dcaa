import pytest

from tests.lint.examples import told

HELMFILE = """\
repositories:
- {{name: nvidia, url: "https://helm.ngc.nvidia.com/nvidia"}}
releases:
- name: nfd
  namespace: nfd
  chart: oci://registry.k8s.io/nfd/charts/node-feature-discovery
- name: gpu-operator
  namespace: gpu-operator
  chart: {chart}
  {more}
"""


def found(
    more: str = "version: v26.7.0", chart: str = "nvidia/gpu-operator", before: str = ""
) -> list[tuple[int, str]]:
    return told(before + HELMFILE.format(chart=chart, more=more), "REF231")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("values: {driver: {enabled: false}}", "values of a release is a mapping, where a list must be"),
        ("values: values.yaml", 'values of a release is the text "values.yaml", where a list must be'),
        ("set: {driver.enabled: false}", "set of a release is a mapping, where a list must be"),
        ("needs: nfd/nfd", 'needs of a release is the text "nfd/nfd", where a list must be'),
        ("valuesFiles: [values.yaml]", "valuesFiles is no field of a release"),
        ("needs: [nfd/cert-manager]", "no release is called cert-manager"),
        ("needs: [kube-system/nfd]", "the release nfd is in the namespace nfd, not in kube-system"),
    ],
)
def test_what_helmfile_refuses(more: str, message: str) -> None:
    ((line, first),) = found(more)
    assert line == 10
    assert first.startswith(message)


def test_a_repository_that_is_not_listed() -> None:
    assert found(chart="ngc/gpu-operator") == [(9, "no repository ngc is among `repositories`, there is nvidia")]


@pytest.mark.parametrize(
    ("more", "chart", "before"),
    [
        ("values: [{driver: {enabled: false}}, values.yaml]", "nvidia/gpu-operator", ""),
        ("values:", "nvidia/gpu-operator", ""),
        ("needs: [nfd/nfd, default/nfd/nfd, nfd, 1]", "nvidia/gpu-operator", ""),
        ("needs: ['{{ .Values.need }}']", "nvidia/gpu-operator", ""),
        ("needs: [a/b]", "ngc/gpu-operator", "bases: [a.yaml]\n"),
        ("needs: [a/b]", "ngc/gpu-operator", "helmfiles: [a.yaml]\n---\n"),
        ("set: [{name: driver.enabled, value: false}]", "./gpu-operator", ""),
        ("labels: {a: b}", "../charts/gpu-operator", ""),
        ("labels: {a: b}", "oci://ghcr.io/example/gpu-operator", ""),
        ("labels: {a: b}", "charts/of/gpu-operator", ""),
        ("valuesFiles: [a]", "nvidia/podinfo", ""),
    ],
)
def test_what_it_takes(more: str, chart: str, before: str) -> None:
    assert found(more, chart, before) == []
