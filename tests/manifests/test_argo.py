"""Argo CD's values: which count, which win, and where they stand."""

import pytest

from generator.model.manifest import ChartUse
from generator.model.tree import Path, Tree
from tests.manifests.reading import manifests

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: gpu}
spec:
  source:
    chart: gpu-operator
    repoURL: https://helm.ngc.nvidia.com/nvidia
    targetRevision: v26.7.0
    helm:
"""


def use(helm: str) -> ChartUse:
    (found,) = manifests(HEAD + "".join(f"      {line}\n" for line in helm.splitlines())).charts
    return found


def said(found: ChartUse, *path: str | int) -> tuple[Tree, Path]:
    value = found.value(*path)
    assert value is not None
    return value.tree, value.place.steps[-1]


def test_parameters_win_and_have_places() -> None:
    found = use("""\
parameters:
  - {name: driver.enabled, value: "false"}
  - {name: 'toolkit.env[0].value', value: "1", forceString: true}
valuesObject: {driver: {enabled: true, version: "580"}}
""")
    helm = ("spec", "source", "helm")
    assert said(found, "driver", "enabled") == (False, (*helm, "parameters", 0, "value"))
    assert said(found, "driver", "version") == ("580", (*helm, "valuesObject", "driver", "version"))
    assert said(found, "toolkit", "env", 0, "value") == ("1", (*helm, "parameters", 1, "value"))
    assert found.whole


def test_values_beside_an_object_are_not_read() -> None:
    found = use("values: 'driver: {enabled: false}'\nvaluesObject: {toolkit: {enabled: false}}\n")
    assert found.value("driver", "enabled") is None
    assert said(found, "toolkit", "enabled")[0] is False
    assert said(use("values: 'driver: {enabled: false}'\n"), "driver", "enabled")[0] is False


def test_a_comma_is_one_unless_in_braces() -> None:
    found = use("parameters: [{name: a, value: 'x,y'}, {name: b, value: '{x,y}'}]\n")
    assert (said(found, "a")[0], said(found, "b")[0]) == ("x,y", ["x", "y"])


@pytest.mark.parametrize(
    "helm",
    [
        *("fileParameters: [{name: a, path: b}]", "parameters: [{name: a..b, value: x}]", "parameters: [{value: x}]"),
        *("valuesObject: ${VALUES}", "values: ${VALUES}"),
    ],
)
def test_what_cannot_be_read_leaves_values_open(helm: str) -> None:
    assert not use(helm).whole


def of_git(repository: str, path: str, revision: str = "v23.6.0") -> str:
    head = HEAD.replace("chart: gpu-operator", f"path: {path}").replace(
        "https://helm.ngc.nvidia.com/nvidia", repository
    )
    return head.replace("v26.7.0", revision) + "      values: 'driver: {enabled: false}'\n"


@pytest.mark.parametrize(
    ("repository", "path", "revision", "found"),
    [
        ("https://github.com/NVIDIA/gpu-operator.git", "deployments/gpu-operator", "v23.6.0", "gpu-operator v23.6.0"),
        ("https://github.com/NVIDIA/gpu-operator", "deployments/gpu-operator/", "main", "gpu-operator None"),
        (
            "git@github.com:NVIDIA/k8s-device-plugin.git",
            "deployments/helm/nvidia-device-plugin",
            "v0.17.0",
            "nvidia-device-plugin v0.17.0",
        ),
        ("https://github.com/acme/gpu-operator.git", "deployments/gpu-operator", "v23.6.0", None),
        ("https://github.com/NVIDIA/gpu-operator.git", "hack", "v23.6.0", None),
    ],
)
def test_the_folder_of_nvidias_repository_is_the_chart(
    repository: str, path: str, revision: str, found: str | None
) -> None:
    charts = manifests(of_git(repository, path, revision)).charts
    assert [f"{one.chart} {one.stated}" for one in charts] == ([] if found is None else [found])
    assert all(one.repository is None and one.value("driver", "enabled") is not None for one in charts)
