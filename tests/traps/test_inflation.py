"""What kustomize and Helm do to the upstream chart, and what keeps that from doing harm."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from generator.facts.charts import CHART_RELEASES
from generator.model.tree import Tree
from tests.support.bundles import Bundle, at, bundle_of, items, name_of, parsed
from tests.support.routes import Built, Laid, by_helm, by_kustomize, lay_bundle
from tests.support.tools import Tools

TENANT = """
pools: [{name: desk, gpus: [{model: RTX 3090}], timeSlicing: {replicas: 4}}]
tenants: [{namespace: team, quota: {nvidia.com/gpu: 3}}]
monitoring: {alerts: {}}
"""
INSTALL = """\
install:
  chart: gpu-operator
  version: v26.7.0
  releaseName: gpus
  namespace: gpu-system
  driver: {from: host}
"""


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Laid:
    return lay_bundle(bundle_of(TENANT, install=INSTALL), tmp_path_factory.mktemp("bundle") / "cluster")


@pytest.fixture(scope="module")
def inflated(laid: Laid, tools: Tools) -> Built:
    return by_kustomize(tools.kustomize, tools.helm4, laid.folder)


def overlay(laid: Laid, tools: Tools, folder: Path) -> Built:
    """Put a kustomization with another namespace over a bundle, as people do."""
    text = f"namespace: elsewhere\nresources: [{laid.folder}]\n"
    inside = laid.folder.parent / folder.name
    inside.mkdir()
    (inside / "kustomization.yaml").write_text(text.replace(str(laid.folder), f"../{laid.folder.name}"), "utf-8")
    return by_kustomize(tools.kustomize, tools.helm4, inside)


@pytest.mark.tools
def test_a_hook_never_becomes_a_job(laid: Laid, inflated: Built, tools: Tools) -> None:
    with_hooks = subprocess.run(
        [tools.helm4, "template", "gpus", laid.folder / "chart", "-n", "gpu-system"],
        capture_output=True,
        text=True,
        check=True,
    )
    # The chart has hooks, and they delete: otherwise their absence would show nothing.
    assert [found for found in parsed(with_hooks.stdout) if found["kind"] == "Job"]
    assert inflated.of_kind("Job") == []


@pytest.mark.tools
def test_resource_types_come_along(inflated: Built) -> None:
    names = {name_of(found) for found in inflated.of_kind("CustomResourceDefinition")}
    assert {"clusterpolicies.nvidia.com", "nodefeaturerules.nfd.k8s-sigs.io"} <= names


@pytest.mark.tools
def filtered(line: str, inflated: Built, tools: Tools) -> list[dict[str, Tree]]:
    """Return what the kustomize commands of a README's line let through."""
    text = yaml.dump_all(inflated.objects.values(), Dumper=yaml.CSafeDumper)
    for command in line.split(" | "):
        words = shlex.split(command.partition(" < ")[0])
        if words[0] == "kustomize":
            done = subprocess.run([tools.kustomize, *words[1:]], input=text, capture_output=True, text=True, check=True)
            text = done.stdout
    return parsed(text)


def filters(laid: Laid) -> list[str]:
    return [one for one in laid.bundle.files["README.md"].splitlines() if one.startswith("kustomize cfg grep")]


def test_the_readmes_filter_finds_the_resource_types_and_nothing_else(
    laid: Laid, inflated: Built, tools: Tools
) -> None:
    found = filtered(filters(laid)[0], inflated, tools)
    assert len(found) > 1
    assert found == inflated.of_kind("CustomResourceDefinition")


def test_uninstalling_leaves_resource_types_and_namespaces(laid: Laid, inflated: Built, tools: Tools) -> None:
    found = filtered(filters(laid)[1], inflated, tools)
    everything = list(inflated.objects.values())
    kinds = {one["kind"] for one in everything}
    assert {"CustomResourceDefinition", "Namespace", "ClusterPolicy", "ResourceQuota"} <= kinds
    assert found == [one for one in everything if one["kind"] not in ("CustomResourceDefinition", "Namespace")]


@pytest.mark.tools
def test_the_release_name_is_the_profiles(inflated: Built) -> None:
    workers = [name for found in inflated.of_kind("DaemonSet") if (name := name_of(found)).endswith("-worker")]
    assert workers == ["gpus-node-feature-discovery-worker"]


def test_the_release_name_is_always_said() -> None:
    assert at(bundle_of(TENANT).tree("kustomization.yaml"), "helmCharts", 0, "releaseName") == "gpu-operator"


@pytest.mark.tools
def test_the_charts_objects_are_in_the_releases_namespace(inflated: Built) -> None:
    assert {key[2] for key in inflated.objects if key[1] in ("DaemonSet", "Deployment")} == {"gpu-system"}


