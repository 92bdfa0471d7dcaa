"""Nodes that kwok plays, as the kubelet would report them; what NVIDIA's plugin registers on them is measured."""

from collections.abc import Mapping
from typing import NamedTuple

from generator.model.plan import Plan, PoolPlan
from generator.model.tree import Tree
from tests.controlplane.api import Api, wait_for
from tests.support.bundles import Object, at, items

NVIDIA_PRESENT = (("nvidia.com/gpu.present", "true"), ("feature.node.kubernetes.io/pci-10de.present", "true"))
"""Labels by which the operator, and the standalone chart's affinity, know a node with an NVIDIA card."""


class PlayedNode(NamedTuple):
    """A node of a pool, and the PCI ids of its cards: device and subsystem, without the vendor."""

    name: str
    pool: str
    cards: tuple[tuple[int, int | None], ...]


def nodes_of(plan: Plan) -> tuple[PlayedNode, ...]:
    """Return the nodes of all pools, as many as the Plan knows of at least."""
    return tuple(PlayedNode(name, pool.name, _cards(pool)) for pool in plan.pools for name in names_of(pool))


def names_of(pool: PoolPlan) -> tuple[str, ...]:
    """Return the names of a pool's nodes, made up where the profile gives none."""
    if pool.node_names:
        return pool.node_names
    count = max(1, pool.node_count.low) if pool.node_count else 1
    return tuple(f"{pool.name}-{number}" for number in range(1, count + 1))


def _cards(pool: PoolPlan) -> tuple[tuple[int, int | None], ...]:
    return tuple(
        (entry.gpu.pci_device_ids[0], entry.gpu.pci_subsystem_ids[0] if entry.gpu.pci_subsystem_ids else None)
        for entry in pool.gpus
        for _ in range(entry.per_node)
    )


def add_pool_nodes(api: Api, plan: Plan, advertised: Mapping[str, Mapping[str, int]]) -> tuple[PlayedNode, ...]:
    """Add the nodes of all pools; they carry the labels that the profile says they have.

    `advertised` is by pool what each of its nodes has: resource to number of units.
    """
    found = nodes_of(plan)
    pools = {pool.name: pool for pool in plan.pools}
    for node in found:
        pool = pools[node.pool]
        add_node(api, node.name, advertised[pool.name], dict(pool.node_selector))
    wait_until_ready(api, {node.name for node in found})
    return found


def add_node(api: Api, name: str, resources: Mapping[str, int], labels: dict[str, str]) -> None:
    """Add a node with NVIDIA cards, roomy in all else."""
    _add(api, name, resources, {**dict(NVIDIA_PRESENT), **labels})


def add_plain_node(api: Api, name: str = "plain") -> None:
    """Add a node without cards, where what needs none can run whatever taints the others have."""
    _add(api, name, {}, {})
    wait_until_ready(api, {name})


def _add(api: Api, name: str, resources: Mapping[str, int], labels: dict[str, str]) -> None:
    known: dict[str, Tree] = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
    room: dict[str, Tree] = {"cpu": "256", "memory": "2Ti", "pods": "1000"}
    room.update((key, str(units)) for key, units in resources.items())
    node: Object = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {**known, **labels}},
        "status": {"capacity": room, "allocatable": room},
    }
    api.create("/api/v1/nodes", node)


def wait_until_ready(api: Api, names: set[str]) -> None:
    """Wait until the nodes are ready and the taint of new ones is gone."""

    def ready() -> bool:
        free = {str(at(node, "metadata", "name")) for node in api.list("/api/v1/nodes") if not _new(node)}
        return names <= free

    wait_for(f"nodes {sorted(names)} are ready", ready)


def _new(node: Object) -> bool:
    taints = at(node, "spec", "taints") or []
    conditions = at(node, "status", "conditions") or []
    ready = any((at(one, "type"), at(one, "status")) == ("Ready", "True") for one in items(conditions))
    return not ready or any("node.kubernetes.io/" in str(at(taint, "key")) for taint in items(taints))


def set_resources(api: Api, name: str, resources: dict[str, int | None]) -> None:
    """Change what a node advertises; None takes a resource away."""
    room: Tree = {key: None if units is None else str(units) for key, units in resources.items()}
    api.merge(f"/api/v1/nodes/{name}/status", {"status": {"capacity": room, "allocatable": room}})
