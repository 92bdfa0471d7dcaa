"""Three routes, one result: the same objects by kustomize and by Helm, under Helm 3 and under Helm 4."""

import json
from pathlib import Path

import pytest

from generator.facts.charts import load_chart
from generator.model.tree import Tree
from tests.routes.conftest import Builder, Layer
from tests.support.crd_schemas import crd_schemas
from tests.support.kubernetes import kubeconform, kubernetes_versions
from tests.support.routes import Case, run
from tests.support.tools import Tools

pytestmark = pytest.mark.tools


def test_kustomize_and_helm_make_the_same_objects(case: Case, layer: Layer, build: Builder) -> None:
    release = layer(case.name).bundle.plan.release
    by_kustomize = dict(build(case.name, "kustomize", "helm3").objects)
    # The namespace is applied before Helm runs.
    own = by_kustomize.pop(("v1", "Namespace", "", release.namespace), None)
    assert (own is not None) == release.create_namespace
    by_helm = build(case.name, "helm", "helm3").objects
    assert set(by_kustomize) == set(by_helm)
    assert [key for key, found in by_helm.items() if by_kustomize[key] != found] == []


@pytest.mark.parametrize("route", ["kustomize", "helm"])
def test_helm_3_and_helm_4_make_the_same_objects(case: Case, route: str, build: Builder) -> None:
    one, other = build(case.name, route, "helm3").objects, build(case.name, route, "helm4").objects
    assert set(one) == set(other)
    assert [key for key, found in one.items() if other[key] != found] == []


@pytest.mark.parametrize("route", ["kustomize", "helm"])
@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_no_tool_has_anything_to_say(case: Case, route: str, helm: str, build: Builder) -> None:
    assert build(case.name, route, helm).said == ""


@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_helm_lint_has_no_objection(case: Case, helm: str, layer: Layer, tools: Tools) -> None:
    program: Path = getattr(tools, helm)
    laid = layer(case.name)
    release = laid.bundle.plan.release
    said = run(
        [program, "lint", "--strict", "--namespace", release.namespace, laid.folder / "chart"], laid.folder
    ).stdout
    remarks = [line for line in said.splitlines() if line.startswith("[")]
    assert remarks == ["[INFO] Chart.yaml: icon is recommended"]


def test_every_object_is_what_its_schema_says(case: Case, layer: Layer, build: Builder, tools: Tools) -> None:
    laid = layer(case.name)
    objects = build(case.name, "kustomize", "helm4").objects
    file = laid.folder / "objects.json"
    everything: Tree = [
        _without_nulls(found) if key[0].startswith("nvidia.com/") else found for key, found in objects.items()
    ]
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": everything}), encoding="utf-8")
    version = str(laid.bundle.plan.kubernetes)
    assert version in kubernetes_versions()
    installed = crd_schemas(build(case.name, "kustomize", "helm4").of_kind("CustomResourceDefinition"), laid.folder)
    found = kubeconform(tools.kubeconform, version, [file], installed)
    assert found.problems == ()
    assert found.valid == len(objects)


def _without_nulls(tree: Tree) -> Tree:
    """Return a custom resource as the API server takes it: upstream's templates leave nulls, which it prunes."""
    if isinstance(tree, list):
        return [_without_nulls(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: _without_nulls(value) for key, value in tree.items() if value is not None}


def test_every_value_is_one_that_the_chart_reads(case: Case, layer: Layer) -> None:
    bundle = layer(case.name).bundle
    release = bundle.plan.release
    assert load_chart(release.chart, release.version).check_values(bundle.values) == ()
