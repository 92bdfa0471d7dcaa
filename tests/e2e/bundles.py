"""Bundles in clusters: put there by the commands of their README, with what that README takes to exist."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR, load_crds
from generator.model.plan import Plan, PoolPlan
from generator.model.profile import NfdSource
from tests.controlplane import manifests
from tests.controlplane.api import Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.commands import Account, blocks, run_block, section
from tests.controlplane.discovery import label_nodes
from tests.controlplane.nodes import PlayedNode, add_plain_node, add_pool_nodes
from tests.controlplane.pods import IMAGE
from tests.devices.measured import Advertise
from tests.standin.crds import crd_manifest
from tests.support.bundles import Object, at, parsed
from tests.support.routes import Laid

NFD_FROM = "v26.7.0"
"""The release whose NFD stands for one that was there before."""
MIG_TOOL = "nvidia-mig-parted"
DAEMONSET = re.compile(r"daemonset/([a-z0-9-]+)")
REVISION = "deployment.kubernetes.io/revision"
"""The annotation in which the Deployment controller counts."""
MONITORS_GROUP = "monitoring.coreos.com"
MONITORS = (("ServiceMonitor", "servicemonitors"), ("PodMonitor", "podmonitors"), ("PrometheusRule", "prometheusrules"))


class Bench(NamedTuple):
    """What a person has at hand: a folder with gpuslice, kustomize and a Helm, and how Helm reaches repositories.

    `advertise` tells what the device plugin makes of a bundle's nodes.
    """

    folder: Path
    network: Mapping[str, str]
    advertise: Advertise

    def environment(self, cluster: Cluster) -> dict[str, str]:
        """Return an environment with all of this, and kubectl for a cluster."""
        return {**cluster.environment(self.folder), **self.network}


class Applied(NamedTuple):
    """A bundle in a cluster, what it was put there with, and an account of the commands that were run."""

    cluster: Cluster
    laid: Laid
    bench: Bench
    nodes: tuple[PlayedNode, ...]
    account: Account

    @property
    def api(self) -> Api:
        """The cluster's API."""
        return self.cluster.api

    @property
    def plan(self) -> Plan:
        """The bundle's Plan."""
        return self.laid.bundle.plan

    @property
    def readme(self) -> str:
        """The bundle's README."""
        return self.laid.bundle.files["README.md"]

    def run(self, block: str) -> str:
        """Run commands in the bundle's folder."""
        said = run_block(block, self.laid.folder, self.bench.environment(self.cluster))
        self.account.note(block)
        return said

    def nodes_of(self, pool: PoolPlan) -> set[str]:
        """Return the names of a pool's nodes."""
        return {node.name for node in self.nodes if node.pool == pool.name}

    def apply(self) -> str:
        """Run the commands that apply the bundle by kustomize."""
        return self.run(apply_blocks(self.readme)[0])

    def tidy_up(self) -> str:
        """Run the commands that delete what an earlier bundle had and this one has not."""
        return self.run("".join(blocks(self.readme, "Change")))


def apply_blocks(readme: str) -> tuple[str, str, str]:
    """Return the commands of "Apply": by kustomize, by hand on nodes (or none), by Helm."""
    found = blocks(readme, "Apply")
    by_kustomize, by_helm = found[0], found[-1]
    assert "kustomize build" in by_kustomize
    assert "helm upgrade" in by_helm
    return by_kustomize, "".join(block for block in found[1:-1] if MIG_TOOL not in block), by_helm


def layout_block(readme: str) -> str:
    """Return the commands that apply MIG layouts where no manager does, or nothing."""
    return "".join(block for block in blocks(readme, "Apply") if MIG_TOOL in block)


def prepare(cluster: Cluster, laid: Laid, bench: Bench) -> Applied:
    """Make what the README takes to exist: nodes, and where it says so the types of NFD and Prometheus Operator."""
    plan = laid.bundle.plan
    if plan.monitoring.service_monitor or any(MONITORS_GROUP in str(one["apiVersion"]) for one in laid.bundle.objects):
        assert "Prometheus Operator" in section(laid.bundle.files["README.md"], "Apply")
        add_monitor_types(cluster.api)
    if plan.stack.node_feature_discovery is NfdSource.EXISTING:
        assert "Node Feature Discovery" in section(laid.bundle.files["README.md"], "Apply")
        manifests.apply(cluster, [crd_manifest(crd) for crd in load_crds(GPU_OPERATOR, NFD_FROM) if crd.chart])
    add_plain_node(cluster.api)
    return Applied(cluster, laid, bench, add_pool_nodes(cluster.api, plan, bench.advertise(laid.bundle)), Account())


