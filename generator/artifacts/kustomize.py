"""The kustomizations: base, a component per optional concern, and the root that inflates the upstream chart.

The root's helmCharts entry says namespace and release name, includes CRDs and skips hooks. Inflated hooks would be
plain Jobs, of which some delete things; another release name would rename NFD and make a second one; an entry
without a namespace would take an overlay's (each tried with kustomize 5.8.1). What a chart's template gives no
namespace has none after inflation either, and kubectl would put it where its context points.
"""

import json

from generator.artifacts._concern import Manifest, header
from generator.facts.charts import load_chart
from generator.model.bundle import OutFile
from generator.model.plan import Plan
from generator.model.tree import Path, Tree
from generator.yamltext.writer import write_yaml

_IN_NAMESPACES = ("ConfigMap", "DaemonSet", "Deployment", "Role", "RoleBinding", "Service", "ServiceAccount")


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:
    """Return all kustomizations and the manifests that they list."""
    base = [part for part in parts if not part.concern.component]
    components = [part for part in parts if part.concern.component]
    files: list[OutFile] = [_root(plan, source, base, components)]
    if base:
        names = [f"{part.concern.name}.yaml" for part in base]
        files.append(
            _kustomization("base", "Kustomization", "What makes this cluster's GPUs shareable.", source, names)
        )
        files += [OutFile(f"base/{part.concern.name}.yaml", part.text) for part in base]
    for part in components:
        folder = f"components/{part.concern.name}"
        files.append(_kustomization(folder, "Component", part.concern.title, source, [f"{part.concern.name}.yaml"]))
        files.append(OutFile(f"{folder}/{part.concern.name}.yaml", part.text))
    return tuple(files)


def _kustomization(folder: str, kind: str, title: str, source: str, resources: list[str]) -> OutFile:
    version = "v1alpha1" if kind == "Component" else "v1beta1"
    tree: Tree = {"apiVersion": f"kustomize.config.k8s.io/{version}", "kind": kind, "resources": list(resources)}
    return OutFile(f"{folder}/kustomization.yaml", write_yaml(tree, header=header(source, title)))


def _root(plan: Plan, source: str, base: list[Manifest], components: list[Manifest]) -> OutFile:
    release = plan.release
    tree: dict[str, Tree] = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    if base:
        tree["resources"] = ["base"]
    if components:
        tree["components"] = [f"components/{part.concern.name}" for part in components]
    tree["helmCharts"] = [
        {
            "name": release.chart,
            "repo": release.repository,
            "version": release.chart_version,
            "releaseName": release.name,
            "namespace": release.namespace,
            "valuesFile": f"values/{release.chart}.yaml",
            "includeCRDs": True,
            "skipHooks": True,
        }
    ]
    patches = _namespaces(plan)
    if patches:
        tree["patches"] = patches
    title = f"The whole of cluster {plan.cluster}: kustomize build --enable-helm on this folder."
    comments: dict[Path, str] = {
        ("helmCharts", 0, "releaseName"): "Another release name would rename NFD's objects and start a second NFD.",
        ("helmCharts", 0, "namespace"): "Never put `namespace:` over this folder: it would move the quotas too.",
        ("helmCharts", 0, "skipHooks"): "Inflated hooks would run as plain Jobs, and some of them delete things.",
    }
    if patches:
        comments["patches",] = "Helm puts these into the release's namespace; the chart's templates name none."
    return OutFile("kustomization.yaml", write_yaml(tree, header=header(source, title), comments=comments))


def _namespaces(plan: Plan) -> list[Tree]:
    """Return a patch for each name of objects that have to be in a namespace and whose templates name none."""
    release = plan.release
    kinds: dict[str, list[str]] = {}
    for found in load_chart(release.chart, release.version).objects:
        if found.kind in _IN_NAMESPACES and not found.namespaced and not found.hooks:
            kinds.setdefault(found.name, []).append(found.kind)
    patch = [{"op": "add", "path": "/metadata/namespace", "value": release.namespace}]
    return [
        {"target": {"kind": "|".join(sorted(kinds[name])), "name": name}, "patch": json.dumps(patch)}
        for name in sorted(kinds)
    ]
