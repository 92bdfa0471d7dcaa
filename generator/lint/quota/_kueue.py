"""What Kueue's queues have for a workload, and how much of what a workload asks for.

Sources: kubernetes-sigs/kueue pkg/cache/scheduler/resource_node.go (potentialAvailable), PodSets of each kind below
pkg/controller/jobs, pkg/workload/resources.go (limits count as requests where there are none).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.ecosystem import ray
from generator.ecosystem.quota_kinds import KUEUE
from generator.lint.common.objects import group_of
from generator.lint.common.workloads import asks_of_each, counted, thousandths
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject, Program, Workload
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Path

GROUP = f"{KUEUE}/"
QUEUE_NAME = f"{GROUP}queue-name"
MIN_PARALLELISM = f"{GROUP}job-min-parallelism"
COHORTS = ("cohort", "cohortName")
_PARENTS = ("parent", "parentName")
_PODS = "pods"
_CONFIG = "controller_manager_config.yaml"
_TEMPLATE = ("template", "spec")
_OF_JOB = ("spec", *_TEMPLATE)
_ENOUGH = 2
"""So many ClusterQueues of a cohort are taken for all of it."""


class Room(NamedTuple):
    """The most that a queue ever has of each resource, in thousandths, by flavor, for each of its resource groups.

    `sure` says that nothing elsewhere can add to it.
    """

    groups: tuple[Mapping[str, Mapping[str, int]], ...]
    sure: bool


class PodSet(NamedTuple):
    """Pods of one template that Kueue admits together with the others of the object."""

    workload: Workload
    number: int

    def asks(self, resource: str) -> int:
        """Return at least how many thousandths of a resource they ask for in all."""
        if resource == _PODS:
            return self.number * 1000
        each = [one.thousandths for one in counted(asks_of_each(self.workload, resource))]
        return self.number * max(each, default=0)


Quotas = Counter[tuple[str, str]]
"""Thousandths by flavor and resource."""


class Queues:
    """The queues among the files, as far as each name stands for one alone."""

    def __init__(self, manifests: Manifests) -> None:
        """Look at what is there under which name."""
        self._manifests = manifests
        queues = manifests.of_kind("ClusterQueue", GROUP)
        times = Counter(one.name for one in queues)
        self._by_name = {one.name: one for one in queues if times[one.name] == 1}
        self._named: dict[tuple[str | None, str], set[str | None]] = defaultdict(set)
        for one in manifests.of_kind("LocalQueue", GROUP):
            meant = None if self._manifests.may_change(one.value) else one.value.text("spec", "clusterQueue")
            self._named[one.namespace, one.name].add(meant)
        self._members: dict[str, list[KubeObject]] = defaultdict(list)
        for one in queues:
            self._members[cohort_of(one)].append(one)
        self._cohorts: dict[str, list[KubeObject]] = defaultdict(list)
        for one in manifests.of_kind("Cohort", GROUP):
            self._cohorts[one.name].append(one)
        self._in_trees = set(self._of_trees())
        self._shared: dict[str, Quotas | None] = {}

    def of(self, workload: Workload) -> KubeObject | None:
        """Return the ClusterQueue that a workload waits in, by its label and the LocalQueue of its namespace."""
        label = None if workload.whole is None else workload.whole.text("metadata", "labels", QUEUE_NAME)
        found = self._named.get((workload.namespace, label or ""), set())
        return self._by_name.get(next(iter(found)) or "") if len(found) == 1 else None

    def room(self, queue: KubeObject) -> Room | None:
        """Return what a queue has at most; None where not all of that is known."""
        cohort = cohort_of(queue)
        if self._manifests.may_change(queue.value) or is_filled_in_later(cohort):
            return None
        lent = self._lent(cohort, queue) if cohort else None
        groups: list[dict[str, dict[str, int]]] = []
        sure = True
        for group in _groups(queue.value):
            found: dict[str, dict[str, int]] = {}
            for flavor, resource, quota in group:
                nominal, limit = _amount(quota, "nominalQuota"), _amount(quota, "borrowingLimit")
                borrowed = 0 if not cohort else None if lent is None else lent[flavor, resource]
                within = [one for one in (limit, borrowed) if one is not None]
                if nominal is None or not within:
                    return None
                sure = sure and (not cohort or limit == min(within))
                found.setdefault(flavor, {})[resource] = nominal + min(within)
            groups.append(found)
        return Room(tuple(groups), sure)

    def _lent(self, cohort: str, queue: KubeObject) -> Quotas | None:
        """Return what all others of a cohort lend to a queue; None where that is not known."""
        if cohort not in self._shared:
            self._shared[cohort] = self._sum(cohort) if self._is_known(cohort) else None
        shared, own = self._shared[cohort], _quotas(queue)
        if shared is None or own is None:
            return None
        found = Counter(shared)
        found.subtract(own)
        return found

    def _sum(self, cohort: str) -> Quotas | None:
        found: Quotas = Counter()
        for one in (*self._cohorts[cohort], *self._members[cohort]):
            quotas = _quotas(one)
            if quotas is None:
                return None
            found.update(quotas)
        return found

    def _is_known(self, cohort: str) -> bool:
        """Say whether all of a cohort seems to be here, and it stands by itself."""
        objects, members = self._cohorts[cohort], self._members[cohort]
        single = len(objects) < _ENOUGH and all(one.name in self._by_name for one in members)
        settled = not any(self._manifests.may_change(one.value) for one in (*objects, *members)) and not any(
            map(is_filled_in_later, self._members)
        )
        return single and settled and len(objects) + len(members) >= _ENOUGH and cohort not in self._in_trees

    def _of_trees(self) -> Iterator[str]:
        """Return the names of cohorts that have others above or below them."""
        for one in self._manifests.of_kind("Cohort", GROUP):
            for parent in (found for key in _PARENTS if (found := one.value.text("spec", key))):
                yield from (one.name, parent)


def is_configured(manifests: Manifests) -> bool:
    """Say whether Kueue's own configuration is here, which may leave resources out or count them as others."""
    named = any(_CONFIG in one.keys for one in manifests.config_maps)
    return named or any(one.program is Program.KUEUE for one in manifests.program_configs)


