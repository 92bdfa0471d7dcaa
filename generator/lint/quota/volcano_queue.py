"""Queues of Volcano whose amounts contradict each other, and gangs that are larger than their queue."""

from collections import defaultdict
from collections.abc import Iterator

from generator.lint.common.clusters import are_apart
from generator.lint.common.objects import group_of
from generator.lint.common.workloads import asks_of_each, counted, is_device, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Workload
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place, Value, is_filled_in_later

_GROUP, _JOBS = "scheduling.volcano.sh/", "batch.volcano.sh"
_BY_DEFAULT = "default"
"""The queue of a job that names none; source: pkg/webhooks/admission/jobs/mutate/mutate_job.go (DefaultQueue)."""
_REFUSED = "Volcano's webhook refuses the Queue from 1.15 on"
_TASK = 3
"""So many steps lead from a job to one of its tasks: spec, tasks and its index."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    queues: dict[str, list[KubeObject]] = defaultdict(list)
    for one in manifests.of_kind("Queue", _GROUP):
        queues[one.name].append(one)
        if not manifests.may_change(one.value):
            yield from _of_queue(one.value)
    jobs: dict[Place, list[Workload]] = defaultdict(list)
    for workload in manifests.workloads if queues else ():
        whole = workload.whole
        if whole is not None and workload.kind == "Job" and group_of(workload) == _JOBS and not workload.in_part:
            jobs[whole.place].append(workload)
    for tasks in jobs.values():
        job = tasks[0].whole
        found = [] if job is None else queues.get(job.text("spec", "queue") or _BY_DEFAULT, [])
        if job is None or len(found) != 1 or are_apart(found[0].value.place, job.place):
            continue
        if not manifests.may_change(job) and not manifests.may_change(found[0].value):
            yield from _of_job(job, tasks, found[0])


def _of_queue(queue: Value) -> Iterator[ManifestFault]:
    capability, deserved = (dict(queue.entries("spec", key)) for key in ("capability", "deserved"))
    for name, value in deserved.items():
        most = capability.get(name)
        if is_device(name) and most is not None and _is_more(value, most):
            message = f"deserved has {value.tree} {name} and capability {most.tree}: {_REFUSED}"
            yield ManifestFault(value.place, message, f"Write {most.tree} at most, or raise the capability.")
    for name, value in queue.entries("spec", "guarantee", "resource"):
        right = deserved.get(name)
        if not is_device(name) or thousandths(value) is None:
            continue
        if right is None:
            message = f"guarantee has {value.tree} {name} and deserved says nothing of it: {_REFUSED}"
            yield ManifestFault(value.place, message, f"Write `deserved: {{{name}: {value.tree}}}`, or more.")
        elif _is_more(value, right):
            message = f"guarantee has {value.tree} {name} and deserved {right.tree}: {_REFUSED}"
            yield ManifestFault(value.place, message, f"Write {right.tree} at most, or raise what is deserved.")
    for name, value in queue.entries("spec", "guarantee"):
        if is_device(name):
            message = f"{name} stands right below guarantee, which has resource alone: nothing is kept for the queue"
            yield ManifestFault(value.place, message, "Write it below `resource:`.", on_key=True)


def _is_more(one: Value, other: Value) -> bool:
    left, right = thousandths(one), thousandths(other)
    return left is not None and right is not None and left > right


def _of_job(job: Value, tasks: list[Workload], queue: KubeObject) -> Iterator[ManifestFault]:
    """Return where the least number of pods that a job starts with ask for more than its queue may ever have.

    Which pods these are goes by their priority: those that ask for the least are counted.
    """
    parts = list(job.elements("spec", "tasks"))
    numbers = [one.whole_number("replicas") for one in parts]
    least = job.get("spec", "minAvailable")
    if least is None and any(one.has("minAvailable") for one in parts):
        return
    needed = sum(one or 0 for one in numbers) if least is None else least.whole_number()
    if needed is None or needed <= 0 or any(one is None or one < 0 for one in numbers):
        return
    for name, value in queue.value.entries("spec", "capability"):
        most = thousandths(value)
        if not is_device(name) or most is None or is_filled_in_later(value.tree):
            continue
        each = {_index(one, job): _asks(one, name) for one in tasks}
        asked = _least([(each.get(index, 0), number or 0) for index, number in enumerate(numbers)], needed)
        # Parts of a device are told for themselves.
        if asked > most and not asked % 1000:
            at = job.place.below("spec", "minAvailable") if least is not None else job.place.below("spec", "tasks")
            who = "the pod that it starts with asks" if needed == 1 else f"the {needed} pods that start together ask"
            has = f"the Queue {queue.name} may have {value.tree}: the job never starts"
            message = f"{who} for {asked // 1000} {name}, and {has}"
            fix = f"Raise the capability of {queue.name}, or let fewer pods start together."
            yield ManifestFault(at, message, fix, on_key=True)


def _least(pods: list[tuple[int, int]], needed: int) -> int:
    """Return the least that so many pods ask for; of each task what a pod asks for, and how many there are."""
    asked, left = 0, needed
    for each, number in sorted(pods):
        asked += each * min(number, left)
        left -= min(number, left)
    return asked


def _index(task: Workload, job: Value) -> str | int | None:
    way = task.pod.place.way_from(job.place)
    return way[2] if way[:2] == ("spec", "tasks") and len(way) > _TASK else None


def _asks(task: Workload, resource: str) -> int:
    return max((one.thousandths for one in counted(asks_of_each(task, resource))), default=0)


RULE = ManifestRule(
    "QUO216",
    "Queue of Volcano that contradicts itself, or is smaller than a job",
    Severity.WARNING,
    why="What a Queue is guaranteed is part of what it deserves, and that of its capability. A job is let in once the "
    "capability has room for the pods that start together; where it never has, all of them wait.",
    fix="Write amounts with guarantee at most deserved and deserved at most capability.",
    source="volcano-sh/volcano pkg/webhooks/admission/queues/validate/validate_queue.go "
    "(validateResourceQuantityOfQueue, v1.15.0), config/crd/volcano/bases/scheduling.volcano.sh_queues.yaml, "
    "pkg/scheduler/plugins/capacity/capacity.go and proportion/proportion.go (AddJobEnqueueableFn), "
    "pkg/controllers/job/job_controller_actions.go (calcPGMinResources)",
    bad="""\
apiVersion: scheduling.volcano.sh/v1beta1
kind: Queue
metadata: {name: research}
spec:
  capability: {nvidia.com/gpu: 4}
  deserved:
    nvidia.com/gpu: 8  # <- here
---
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  minAvailable: 2  # <- here
  schedulerName: volcano
  queue: research
  tasks:
    - name: worker
      replicas: 2
      template:
        spec:
          restartPolicy: Never
          containers:
            - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 4}}}
""",
    good="""\
apiVersion: scheduling.volcano.sh/v1beta1
kind: Queue
metadata: {name: research}
spec:
  capability: {nvidia.com/gpu: 8}
  deserved:
    nvidia.com/gpu: 8
---
apiVersion: batch.volcano.sh/v1alpha1
kind: Job
metadata: {name: train}
spec:
  minAvailable: 2
  schedulerName: volcano
  queue: research
  tasks:
    - name: worker
      replicas: 2
      template:
        spec:
          restartPolicy: Never
          containers:
            - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 4}}}
""",
    check=_check,
)
