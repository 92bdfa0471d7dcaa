"""Charts that kustomize has to render, below the path of a Kustomization of Flux."""

import pytest

from tests.lint.examples import told

CODE = "REF235"
CHART = """\
helmCharts:
  - {name: gpu-operator, repo: "https://helm.ngc.nvidia.com/nvidia", version: v26.7.0, releaseName: gpu-operator}
"""


def flux(path: str) -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: gpus, namespace: flux-system}}
spec:
  interval: 10m
  path: {path}
  prune: true
  sourceRef: {{kind: GitRepository, name: flux-system}}
"""


@pytest.mark.parametrize(
    ("path", "folder", "lines"),
    [
        ("./clusters/gpu", "clusters/gpu", [6]),
        ("clusters/gpu/", "clusters/gpu", [6]),
        ("./clusters/gpu", "repository/clusters/gpu", [6]),
        ("./clusters/gpu", "clusters/gpu/operator", []),
        ("./gpu", "clusters/mygpu", []),
        ("./other", "clusters/gpu", []),
    ],
)
def test_a_folder_that_flux_builds(path: str, folder: str, lines: list[int]) -> None:
    files = {"flux.yaml": flux(path), f"{folder}/kustomization.yaml": CHART}
    assert [line for line, _ in told(files, CODE)] == lines


def test_without_charts_flux_builds_it() -> None:
    files = {"flux.yaml": flux("./gpu"), "gpu/kustomization.yaml": "resources: [quota.yaml]\n"}
    assert told(files, CODE) == []