@pytest.mark.tools
@pytest.mark.parametrize(("chart", "version"), CHART_RELEASES)
def test_nothing_is_left_to_the_namespace_of_whoever_applies_it(
    chart: str, version: str, tools: Tools, tmp_path: Path
) -> None:
    """The templates of gpu-operator v25.3.4 name no namespace for the operator itself."""
    install = INSTALL.replace("gpu-operator", chart, 1).replace("v26.7.0", version)
    laid = lay_bundle(bundle_of(TENANT, install=install), tmp_path / "cluster")
    inflated = by_kustomize(tools.kustomize, tools.helm4, laid.folder)
    kinds = ("Deployment", "DaemonSet", "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Service")
    found = {key[2] for key in inflated.objects if key[1] in kinds}
    assert found == {"gpu-system"}


@pytest.mark.tools
def test_a_namespace_over_the_bundle_leaves_the_chart_but_moves_the_rest(
    laid: Laid, tools: Tools, tmp_path: Path
) -> None:
    moved = overlay(laid, tools, tmp_path)
    assert {key[2] for key in moved.objects if key[1] in ("DaemonSet", "Deployment")} == {"gpu-system"}
    assert [key[2] for key in moved.objects if key[1] == "ResourceQuota"] == ["elsewhere"]


def test_people_are_told_to_put_no_namespace_over_the_bundle() -> None:
    bundle = bundle_of(TENANT)
    assert "Never put `namespace:` over it: that would move the quotas" in bundle.files["README.md"]
    assert "Never put `namespace:` over this folder" in bundle.files["kustomization.yaml"]


@pytest.mark.tools
def test_who_may_not_run_helm_cannot_build_the_bundle(laid: Laid, tools: Tools) -> None:
    """Flux's kustomize-controller may not, so its users are sent to the chart."""
    done = subprocess.run([tools.kustomize, "build", laid.folder], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "must specify --enable-helm" in done.stderr
    assert "Its kustomize-controller builds no `helmCharts`" in laid.bundle.files["README.md"]


@pytest.mark.tools
@pytest.mark.parametrize("helm", ["helm3", "helm4"])
def test_the_releases_namespace_is_in_the_kustomize_route_alone(
    laid: Laid, inflated: Built, tools: Tools, helm: str
) -> None:
    program: Path = getattr(tools, helm)
    assert [name_of(found) for found in inflated.of_kind("Namespace")] == ["gpu-system"]
    assert by_helm(program, laid).of_kind("Namespace") == []


@pytest.mark.parametrize("namespace", ["kube-system", "kube-public", "kube-node-lease", "default"])
def test_namespaces_that_every_cluster_has_are_not_ours(namespace: str) -> None:
    install = INSTALL.replace("gpu-system", namespace)
    assert bundle_of(TENANT, install=install).of_kind("Namespace") == []


@pytest.mark.tools
def test_braces_of_an_alert_are_no_template_code(laid: Laid, tools: Tools) -> None:
    (rule,) = by_helm(tools.helm4, laid).of_kind("PrometheusRule")
    assert "{{ $value }}" in json.dumps(rule)


def manifest_names(bundle: Bundle) -> set[str]:
    return {path.rpartition("/")[2] for path in bundle.manifests}


def test_the_charts_manifests_are_the_same_bytes() -> None:
    bundle = bundle_of(TENANT, install=INSTALL)
    in_chart = {path.rpartition("/")[2]: path for path in bundle.files if path.startswith("chart/manifests/")}
    assert manifest_names(bundle) - set(in_chart) == {"release-namespace.yaml"}
    for path, text in bundle.manifests.items():
        name = path.rpartition("/")[2]
        assert name == "release-namespace.yaml" or bundle.files[in_chart[name]] == text


def test_the_charts_version_changes_with_its_content_alone() -> None:
    def version(body: str, install: str = INSTALL) -> str:
        return str(at(bundle_of(body, install=install).tree("chart/Chart.yaml"), "version"))

    first = version(TENANT)
    assert first == version(TENANT)
    others = [
        version(TENANT.replace("nvidia.com/gpu: 3", "nvidia.com/gpu: 2")),
        version(TENANT.replace("replicas: 4", "replicas: 3")),
        version(TENANT, INSTALL.replace("v26.7.0", "v26.3.3")),
    ]
    assert len({first, *others}) == 4


def test_smoke_jobs_are_in_no_kustomization() -> None:
    bundle = bundle_of(TENANT)
    roots = [path for path in bundle.files if path.endswith("kustomization.yaml")]
    listed = [str(one) for path in roots for one in _listed(bundle.tree(path))]
    assert "smoke/desk.yaml" in bundle.files
    assert listed
    assert not [one for one in listed if "smoke" in one]
    assert bundle.of_kind("Job") == []


def _listed(tree: Tree) -> list[Tree]:
    return [one for key in ("resources", "components") for one in items(at(tree, key) or [])]


def test_all_that_is_listed_is_there_and_all_that_is_there_is_listed() -> None:
    bundle = bundle_of(TENANT)
    root = bundle.tree("kustomization.yaml")
    folders = [str(one) for one in _listed(root)]
    found = {f"{folder}/{one}" for folder in folders for one in _listed(bundle.tree(f"{folder}/kustomization.yaml"))}
    assert found == set(bundle.manifests)
