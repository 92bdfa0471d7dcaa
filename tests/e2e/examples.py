"""The examples of a bundle in its cluster, where the scheduler looks for room for their pods."""

from generator.model.plan import WorkloadPlan
from tests.controlplane.api import wait_for
from tests.controlplane.manifests import apply
from tests.controlplane.pods import add_namespace, add_pods, node_of, pods
from tests.e2e.bundles import Applied
from tests.support.bundles import Object, at, items, name_of, parsed

COLLECTIONS = (
    *("apps/v1/{}/deployments", "apps/v1/{}/statefulsets", "apps/v1/{}/daemonsets"),
    *("batch/v1/{}/jobs", "batch/v1/{}/cronjobs"),
)


def run_example(applied: Applied, workload: WorkloadPlan) -> None:
    """Apply a workload's example strictly, and wait until all of its pods have a node."""
    add_namespace(applied.api, workload.namespace)
    path = applied.laid.folder / "examples" / f"{workload.namespace}-{workload.name}.yaml"
    for found in parsed(path.read_text(encoding="utf-8")):
        if found["kind"] == "RayCluster":
            _add_workers(applied, found)
        else:
            apply(applied.cluster, [found])
    wait_for(
        f"{workload.replicas} pods of {workload.name} have a node",
        lambda: len(nodes_of_example(applied, workload)) == workload.replicas,
        state=lambda: [at(one, "status", "conditions") for one in pods(applied.api, workload.namespace)],
    )


def _add_workers(applied: Applied, found: Object) -> None:
    """Make the pods of a RayCluster's workers, as KubeRay's operator would, which is not there."""
    for group in items(at(found, "spec", "workerGroupSpecs")):
        like: Object = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": name_of(found)},
            "spec": at(group, "template", "spec"),
        }
        replicas = at(group, "replicas")
        assert isinstance(replicas, int)
        add_pods(applied.api, str(at(found, "metadata", "namespace")), like, replicas)


def nodes_of_example(applied: Applied, workload: WorkloadPlan) -> list[str]:
    """Return the node of each of a workload's pods that has one."""
    return [
        node_of(one)
        for one in pods(applied.api, workload.namespace)
        if name_of(one).startswith(f"{workload.name}-") and node_of(one)
    ]


def remove_examples(applied: Applied) -> None:
    """Delete what the examples made, and wait until their pods are gone."""
    ours = f"app.kubernetes.io/part-of={applied.plan.cluster}"
    namespaces = {one.namespace for one in applied.plan.workloads}
    for namespace in namespaces:
        for place in COLLECTIONS:
            collection = f"/apis/{place.format(f'namespaces/{namespace}')}"
            applied.api.delete(collection, labelSelector=ours, propagationPolicy="Background")
        applied.api.delete(f"/api/v1/namespaces/{namespace}/pods", gracePeriodSeconds="0")
    wait_for("no pod is left", lambda: not any(pods(applied.api, namespace) for namespace in namespaces))
