import pytest

from tests.lint.chart_values import OPERATOR, PLUGIN, release, weighed
from tests.lint.examples import told


@pytest.mark.parametrize(
    ("chart", "version", "severity"),
    [
        (OPERATOR, "latest", "error"),
        (OPERATOR, "stable", "error"),
        (PLUGIN, "main", "error"),
        (OPERATOR, "v25.4.0", "warning"),
        (OPERATOR, "24.12.1", "warning"),
        (OPERATOR, "v2.0.0", "warning"),
    ],
)
def test_versions_that_there_are_not(chart: str, version: str, severity: str) -> None:
    assert [weight for weight, _ in weighed(release("nfd: {enabled: true}", chart, version), "VER203")] == [severity]


@pytest.mark.parametrize(
    ("chart", "version"),
    [
        (OPERATOR, "v25.3.4"),
        (OPERATOR, "25.3.9"),
        (OPERATOR, "v26.9.0"),
        (OPERATOR, "25.x"),
        (OPERATOR, '"*"'),
        (OPERATOR, '">=24.0.0 <26"'),
        (PLUGIN, "0.14.5"),
        (PLUGIN, "0.21.0"),
        (PLUGIN, "1.0.0"),
    ],
)
def test_versions_ranges_and_what_may_come(chart: str, version: str) -> None:
    assert weighed(release("nfd: {enabled: true}", chart, version), "VER203") == []


def test_the_finding_stands_at_the_version() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: latest
"""
    assert [line for line, _ in told(text, "VER203")] == [8]


def test_a_branch_of_a_git_source_is_a_version() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu-operator}
spec:
  source:
    repoURL: https://github.com/NVIDIA/gpu-operator
    path: deployments/gpu-operator
    targetRevision: main
"""
    assert told(text, "VER203") == []
