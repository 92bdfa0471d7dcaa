import pytest

from tests.lint.examples import judged, line_of, told

RELEASE = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a, namespace: gpus}
spec:
  chart:
    spec:
      chart: gpu-operator
      sourceRef:
        kind: KIND
        name: NAME
"""
REPOSITORY = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: nvidia}
spec:
  type: TYPE
  url: ADDRESS
"""
INDEX = REPOSITORY.replace("TYPE", "default").replace("ADDRESS", "https://helm.ngc.nvidia.com/nvidia")


def release(kind: str = "HelmRepository", name: str = "nvidia") -> str:
    return RELEASE.replace("KIND", kind).replace("NAME", name)


@pytest.mark.parametrize("kind", ["OCIRepository", "HelmChart", "helmrepository"])
def test_kinds_that_a_chart_does_not_come_from(kind: str) -> None:
    assert [line for line, _ in told(release(kind), "REF212")] == [9]


@pytest.mark.parametrize("kind", ["HelmRepository", "GitRepository", "Bucket"])
def test_kinds_that_it_comes_from(kind: str) -> None:
    assert told({"a.yaml": release(kind), "b.yaml": INDEX}, "REF212") == []
    assert told(release(kind), "REF212") == []


def test_what_to_write_instead() -> None:
    (one,) = (one for one in judged(release("OCIRepository")).findings if one.code == "REF212")
    assert one.fix == "Write `chartRef: {kind: OCIRepository, name: nvidia}` below spec, instead of `chart`."


@pytest.mark.parametrize(("name", "severity"), [("nvidea", "warning"), ("charts", "info")])
def test_names_that_were_not_found(name: str, severity: str) -> None:
    found = [one for one in judged({"a.yaml": release(name=name), "b.yaml": INDEX}).findings if one.code == "REF212"]
    assert [(line_of(one), one.severity.value) for one in found] == [(10, severity)]


@pytest.mark.parametrize(
    ("type_", "address", "lines"),
    [
        ("oci", "oci://ghcr.io/example/nvidia", []),
        ("oci", "https://helm.ngc.nvidia.com/nvidia", [6]),
        ("default", "oci://ghcr.io/example", [6]),
        ("null", "oci://ghcr.io/example", [6]),
        ("null", "https://charts.example.com", []),
    ],
)
def test_types_and_addresses(type_: str, address: str, lines: list[int]) -> None:
    repository = REPOSITORY.replace("TYPE", type_).replace("ADDRESS", address)
    assert [line for line, _ in told({"a.yaml": release(), "b.yaml": repository}, "REF212")] == lines


def test_other_charts_are_left_alone() -> None:
    text = release("OCIRepository").replace("gpu-operator", "grafana")
    other = REPOSITORY.replace("TYPE", "oci").replace("ADDRESS", "https://grafana.example").replace("nvidia", "gpu")
    assert told({"a.yaml": text, "b.yaml": other}, "REF212") == []


ONE_OF = "Write one of OCIRepository, HelmChart, ExternalArtifact"
REFERRING = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpus}
spec:
  chartRef:
    kind: KIND
    name: nvidia
"""


@pytest.mark.parametrize(
    ("kind", "fix"),
    [
        (
            "HelmRepository",
            f"{ONE_OF}, or name the chart below `chart.spec`, with this HelmRepository as its sourceRef.",
        ),
        ("Chart", f"{ONE_OF}."),
    ],
)
def test_kinds_that_a_reference_does_not_take(kind: str, fix: str) -> None:
    (one,) = (one for one in judged(REFERRING.replace("KIND", kind)).findings if one.code == "REF212")
    assert (line_of(one), one.message, one.fix) == (6, f"a chartRef takes no {kind}: the API server refuses it", fix)


@pytest.mark.parametrize("kind", ["OCIRepository", "HelmChart", "ExternalArtifact", "[]"])
def test_kinds_that_a_reference_takes(kind: str) -> None:
    assert told(REFERRING.replace("KIND", kind), "REF212") == []
    assert told(REFERRING.replace("KIND", "Chart").replace("gpu-operator", "podinfo"), "REF212") == []


def test_a_chart_and_a_reference_exclude_each_other() -> None:
    both = release() + "  chartRef: {kind: OCIRepository, name: nvidia}\n"
    assert told(both, "REF212") == [(11, "a HelmRelease takes either chart or chartRef: the API server refuses both")]
    assert told(release() + "  chartRef:\n", "REF212") == []


OCI = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: gpu-operator}
spec:
  url: ADDRESS
"""


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("oci://ghcr.io/example/gpu-operator", []),
        ("oci://registry:5000/gpu-operator", []),
        ("${ADDRESS}", []),
        ("https://ghcr.io/example/gpu-operator", [5]),
        ("ghcr.io/example/gpu-operator", [5]),
        ("oci://registry:5000/gpu-operator:v26.7.0", [5]),
        ("oci://ghcr.io/example/gpu-operator@sha256:0", [5]),
    ],
)
def test_addresses_of_an_oci_repository(address: str, lines: list[int]) -> None:
    assert [line for line, _ in told(OCI.replace("ADDRESS", address), "REF212")] == lines


def test_an_oci_repository_of_another_chart_is_of_no_concern() -> None:
    text = OCI.replace("ADDRESS", "https://ghcr.io/example/podinfo").replace("gpu-operator", "podinfo")
    assert told(text, "REF212") == []
