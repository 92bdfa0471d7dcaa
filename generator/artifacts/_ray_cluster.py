"""A RayCluster whose workers each ask for a workload's units.

Source of the fields: ray-project/kuberay helm-chart/kuberay-operator/crds/ray.io_rayclusters.yaml. Ray numbers as many
GPUs as `num-gpus` says and shows each actor those that it gives it, by CUDA_VISIBLE_DEVICES; one beyond those that the
container has is no GPU at all (source: ray-project/ray doc/source/ray-core/scheduling/accelerators.rst).
"""

from generator.artifacts._ask import Ask
from generator.facts.frameworks import framework_facts
from generator.model.tree import Tree

WORKERS = ("workerGroupSpecs", 0)
"""Where the group of workers stands in the spec."""
_TEN_THOUSAND = 10_000


def count_of_gpus(ask: Ask) -> str:
    """Return the comment above what the workers tell Ray of their GPUs."""
    gpus, processes = ask.placement.devices, ask.workload.processes
    if not gpus:
        return "Ray counts the GPUs that it finds; that limits no memory."
    text = "The GPUs that a container sees, of which Ray must not number more; that limits no memory."
    if processes <= gpus:
        return text
    return (
        f"{text} For {processes} processes each actor asks for a part of one: num_gpus={_part(-(-processes // gpus))}."
    )


def ray_cluster_spec(ask: Ask, pod: dict[str, Tree], container: dict[str, Tree]) -> dict[str, Tree]:
    """Return the spec of a RayCluster; `pod` and `container` are what its workers say."""
    image = framework_facts(ask.workload.framework).run.image
    workload, gpus = ask.workload, ask.placement.devices
    head: Tree = {
        "name": "ray-head",
        "image": image,
        "ports": [
            {"name": "gcs", "containerPort": 6379},
            {"name": "dashboard", "containerPort": 8265},
            {"name": "client", "containerPort": 10001},
        ],
        "resources": {"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"memory": "4Gi"}},
    }
    return {
        "rayVersion": image.rpartition(":")[2].partition("-")[0],
        "headGroupSpec": {
            "rayStartParams": {"dashboard-host": "0.0.0.0", "num-gpus": "0"},  # noqa: S104
            "template": {"spec": {"containers": [head]}},
        },
        "workerGroupSpecs": [
            {
                "groupName": "gpu-workers",
                "replicas": workload.replicas,
                "minReplicas": workload.replicas,
                "maxReplicas": workload.replicas,
                "rayStartParams": {"num-gpus": str(gpus)} if gpus else {},
                "template": {"spec": {**pod, "containers": [container]}},
            }
        ],
    }


def _part(actors: int) -> str:
    """Return a part of a GPU in decimals of which so many are never more than it: Ray counts in ten thousandths."""
    return f"0.{_TEN_THOUSAND // actors:04}".rstrip("0")
