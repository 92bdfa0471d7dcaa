"""Shipped bundles on clusters of their own: applied by the commands of their README."""

from pathlib import Path
from typing import NamedTuple

from generator.model.plan import Plan, PoolPlan
from tests.controlplane.api import Api, wait_for
from tests.controlplane.cluster import Cluster
from tests.controlplane.commands import blocks, run_block, section
from tests.controlplane.discovery import label_nodes
from tests.controlplane.nodes import PlayedNode, add_pool_nodes
from tests.controlplane.pods import add_namespace
from tests.support.bundles import Object, at, parsed
from tests.support.routes import Laid

MONITORS = (("ServiceMonitor", "servicemonitors"), ("PodMonitor", "podmonitors"), ("PrometheusRule", "prometheusrules"))


class Applied(NamedTuple):
    """A bundle in a cluster; `programs` is the folder of kustomize and the Helm that put it there."""

    cluster: Cluster
    laid: Laid
    programs: Path
    nodes: tuple[PlayedNode, ...]

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
        return run_block(self.cluster, block, self.laid.folder, self.programs)

    def nodes_of(self, pool: PoolPlan) -> set[str]:
        """Return the names of a pool's nodes."""
        return {node.name for node in self.nodes if node.pool == pool.name}

    def apply(self) -> str:
        """Run the commands that apply the bundle by kustomize."""
        return self.run(apply_blocks(self.readme)[0])


def apply_blocks(readme: str) -> tuple[str, str, str]:
    """Return the commands of "Apply": by kustomize, by hand on nodes (or none), by Helm."""
    found = blocks(readme, "Apply")
    by_hand = [block for block in found if "kubectl label node" in block or "kubectl taint node" in block]
    (by_kustomize,) = [block for block in found if "kustomize build" in block]
    (by_helm,) = [block for block in found if "helm upgrade" in block]
    return by_kustomize, "".join(by_hand), by_helm


def prepare(cluster: Cluster, laid: Laid, programs: Path) -> Applied:
    """Make what the README takes to exist: nodes, tenants' namespaces, the Prometheus Operator's types."""
    plan = laid.bundle.plan
    for tenant in plan.tenants:
        if not tenant.create:
            assert tenant.namespace in section(laid.bundle.files["README.md"], "Apply")
            add_namespace(cluster.api, tenant.namespace)
    if "Prometheus Operator's resource types" in laid.bundle.files["README.md"]:
        add_monitor_types(cluster.api)
    return Applied(cluster, laid, programs, add_pool_nodes(cluster.api, plan))


def finish(applied: Applied) -> None:
    """Do what runs in a cluster by itself: NFD labels nodes, the distribution or operator makes its RuntimeClass.

    Then a person labels and taints nodes as the README says.
    """
    if any(key[1] == "NodeFeatureRule" for key in kinds(applied)):
        label_nodes(applied.api, applied.nodes)
    add_runtime_class(applied.api, applied.plan.stack.runtime_class or "nvidia")
    applied.run(apply_blocks(applied.readme)[1])


def kinds(applied: Applied) -> set[tuple[str, str]]:
    """Return API version and kind of each manifest that is ours."""
    return {(str(one["apiVersion"]), str(one["kind"])) for one in applied.laid.bundle.objects}


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


def versions_of(api: Api, objects: list[Object]) -> dict[str, str]:
    """Return the resource version of each object by its path, which must exist."""
    return {path: str(at(api.get(path), "metadata", "resourceVersion")) for path in map(api.path_of, objects)}


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