def finish(applied: Applied) -> None:
    """Do what runs by itself: NFD labels nodes, the distribution or operator makes RuntimeClass and DaemonSets.

    Then a person labels and taints nodes as the README says.
    """
    if any(key[1] == "NodeFeatureRule" for key in kinds(applied)):
        label_nodes(applied.api, applied.nodes)
    add_runtime_class(applied.api, applied.plan.stack.runtime_class or "nvidia")
    if applied.plan.release.chart == GPU_OPERATOR:
        for name in operands(applied):
            add_operand(applied.api, applied.plan.release.namespace, name)
    applied.run(apply_blocks(applied.readme)[1])


def kinds(applied: Applied) -> set[tuple[str, str]]:
    """Return API version and kind of each manifest that is ours."""
    return {(str(one["apiVersion"]), str(one["kind"])) for one in applied.laid.bundle.objects}


def operands(applied: Applied) -> set[str]:
    """Return the DaemonSets that the README speaks of."""
    return {str(match[1]) for match in DAEMONSET.finditer(section(applied.readme, "Change"))}


def add_operand(api: Api, namespace: str, name: str) -> None:
    """Add a DaemonSet as the operator would, on nodes with a card, unless it is there; what runs in it is all one."""
    labels: Object = {"app": name}
    spec: Object = {
        "nodeSelector": {"nvidia.com/gpu.present": "true"},
        "tolerations": [{"operator": "Exists"}],
        "containers": [{"name": "main", "image": IMAGE}],
    }
    found: Object = {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}},
    }
    assert api.try_create(f"/apis/apps/v1/namespaces/{namespace}/daemonsets", found).code in (201, 409)


def add_runtime_class(api: Api, name: str) -> None:
    """Add a RuntimeClass unless it is there."""
    found: Object = {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": name},
        "handler": "nvidia",
    }
    assert api.try_create("/apis/node.k8s.io/v1/runtimeclasses", found).code in (201, 409)


def add_monitor_types(api: Api) -> None:
    """Add the Prometheus Operator's resource types, whose fields are checked elsewhere: here any spec will do."""
    for kind, plural in MONITORS:
        schema: Object = {
            "type": "object",
            "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
        }
        version: Object = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
        found: Object = {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.monitoring.coreos.com"},
            "spec": {
                "group": "monitoring.coreos.com",
                "scope": "Namespaced",
                "names": {"kind": kind, "plural": plural, "singular": kind.lower(), "listKind": f"{kind}List"},
                "versions": [version],
            },
        }
        api.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", found)
    wait_for("the monitors' types are served", lambda: api.ask("GET", "/apis/monitoring.coreos.com/v1").code == 200)


def states_of(api: Api, objects: list[Object]) -> dict[str, str]:
    """Return by path what each object is, which must exist, without what its controllers write into its status.

    The resource version goes with the status, and with it the API server's account of who wrote what and when.
    """
    return {path: _state(api.get(path)) for path in map(api.path_of, objects)}


def _state(found: Object) -> str:
    metadata = found["metadata"]
    assert isinstance(metadata, dict)
    kept = {key: value for key, value in metadata.items() if key not in ("resourceVersion", "managedFields")}
    if isinstance(notes := kept.get("annotations"), dict):
        kept["annotations"] = {key: value for key, value in notes.items() if key != REVISION}
    return json.dumps({**found, "metadata": kept, "status": None}, sort_keys=True)


def smoke_pods(applied: Applied, pool: PoolPlan) -> dict[str, Object]:
    """Return by resource the pod of a pool's smoke Job: who may go there, and where that is."""
    found: dict[str, Object] = {}
    for job in parsed(applied.laid.bundle.files[f"smoke/{pool.name}.yaml"]):
        spec = at(job, "spec", "template", "spec")
        limits = at(spec, "containers", 0, "resources", "limits")
        assert isinstance(limits, dict)
        (resource,) = limits
        name = str(at(job, "metadata", "name"))
        found[resource] = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}
    return found