def pod_sets(manifests: Manifests) -> Iterator[tuple[PodSet, ...]]:
    """Return the pods about GPUs of each object that names a queue, where it is known how many there are of each.

    Those of templates that say nothing of GPUs are not among them: what all ask for together is at least this.
    """
    meant = [one for one in manifests.workloads if one.whole is not None and not one.loose and not one.in_part]
    by_object: dict[Place, list[PodSet]] = {}
    for one in meant:
        count = _count(one)
        if count:
            by_object.setdefault(one.place, []).append(PodSet(one, count))
    yield from map(tuple, by_object.values())


def cohort_of(queue: KubeObject) -> str:
    """Return the cohort that a ClusterQueue names; empty for none."""
    return next((found for key in COHORTS if (found := queue.value.text("spec", key))), "")


def _groups(value: Value) -> Iterator[list[tuple[str, str, Value]]]:
    """Return the quotas of each resource group, each with its flavor and resource."""
    for group in value.elements("spec", "resourceGroups"):
        yield [
            (flavor.text("name") or "", one.text("name") or "", one)
            for flavor in group.elements("flavors")
            for one in flavor.elements("resources")
        ]


def _quotas(one: KubeObject) -> Quotas | None:
    """Return what a ClusterQueue lends to its cohort, or a Cohort has; None where that cannot be read."""
    found: Quotas = Counter()
    for flavor, resource, quota in (each for group in _groups(one.value) for each in group):
        nominal, limit = _amount(quota, "nominalQuota"), _amount(quota, "lendingLimit")
        if nominal is None:
            return None
        # What a Cohort lends is limited towards its parent.
        found[flavor, resource] += nominal if limit is None or one.kind == "Cohort" else min(nominal, limit)
    return found


def _amount(quota: Value, key: str) -> int | None:
    found = quota.get(key)
    return None if found is None else thousandths(found)


def _count(workload: Workload) -> int:
    """Return how many pods of a template Kueue counts together; 0 where that is not known."""
    whole = workload.whole
    if whole is None or not whole.text("metadata", "labels", QUEUE_NAME):
        return 0
    kind, group, way = workload.kind, group_of(workload), workload.pod.place.way_from(whole.place)
    match group, kind:
        case "", "Pod":
            return int(way == ("spec",))
        case "batch", "Job":
            return _of_job(whole) if way == _OF_JOB else 0
        case "apps", "Deployment" | "StatefulSet":
            # Of a StatefulSet later releases count all pods together.
            return min(_number(whole, "spec", "replicas"), 1) if way == _OF_JOB else 0
        case "jobset.x-k8s.io", "JobSet":
            return _of_replicated(whole, way)
        case "kubeflow.org", _ if way[3:] == _TEMPLATE and str(way[1]).endswith("ReplicaSpecs"):
            return _number(whole, *way[:3], "replicas")
        case ray.GROUP, _ if kind in ray.CLUSTERS:
            return _of_ray(whole, way, ray.CLUSTERS[kind])
    return 0


def _number(whole: Value, *path: str | int) -> int:
    """Return a number of pods, 1 where nothing is said and 0 where it is unknown."""
    if whole.get(*path) is None:
        return 1
    return max(whole.whole_number(*path) or 0, 0)


def _of_job(job: Value) -> int:
    """Return the pods of a Job; with a least number, which it may be admitted with, that."""
    found = _together(job, "spec")
    least = job.get("metadata", "annotations", MIN_PARALLELISM)
    if least is None:
        return found
    text = str(least.tree)
    return min(found, int(text)) if text.isdecimal() else 0


def _together(whole: Value, *path: str | int) -> int:
    """Return how many pods of a Job's spec run at a time."""
    parallel = _number(whole, *path, "parallelism")
    completions = whole.get(*path, "completions")
    return parallel if completions is None else min(parallel, _number(whole, *path, "completions"))


def _of_replicated(job_set: Value, way: Path) -> int:
    if way[:2] != ("spec", "replicatedJobs") or way[3:] != (*_TEMPLATE, *_TEMPLATE):
        return 0
    return _number(job_set, *way[:3], "replicas") * _together(job_set, *way[:5])


def _of_ray(whole: Value, way: Path, above: tuple[str, ...]) -> int:
    """Return the pods of a group of a Ray cluster; of one that grows by itself nothing is sure."""
    growing = whole.get(*above, "enableInTreeAutoscaling")
    if way[: len(above)] != above or (growing is not None and growing.tree is not False):
        return 0
    below = way[len(above) :]
    if below == ("headGroupSpec", *_TEMPLATE):
        return 1
    if below[:1] != ("workerGroupSpecs",) or below[2:] != _TEMPLATE:
        return 0
    group = way[: len(above) + 2]
    return _number(whole, *group, "replicas") * _number(whole, *group, "numOfHosts")
