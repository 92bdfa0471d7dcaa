"""A RayCluster whose workers each ask for a workload's units.

Source of the fields: ray-project/kuberay helm-chart/kuberay-operator/crds/ray.io_rayclusters.yaml.
"""

from generator.artifacts._ask import Ask
from generator.facts.frameworks import framework_facts
from generator.model.tree import Tree

WORKERS = ("workerGroupSpecs", 0)
"""Where the group of workers stands in the spec."""


def ray_cluster_spec(ask: Ask, pod: dict[str, Tree], container: dict[str, Tree]) -> dict[str, Tree]:
    """Return the spec of a RayCluster; `pod` and `container` are what its workers say."""
    image = framework_facts(ask.workload.framework).run.image
    workload = ask.workload
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
                "rayStartParams": {"num-gpus": str(workload.processes)},
                "template": {"spec": {**pod, "containers": [container]}},
            }
        ],
    }
