"""Test Jobs, one per resource of a pool, applied by hand: a Job cannot be changed once made, so no root has them."""

from generator.artifacts._concern import Manifest, header, metadata
from generator.artifacts._nodes import selecting_labels, selecting_term, terms_by_name
from generator.artifacts._setting import tolerations
from generator.model.bundle import OutFile
from generator.model.plan import Plan, PoolPlan, Resource
from generator.model.taints import Toleration
from generator.model.tree import Tree
from generator.yamltext.writer import write_documents

# Only nvidia-smi is run, which the driver brings, so any image that starts will do.
IMAGE = "nvcr.io/nvidia/cuda:12.6.1-base-ubuntu22.04"
_ONE_HOUR_SECONDS = 3600


def emit(plan: Plan, source: str, parts: tuple[Manifest, ...]) -> tuple[OutFile, ...]:  # noqa: ARG001
    """Return a file per pool with a Job for each resource that the pool advertises."""
    title = "Test Jobs: each asks for one unit and lists what it sees. Applied by hand."
    return tuple(
        OutFile(
            f"smoke/{pool.name}.yaml",
            write_documents([_job(plan, pool, one) for one in pool.resources], header=header(source, title)),
        )
        for pool in plan.pools
    )


def _job(plan: Plan, pool: PoolPlan, resource: Resource) -> Tree:
    short = resource.name.partition("/")[2].replace(".", "-")
    about = metadata(plan, f"smoke-{pool.name}-{short}"[:63].rstrip("-"))
    # The pods carry the Job's labels, by which the README finds their logs.
    pod: Tree = {"metadata": {"labels": about["labels"]}, "spec": _pod(plan, pool, resource)}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": about,
        "spec": {
            "backoffLimit": 0,
            "ttlSecondsAfterFinished": _ONE_HOUR_SECONDS,
            "template": pod,
        },
    }


def _pod(plan: Plan, pool: PoolPlan, resource: Resource) -> Tree:
    spec: dict[str, Tree] = {"restartPolicy": "Never"}
    if plan.stack.runtime_class is not None:
        spec["runtimeClassName"] = plan.stack.runtime_class
    if pool.node_names:
        spec["affinity"] = _on_nodes(terms_by_name(pool.node_names))
    elif labels := selecting_labels(pool):
        spec["nodeSelector"] = dict(labels)
    elif (term := selecting_term(pool)) is not None:
        spec["affinity"] = _on_nodes([term])
    wanted = [Toleration("nvidia.com/gpu", "Exists", None, "NoSchedule")]
    wanted += [Toleration(taint.key, "Equal", taint.value, taint.effect) for taint in pool.taints]
    spec["tolerations"] = tolerations(wanted)
    spec["containers"] = [
        {
            "name": "nvidia-smi",
            "image": IMAGE,
            "command": ["nvidia-smi", "-L"],
            "resources": {"limits": {resource.name: 1}},
        }
    ]
    return spec


def _on_nodes(terms: list[Tree]) -> Tree:
    required: Tree = {"nodeSelectorTerms": terms}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}
