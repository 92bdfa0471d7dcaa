import pytest

from tests.lint.chart_values import release
from tests.lint.examples import judged, line_of

CODE = "POL206"


def driver(name: str, spec: str = "") -> str:
    lines = "".join(f"  {line}\n" for line in spec.splitlines())
    head = f"apiVersion: nvidia.com/v1alpha1\nkind: NVIDIADriver\nmetadata: {{name: {name}}}\nspec:\n"
    return f"{head}  driverType: gpu\n  image: driver@sha256:a\n{lines}"


def found(files: "str | dict[str, str]") -> list[tuple[str, int]]:
    return [(one.severity.value, line_of(one)) for one in judged(files).findings if one.code == CODE]


def crd(rest: str = "", version: str = "v25.10.1") -> str:
    return release(f"driver: {{nvidiaDriverCRD: {{enabled: true{rest}}}}}", version=version)


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (driver("a"), driver("b"), 11),
        (driver("a"), driver("b", "nodeSelector: {pool: b}"), 4),
        (driver("a", "nodeSelector: {pool: b}"), driver("b"), 12),
        (driver("a", "nodeSelector: {pool: b}"), driver("b", "nodeSelector: {pool: b}"), 15),
        (driver("a", "nodeSelector: {pool: b}"), driver("b", "nodeSelector: {pool: b, zone: c}"), 7),
        (driver("a", "nodeSelector: {nvidia.com/gpu.present: 'true'}"), driver("b", "nodeSelector: {pool: b}"), 7),
        (driver("a", "default: true"), driver("b", "default: true"), 15),
        (driver("a", "default: true\nnodeSelector: {pool: a}"), driver("b", "nodeSelector: {pool: b}"), 8),
        (crd(), driver("b", "nodeSelector: {pool: b}"), 7),
        (crd(version="v26.7.0"), driver("b", "default: true"), 7),
    ],
)
def test_objects_that_claim_the_same_nodes(first: str, second: str, line: int) -> None:
    assert found(f"{first}---\n{second}") == [("error", line)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (driver("a", "nodeSelector: {pool: a}"), driver("b", "nodeSelector: {pool: b}")),
        (driver("a", "nodeSelector: {pool: a}"), driver("b", "nodeSelector: {zone: b}")),
        (driver("a", "default: true"), driver("b", "nodeSelector: {pool: b}")),
        (driver("a"), driver("a", "nodeSelector: {pool: a}")),
        (driver("a"), driver("b", "nodeSelector: {pool: '${POOL}'}")),
        (crd(version="v26.7.0"), driver("b", "nodeSelector: {pool: b}")),
        (crd(", deployDefaultCR: false"), driver("b", "nodeSelector: {pool: b}")),
        (crd(", nodeSelector: {pool: a}"), driver("b", "nodeSelector: {pool: b}")),
        (release("nfd: {enabled: true}"), driver("b", "nodeSelector: {pool: b}")),
    ],
)
def test_objects_that_do_not_or_need_not(first: str, second: str) -> None:
    assert found(f"{first}---\n{second}") == []


@pytest.mark.parametrize(
    ("names", "severities"),
    [(("x/a.yaml", "x/b.yaml"), ["warning"]), (("x/a.yaml", "y/a.yaml"), []), (("x/a.yaml", "x/patch.yaml"), [])],
)
def test_another_folder_is_another_cluster(names: tuple[str, str], severities: list[str]) -> None:
    files = dict(zip(names, (driver("a"), driver("b")), strict=True))
    assert [severity for severity, _ in found(files)] == severities


def test_one_that_meets_several_is_told_once() -> None:
    text = "---\n".join([driver("a"), driver("b", "nodeSelector: {pool: b}"), driver("c", "nodeSelector: {pool: c}")])
    assert found(text) == [("error", 4)]
