"""The same values of one of NVIDIA's charts say the same, whoever installs it."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
import yaml

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.lint.registry import RULES
from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestRule
from generator.model.tree import Tree
from tests.lint.examples import judged

REPOSITORIES = {
    GPU_OPERATOR: "https://helm.ngc.nvidia.com/nvidia",
    DEVICE_PLUGIN: "https://nvidia.github.io/k8s-device-plugin",
}
OF_K3S = "DST201"
"""Said besides where K3s is sure, since the toolkit has to be told of its containerd."""
NOT_SAID = {
    ("POL204", "values file"),  # What is in another namespace than the chart, which a file does not tell.
    ("REF203", "values file"),
    ("VAL230", "kustomization"),  # Kustomize keeps the chart's own values where its valuesInline have null.
}


class Release(NamedTuple):
    """What a HelmRelease says of one of NVIDIA's charts, and the other objects of an example."""

    chart: str
    version: str
    name: str
    namespace: str
    values: Tree
    beside: str


class Carrier(NamedTuple):
    """Files that install a chart, and options that say what they do not."""

    name: str
    files: dict[str, str]
    options: tuple[str, ...] = ()


def dumped(tree: Tree) -> str:
    """Return a document."""
    return yaml.safe_dump(tree, sort_keys=False)


def mapping(tree: Tree) -> dict[str, Tree]:
    """Return a tree if it is a mapping, else an empty one."""
    return tree if isinstance(tree, dict) else {}


def release_of(text: str) -> Release | None:
    """Return the only HelmRelease of an example that has values for one of NVIDIA's charts."""
    documents = [mapping(one) for one in yaml.safe_load_all(text)]
    found = [one for one in documents if one.get("kind") == "HelmRelease"]
    if len(found) != 1:
        return None
    spec, metadata = mapping(found[0]["spec"]), mapping(found[0]["metadata"])
    chart = mapping(mapping(spec.get("chart")).get("spec"))
    if chart.get("chart") not in REPOSITORIES or not isinstance(spec.get("values"), dict):
        return None
    return Release(
        chart=str(chart["chart"]),
        version=str(chart.get("version", "")),
        name=str(metadata.get("name", GPU_OPERATOR)),
        namespace=str(metadata.get("namespace", GPU_OPERATOR)),
        values=spec["values"],
        beside="---\n".join(dumped(one) for one in documents if one is not found[0]),
    )


def carriers(release: Release) -> Iterator[Carrier]:
    """Yield each way to install what a HelmRelease installs."""
    chart, version, name, namespace, values, _ = release
    repository = REPOSITORIES[chart]
    for way, key, told in (("tree", "valuesObject", values), ("text", "values", dumped(values))):
        helm: dict[str, Tree] = {key: told}
        source: dict[str, Tree] = {"repoURL": repository, "chart": chart, "targetRevision": version, "helm": helm}
        destination: dict[str, Tree] = {"server": "https://kubernetes.default.svc", "namespace": namespace}
        whole: dict[str, Tree] = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application"}
        whole["metadata"] = {"name": name, "namespace": "argocd"}
        whole["spec"] = {"project": "default", "source": source, "destination": destination}
        yield Carrier(f"Application with a {way}", {"app.yaml": dumped(whole)})
    given: dict[str, Tree] = {"chart": chart, "version": version, "repo": repository, "targetNamespace": namespace}
    k3s: dict[str, Tree] = {"apiVersion": "helm.cattle.io/v1", "kind": "HelmChart"}
    k3s |= {"metadata": {"name": name, "namespace": "kube-system"}, "spec": {**given, "valuesContent": dumped(values)}}
    yield Carrier("HelmChart", {"chart.yaml": dumped(k3s)})
    entry: dict[str, Tree] = {"name": chart, "version": version, "repo": repository, "releaseName": name}
    entry |= {"namespace": namespace, "valuesInline": values}
    yield Carrier("kustomization", {"kustomization.yaml": dumped({"helmCharts": [entry]})})
    listed: dict[str, Tree] = {"name": name, "namespace": namespace, "chart": f"nvidia/{chart}", "version": version}
    helmfile: dict[str, Tree] = {"repositories": [{"name": "nvidia", "url": repository}]}
    yield Carrier("helmfile", {"helmfile.yaml": dumped({**helmfile, "releases": [{**listed, "values": [values]}]})})
    yield Carrier("values file", {"values.yaml": dumped(values)}, ("--chart", f"{chart}@{version}"))


def heavy(files: dict[str, str], options: tuple[str, ...] = ()) -> set[str]:
    """Return the codes of errors and warnings."""
    return {one.code for one in judged(files, options).findings if one.severity is not Severity.INFO}


EXAMPLES = [
    (rule, found)
    for rule in RULES
    if (found := release_of(rule.bad)) is not None and rule.code in heavy({"a": rule.bad})
]


@pytest.mark.parametrize(("rule", "release"), EXAMPLES, ids=lambda one: getattr(one, "code", ""))
def test_values_are_judged_alike_whoever_installs_the_chart(rule: ManifestRule, release: Release) -> None:
    known = heavy({"example.yaml": rule.bad})
    for carrier in carriers(release):
        files = {**carrier.files, **({"beside.yaml": release.beside} if release.beside else {})}
        found = heavy(files, carrier.options)
        lost = {code for code in known if (code, carrier.name) not in NOT_SAID}
        assert found - {OF_K3S} >= lost - {OF_K3S}, carrier.name
        assert found <= known | ({OF_K3S} if carrier.name == "HelmChart" else set()), carrier.name


def test_there_are_examples_of_most_rules_on_values() -> None:
    assert len(EXAMPLES) > 25
