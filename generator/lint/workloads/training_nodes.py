"""A PyTorchJob whose torchrun waits for another number of pods than the job makes."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.parallel import ALONE, LAUNCHER, NODES
from generator.lint.workloads._parted_models import Parts, numbers_of, parted
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value

_GROUP, _KIND = "kubeflow.org/", "PyTorchJob"
_ROLES = ("spec", "pytorchReplicaSpecs")
_ELASTIC = ("spec", "elasticPolicy")


class _Job(NamedTuple):
    """A job, and its pods that are known, by their role."""

    whole: Value
    pods: dict[str, Workload]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for job in _jobs(manifests):
        total = _total(job)
        if total is None or manifests.may_change(job.whole) or job.whole.get(*_ELASTIC) is not None:
            continue
        said = [_nodes(job.pods.get(role)) for role, _ in job.whole.entries(*_ROLES)]
        numbers = {None if one is None else one.number for one in said}
        # With one node for each pod they work by themselves, which may be meant.
        if len(numbers) == 1 and None not in numbers and not numbers <= {total, 1}:
            for one in said:
                if one is not None:
                    yield _fault(one, total)


def _jobs(manifests: Manifests) -> Iterator[_Job]:
    found: dict[Place, _Job] = {}
    for workload in manifests.workloads:
        whole = workload.whole
        is_job = workload.kind == _KIND and whole is not None and not workload.in_part
        if whole is None or not is_job or not (whole.text("apiVersion") or "").startswith(_GROUP):
            continue
        way = workload.pod.place.way_from(whole.place)
        if way[: len(_ROLES)] == _ROLES:
            found.setdefault(whole.place, _Job(whole, {})).pods[str(way[len(_ROLES)])] = workload
    yield from found.values()


def _total(job: _Job) -> int | None:
    """Return how many pods a job makes, of each role one where nothing is said; None where that is not known."""
    total = 0
    for _, role in job.whole.entries(*_ROLES):
        said = role.get("replicas")
        number = 1 if said is None else role.whole_number("replicas")
        if not number:
            return None
        total += number
    return total


def _nodes(workload: Workload | None) -> Parts | None:
    """Return the one number of nodes that the pods of a role wait for."""
    if workload is None:
        return None
    for container in workload.containers:
        found = parted(container)
        if found is not None and found.program.name == LAUNCHER and not ALONE.search(found.text):
            numbers = tuple(numbers_of(found, NODES))
            return numbers[0] if len(numbers) == 1 else None
    return None


def _fault(said: Parts, total: int) -> ManifestFault:
    pods = "1 pod" if total == 1 else f"{total} pods"
    what = "waits for the others until it gives up" if said.number > total else "takes no more than these"
    message = f"torchrun is told of {said.number} nodes, and the job makes {pods}: it {what}"
    fix = f"Leave --nnodes out, since the operator sets PET_NNODES, or write {total}."
    return ManifestFault(said.at.place, message, fix, at=said.position)


RULE = ManifestRule(
    "WRK249",
    "Training that waits for another number of pods",
    Severity.WARNING,
    why="Each pod of a PyTorchJob is one node to torchrun, which starts the training once as many have met as it is "
    "told. What stands on its command line goes before the variable PET_NNODES, in which the operator counts the pods.",
    fix="Leave --nnodes out.",
    source="kubeflow/trainer (release-1.9) pkg/controller.v1/pytorch/envvar.go (EnvNnodes, getTotalReplicas); "
    "pytorch/pytorch torch/distributed/run.py (--nnodes, whose default is PET_NNODES)",
    bad="""\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Master:
      replicas: 1
      template:
        spec:
          containers:
            - name: pytorch
              image: train
              command: [torchrun, --nnodes=3, t.py]  # <- here
              resources: {limits: {nvidia.com/gpu: 1}}
    Worker:
      replicas: 1
      template:
        spec:
          containers:
            - name: pytorch
              image: train
              command: [torchrun, --nnodes=3, t.py]  # <- here
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Master:
      replicas: 1
      template:
        spec:
          containers:
            - name: pytorch
              image: train
              command: [torchrun, --nnodes=3, t.py]
              resources: {limits: {nvidia.com/gpu: 1}}
    Worker:
      replicas: 2
      template:
        spec:
          containers:
            - name: pytorch
              image: train
              command: [torchrun, --nnodes=3, t.py]
              resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
