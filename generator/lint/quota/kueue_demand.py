"""A workload that asks for more than its queue of Kueue can ever have."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.lint.common.workloads import asks_of_each, thousandths
from generator.lint.quota._kueue import PodSet, Queues, Room, is_configured, pod_sets
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later

_UNITS = {
    **{f"{unit}i": 1024**power for power, unit in ((4, "T"), (3, "G"), (2, "M"), (1, "K"))},
    **{unit: 1000**power for power, unit in ((4, "T"), (3, "G"), (2, "M"))},
}
Flavors = Mapping[str, Mapping[str, int]]


class _Lack(NamedTuple):
    """What does not fit: all that the pods ask for of a resource, the most that there is of it, and where."""

    pods: PodSet
    resource: str
    asked: int
    most: int
    where: str


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    queues = Queues(manifests)
    configured = is_configured(manifests)
    for sets in pod_sets(manifests):
        queue = queues.of(sets[0].workload)
        room = None if queue is None else queues.room(queue)
        if queue is not None and room is not None:
            severity = None if room.sure and not configured else Severity.INFO
            yield from _beyond(sets, queue, room, severity)


def _beyond(
    sets: tuple[PodSet, ...], queue: KubeObject, room: Room, severity: Severity | None
) -> Iterator[ManifestFault]:
    for flavors in room.groups:
        lack = _lack(sets, flavors) if _is_even(flavors) else None
        if lack is not None:
            resource = lack.resource
            lent = "" if room.sure else ", with all that the others of its cohort here lend,"
            message = (
                f"{_called(sets, lack)} for {_amount(lack.asked)} {resource} together, and the ClusterQueue "
                f"{queue.name}{lent} has at most {_amount(lack.most)}{lack.where}: Kueue never admits them"
            )
            fix = f"Ask for less, with fewer pods or less in each, or raise the nominalQuota of {resource}."
            yield _fault(lack, message, fix, severity)


def _called(sets: tuple[PodSet, ...], lack: _Lack) -> str:
    count = sum(one.number for one in sets) if lack.asked > lack.pods.asks(lack.resource) else lack.pods.number
    return "the pod asks" if count == 1 else f"{count} pods ask"


def _fault(lack: _Lack, message: str, fix: str, severity: Severity | None) -> ManifestFault:
    """Return the fault at the largest amount, or at the pod where it is the pods that are counted."""
    asks = [one for one in asks_of_each(lack.pods.workload, lack.resource) if one.limit or one.request]
    largest = max(asks, key=lambda one: thousandths((one.request or one.amount).quantity) or 0, default=None)
    place = lack.pods.workload.pod.place if largest is None else (largest.request or largest.amount).quantity.place
    return ManifestFault(place, message, fix, on_key=True, severity=severity)


def _is_even(flavors: Flavors) -> bool:
    """Say whether every flavor has a quota of the same resources: others are refused, which is told there."""
    names = {frozenset(one) for one in flavors.values()}
    words = {*flavors, *(resource for one in names for resource in one)}
    return len(names) == 1 and not any(map(is_filled_in_later, words))


def _lack(sets: tuple[PodSet, ...], flavors: Flavors) -> _Lack | None:
    """Return what no flavor has enough of for one template's pods, else what all have too little of for all pods."""
    found = next((lack for one in sets if (lack := _of_one(one, flavors)) is not None), None)
    if found is not None:
        return found
    for resource in next(iter(flavors.values())):
        asked = sum(one.asks(resource) for one in sets)
        most = sum(one[resource] for one in flavors.values())
        if asked > most:
            largest = max(sets, key=lambda one: one.asks(resource))
            return _Lack(largest, resource, asked, most, " in all flavors" if len(flavors) > 1 else "")
    return None


def _of_one(pods: PodSet, flavors: Flavors) -> _Lack | None:
    """Return what one template's pods lack in the flavor that comes closest: they all go to one flavor of a group."""
    lacking = {
        flavor: [
            _Lack(pods, resource, asked, most, "")
            for resource, most in quotas.items()
            if (asked := pods.asks(resource)) > most
        ]
        for flavor, quotas in flavors.items()
    }
    if not all(lacking.values()):
        return None
    everywhere = set.intersection(*({one.resource for one in lacks} for lacks in lacking.values()))
    widest = [one for lacks in lacking.values() for one in lacks if one.resource in everywhere]
    if widest:
        return max(widest, key=lambda one: one.most)._replace(where=" in any flavor" if len(flavors) > 1 else "")
    closest = min(lacking, key=lambda one: len(lacking[one]))
    return lacking[closest][0]._replace(where=f" in the flavor {closest}, and no other has room for all they ask for")


def _amount(thousandth: int) -> str:
    """Return an amount as people write it."""
    if thousandth % 1000:
        return f"{thousandth / 1000:g}"
    number = thousandth // 1000
    texts = (f"{number // size}{unit}" for unit, size in _UNITS.items() if number and number % size == 0)
    return min((str(number), *texts), key=len)


RULE = ManifestRule(
    "QUO212",
    "Workload that asks for more than its queue of Kueue can have",
    Severity.WARNING,
    why="Kueue admits all pods of a workload together, and those of one template in one flavor of each resource group. "
    "What they ask for is compared with the nominal quota and what may be borrowed for it: beyond that the workload "
    "waits forever, whether others run or not.",
    fix="Ask for less, or raise the nominalQuota.",
    source="kubernetes-sigs/kueue pkg/scheduler/flavorassigner/flavorassigner.go (findFlavorForPodSets, "
    "fitsResourceQuota: insufficient quota, maximum capacity), pkg/cache/scheduler/resource_node.go "
    "(potentialAvailable)",
    bad="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [cpu, nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - {name: cpu, nominalQuota: 64}
            - {name: nvidia.com/gpu, nominalQuota: 8}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: team, namespace: ml}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ml, labels: {kueue.x-k8s.io/queue-name: team}}
spec:
  suspend: true
  parallelism: 3
  completions: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: cuda
          resources:
            requests: {cpu: 8}
            limits:
              nvidia.com/gpu: 4  # <- here
""",
    good="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [cpu, nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - {name: cpu, nominalQuota: 64}
            - {name: nvidia.com/gpu, nominalQuota: 8}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: team, namespace: ml}
spec: {clusterQueue: gpus}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: ml, labels: {kueue.x-k8s.io/queue-name: team}}
spec:
  suspend: true
  parallelism: 2
  completions: 4
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: main
          image: cuda
          resources:
            requests: {cpu: 8}
            limits:
              nvidia.com/gpu: 4
""",
    check=_check,
)
