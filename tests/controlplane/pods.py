"""Pods that ask for GPUs, and what the scheduler made of them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy

from generator.model.tree import Tree
from tests.controlplane.api import Api, RefusedError, condition, settled, wait_for
from tests.support.bundles import Object, at

IMAGE = "registry.invalid/nothing:1"


def add_namespace(api: Api, name: str) -> str:
    """Add a namespace and wait until pods can be made in it; return its name."""
    answer = api.try_create("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    if answer.code not in (201, 409):
        raise RefusedError(answer.message)
    wait_for(
        f"namespace {name} has its service account",
        lambda: api.exists(f"/api/v1/namespaces/{name}/serviceaccounts/default"),
    )
    return name


def pod(name: str, limits: Mapping[str, int], **spec: Tree) -> Object:
    """Return a pod of one container with these limits."""
    container: Tree = {"name": "main", "image": IMAGE, "resources": {"limits": {k: str(v) for k, v in limits.items()}}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [container], "terminationGracePeriodSeconds": 0, **spec},
    }


def add_pods(api: Api, namespace: str, like: Object, count: int) -> None:
    """Add pods with the spec of one, numbered from 1."""
    name = at(like, "metadata", "name")
    for number in range(1, count + 1):
        one = deepcopy(like)
        one["metadata"] = {"name": f"{name}-{number}"}
        api.create(f"/api/v1/namespaces/{namespace}/pods", one)


def pods(api: Api, namespace: str) -> list[Object]:
    """Return the pods of a namespace."""
    return api.list(f"/api/v1/namespaces/{namespace}/pods")


def node_of(found: Object) -> str:
    """Return the node that a pod was put on, or nothing."""
    name = at(found, "spec", "nodeName")
    return "" if name is None else str(name)


def unschedulable(found: Object) -> bool:
    """Whether the scheduler has tried and found no node."""
    return not node_of(found) and at(condition(found, "PodScheduled"), "reason") == "Unschedulable"


def wait_until_tried(api: Api, namespace: str) -> tuple[dict[str, int], int]:
    """Wait until each pod has a node or was found to fit on none; return pods by node, and how many wait."""

    def count() -> tuple[dict[str, int], int]:
        found = pods(api, namespace)
        return by_node(found), sum(unschedulable(one) for one in found)

    wait_for(
        f"every pod of {namespace} was tried",
        lambda: all(node_of(one) or unschedulable(one) for one in pods(api, namespace)),
        180,
    )
    return settled(count)


def by_node(found: Sequence[Object]) -> dict[str, int]:
    """Count pods by the node that they are on."""
    counts: dict[str, int] = {}
    for one in found:
        if node_of(one):
            counts[node_of(one)] = counts.get(node_of(one), 0) + 1
    return counts


def remove_pods(api: Api, namespace: str) -> None:
    """Delete all pods of a namespace and wait until they are gone; to delete a namespace takes seconds more."""
    api.delete(f"/api/v1/namespaces/{namespace}/pods", gracePeriodSeconds="0")
    wait_for(f"pods of {namespace} are gone", lambda: not pods(api, namespace))
