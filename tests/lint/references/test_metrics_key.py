import pytest

from tests.lint.clusters import release
from tests.lint.examples import judged, told

CODE = "REF211"
METRICS = "DCGM_FI_DEV_GPU_UTIL, gauge, use"


def metrics(*keys: str, name: str = "metrics", namespace: str = "gpu-operator") -> str:
    data = "".join(f"  {key}: |\n    {METRICS}\n" for key in keys)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata:\n{data}"


def policy(name: str = "metrics") -> str:
    head = "apiVersion: nvidia.com/v1\nkind: ClusterPolicy\nmetadata: {name: a}\n"
    return f"{head}spec: {{dcgmExporter: {{config: {{name: {name}}}}}}}\n"


CHART = release("{dcgmExporter: {config: {name: metrics}}}")


@pytest.mark.parametrize("user", [CHART, policy()])
@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (("dcp-metrics.csv",), [5]),
        (("metrics",), [5]),
        (("default-counters.csv", "dcp-metrics-included.csv"), [4]),
        (("dcgm-metrics.csv",), []),
        (("dcgm-metrics.csv", "other.csv"), []),
    ],
)
def test_the_key_that_is_mounted(user: str, keys: tuple[str, ...], lines: list[int]) -> None:
    files = {"a.yaml": user, "b.yaml": metrics(*keys)}
    assert [line for line, _ in told(files, CODE)] == lines


def test_a_metrics_map_of_somebody_else() -> None:
    assert told({"a.yaml": metrics("metrics")}, CODE) == []
    assert told({"a.yaml": CHART, "b.yaml": metrics("metrics", name="other")}, CODE) == []
    assert told({"a.yaml": CHART, "b.yaml": metrics("metrics", namespace="monitoring")}, CODE) == []


def test_one_of_several_clusters_may_be_right() -> None:
    files = {"a.yaml": policy(), "x/b.yaml": metrics("metrics"), "y/b.yaml": metrics("dcgm-metrics.csv")}
    assert told(files, CODE) == []


def test_what_has_no_data_may_have_binary_data() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: metrics}\nbinaryData: {a: aGk=}\n"
    assert told({"a.yaml": policy(), "b.yaml": text}, CODE) == []


def test_the_chart_makes_its_own_under_the_right_key() -> None:
    values = f"{{dcgmExporter: {{config: {{create: true, name: metrics, data: '{METRICS}'}}}}}}"
    assert told({"a.yaml": release(values), "b.yaml": metrics("metrics")}, CODE) == []


def test_a_generated_one_is_told_where_it_is_made() -> None:
    kustomization = (
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        "generatorOptions: {disableNameSuffixHash: true}\n"
        "configMapGenerator:\n  - name: metrics\n    literals: ['metrics.csv=a']\n"
    )
    assert [line for line, _ in told({"a.yaml": policy(), "kustomization.yaml": kustomization}, CODE)] == [5]


def test_a_name_that_no_file_has() -> None:
    def said(name: str) -> list[tuple[str, str]]:
        findings = judged({"a.yaml": policy(name), "b.yaml": metrics("dcgm-metrics.csv")}).findings
        return [(one.severity.value, one.fix) for one in findings if one.code == "REF203"]

    assert said("metrics") == []
    assert said("mertics") == [("warning", "Did you mean metrics?")]
    assert [severity for severity, _ in said("elsewhere")] == ["info"]


def test_a_metrics_map_in_another_namespace() -> None:
    files = {"a.yaml": CHART, "b.yaml": metrics("dcgm-metrics.csv", namespace="monitoring")}
    assert [(one.code, one.severity.value) for one in judged(files).findings if one.file == "b.yaml"] == [
        ("REF203", "error")
    ]
