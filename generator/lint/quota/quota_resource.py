"""A quota on a resource that no node can advertise, or advertises under another name."""

from collections.abc import Iterator

from generator.ecosystem.quota_kinds import COUNTING, GROUPS_OF_KUEUE, KUEUE
from generator.lint.common.advertised import advertised_or_meant
from generator.lint.common.resource_names import GPU, PREFIX
from generator.lint.common.resource_slips import renamed, slip_of, told_slip
from generator.lint.common.workloads import may_be_advertised, thousandths
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Amount
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_REQUESTS = "requests."
_OF_QUOTAS = (_REQUESTS, "limits.")
_NOBODY = "no device plugin of NVIDIA"
_LIMITS_NOTHING = "so this quota limits nothing"
_NO_GPU = "so that the queue has no GPU to give"
_WAITS = "so that the pods of the group wait without end"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    known = advertised_or_meant(manifests)
    names = renamed(manifests)
    for quota in (*manifests.quotas, *manifests.quotas_in_part):
        for amount in quota.hard:
            name = amount.resource.removeprefix(_REQUESTS)
            if not amount.resource.startswith(_REQUESTS) or thousandths(amount.quantity) == 0:
                continue
            found = None if name in names else slip_of(name)
            if found is not None:
                right = found._replace(right=f"{_REQUESTS}{found.right}")
                yield told_slip(name, right, amount.quantity.place, f", {_LIMITS_NOTHING}")
            elif not name.startswith(PREFIX):
                continue
            elif not may_be_advertised(name):
                message = f"{_NOBODY} advertises {name}, {_LIMITS_NOTHING}"
                yield ManifestFault(amount.quantity.place, message, on_key=True)
            elif known is not None and not known.may_have(name):
                message = f"the configuration makes no node advertise {name}, {_LIMITS_NOTHING}"
                yield ManifestFault(amount.quantity.place, message, on_key=True, severity=known.severity)
    for one in manifests.objects:
        yield from _of_schedulers(one.value, names)


def _of_schedulers(counting: Value, names: frozenset[str]) -> Iterator[ManifestFault]:
    """Return names in what a scheduler counts that no pod can ask for, or that none does."""
    group, kind = (counting.text("apiVersion") or "").rpartition("/")[0], counting.text("kind") or ""
    effect = _WAITS if kind == "PodGroup" else _LIMITS_NOTHING
    for way in COUNTING.get((group, kind), ()):
        for name, amount in counting.entries(*way):
            found = None if name in names else slip_of(name)
            if amount.tree is None or thousandths(amount) == 0 or is_filled_in_later(name):
                continue
            if found is not None:
                yield told_slip(name, found, amount.place, f", {effect}")
            elif Amount(name, amount).is_gpu_without_domain:
                message = f"no pod can ask for {name}, a name without a domain, {effect}"
                yield ManifestFault(amount.place, message, f"Write {GPU}.", on_key=True, severity=Severity.WARNING)
            elif name.startswith(PREFIX) and not may_be_advertised(name):
                yield ManifestFault(amount.place, f"{_NOBODY} advertises {name}, {effect}", on_key=True)
    if group == KUEUE and kind in GROUPS_OF_KUEUE:
        yield from _of_kueue(counting)


def _of_kueue(queue: Value) -> Iterator[ManifestFault]:
    """Return slips among the resources of a queue: other names may be Kueue's own for something that it counts."""
    for resources in queue.elements("spec", "resourceGroups"):
        said = [(one.text() or "", one.place) for one in resources.elements("coveredResources")]
        flavors = [each for one in resources.elements("flavors") for each in one.elements("resources")]
        said += [(one.text("name") or "", one.place.below("name")) for one in flavors]
        # Each name once, where it is said first.
        for name, place in dict(reversed(said)).items():
            found = slip_of(name)
            if found is not None and found.whose is None:
                yield told_slip(name, found, place, f", {_NO_GPU}", on_key=False)
            elif name.startswith(_OF_QUOTAS) and name.partition(".")[2].startswith(PREFIX):
                message = f"{name} is how a ResourceQuota counts, and no workload asks for it, {_NO_GPU}"
                yield ManifestFault(place, message, f"Write {name.partition('.')[2]}.", severity=Severity.WARNING)


RULE = ManifestRule(
    "QUO202",
    "Quota on a resource that nobody advertises",
    Severity.ERROR,
    why="A quota counts what pods request. Pods that run request what the nodes advertise, and the namespace stays "
    "without limit for that. Schedulers "
    "that count resources by their names, such as Kueue and Volcano, compare them letter by letter too.",
    fix="Name the resource that the nodes advertise.",
    source="kubernetes/kubernetes pkg/quota/v1/evaluator/core/pods.go; NVIDIA/k8s-device-plugin api/config/v1 (names); "
    "kubernetes-sigs/kueue pkg/scheduler/flavorassigner/flavorassigner.go; volcano-sh/volcano "
    "pkg/scheduler/plugins/capacity/capacity.go; kubernetes-sigs/scheduler-plugins pkg/capacityscheduling",
    bad="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: research}
spec:
  hard:
    requests.nvidia.com/mig-9g.99gb: 4  # <- here
""",
    good="""\
apiVersion: v1
kind: ResourceQuota
metadata: {name: gpus, namespace: research}
spec:
  hard:
    requests.nvidia.com/mig-1g.10gb: 4
""",
    check=_check,
)
