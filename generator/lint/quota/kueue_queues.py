"""Queues of Kueue that its webhook refuses, or that leave GPU workloads waiting."""

from collections.abc import Iterator

from generator.lint.common.near import slip
from generator.lint.common.references import listed
from generator.lint.common.resource_names import GPU
from generator.lint.common.workloads import gpu_asks
from generator.lint.quota._kueue import COHORTS, GROUP, QUEUE_NAME, is_configured
from generator.lint.quota._kueue_config import countings
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_REFUSED = "Kueue's webhook refuses the ClusterQueue"
_LIMITS = ("borrowingLimit", "lendingLimit")


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    queues = manifests.of_kind("ClusterQueue", GROUP)
    flavors = sorted({one.name for one in manifests.of_kind("ResourceFlavor", GROUP)})
    for queue in queues:
        yield from _of_queue(queue.value, flavors, in_part=manifests.may_change(queue.value))
    names = sorted({one.name for one in queues})
    for local in manifests.of_kind("LocalQueue", GROUP):
        yield from _named(local.value.get("spec", "clusterQueue"), names, "ClusterQueue")
    yield from _not_covered(manifests, {one.name: one for one in queues})


def _of_queue(queue: Value, flavors: list[str], *, in_part: bool) -> Iterator[ManifestFault]:
    alone = not in_part and not any(queue.get("spec", key) for key in COHORTS)
    yield from _twice(queue)
    for group in queue.elements("spec", "resourceGroups"):
        covered = [str(one.tree) for one in group.elements("coveredResources")]
        for flavor in group.elements("flavors"):
            yield from _named(flavor.get("name"), flavors, "ResourceFlavor")
            yield from _of_flavor(flavor, covered)
            for resource in flavor.elements("resources") if alone else ():
                yield from _limits(resource)


def _twice(queue: Value) -> Iterator[ManifestFault]:
    """Return resources and flavors that a queue names twice, in one resource group or in two."""
    groups = list(queue.elements("spec", "resourceGroups"))
    covered = [one for group in groups for one in group.elements("coveredResources")]
    yield from _repeated(covered, "covered", "Leave it in one of the resource groups.")
    flavors = [name for group in groups for one in group.elements("flavors") if (name := one.get("name")) is not None]
    fix = "Write all resources of one flavor in one entry and one group, or make a second ResourceFlavor."
    yield from _repeated(flavors, "a flavor", fix)


def _repeated(names: list[Value], what: str, fix: str) -> Iterator[ManifestFault]:
    seen: set[str] = set()
    for one in names:
        text = one.text()
        if text in seen and not is_filled_in_later(text):
            yield ManifestFault(one.place, f"{text} is {what} for the second time: {_REFUSED}", fix)
        seen.update(() if text is None else (text,))


def _named(name: Value | None, known: list[str], kind: str) -> Iterator[ManifestFault]:
    """Return a name that none here has, if one of them is meant: those of others may be elsewhere."""
    text = None if name is None else name.text()
    if name is None or text is None or text in known or is_filled_in_later(text):
        return
    meant = slip(text, known)
    if meant is not None:
        message = f"there is no {kind} {text} here: what needs it waits"
        yield ManifestFault(name.place, message, f"Did you mean {meant}?", severity=Severity.WARNING)


def _of_flavor(flavor: Value, covered: list[str]) -> Iterator[ManifestFault]:
    """Return where a flavor does not say the quota of each covered resource, in their order."""
    resources = tuple(flavor.elements("resources"))
    names = [one.text("name") or "" for one in resources]
    if not covered or names == covered or any(is_filled_in_later(one) for one in (*names, *covered)):
        return
    flavored = f"the flavor {flavor.text('name')}"
    extra = next((one for one, name in zip(resources, names, strict=True) if name not in covered), None)
    missing = [one for one in covered if one not in names]
    if extra is not None:
        message = f"{flavored} has {extra.text('name')}, and coveredResources has {listed(covered)}: {_REFUSED}"
        yield ManifestFault(extra.place.below("name"), message, "Add it to coveredResources, in the same order.")
    elif missing:
        message = f"{flavored} says nothing of {listed(missing)}, which coveredResources has: {_REFUSED}"
        at = flavor.get("resources") or flavor
        yield ManifestFault(at.place, message, "Add it with a nominalQuota, be it 0.", on_key=flavor.has("resources"))
    elif sorted(names) == sorted(covered):
        odd = next(one for one, (name, wanted) in zip(resources, _pairs(names, covered), strict=True) if name != wanted)
        message = f"{flavored} has its resources in another order than coveredResources: {_REFUSED}"
        yield ManifestFault(odd.place.below("name"), message, f"Write them as {', '.join(covered)}.")


def _pairs(names: list[str], covered: list[str]) -> list[tuple[str, str]]:
    return list(zip(names, covered, strict=True))


def _limits(resource: Value) -> Iterator[ManifestFault]:
    for key in _LIMITS:
        limit = resource.get(key)
        if limit is not None:
            message = f"{key} has no meaning in a ClusterQueue without a cohort: {_REFUSED}"
            yield ManifestFault(limit.place, message, f"Leave {key} out, or name the cohort.", on_key=True)


def _not_covered(manifests: Manifests, queues: dict[str, KubeObject]) -> Iterator[ManifestFault]:
    """Return GPUs that a workload asks for in a queue whose ClusterQueue, which is here, has no quota of them.

    Kueue's own configuration may leave resources out or count them as others, as HAMi's memory and MIG devices often
    are, and it is seldom among the files.
    """
    lists = {
        (one.namespace, one.name): one.value.text("spec", "clusterQueue")
        for one in manifests.of_kind("LocalQueue", GROUP)
    }
    configured = is_configured(manifests)
    replaced = frozenset(name for one in countings(manifests) for name in one.replaced)
    for ask in gpu_asks(manifests):
        whole = ask.workload.whole
        name = None if whole is None else whole.text("metadata", "labels", QUEUE_NAME)
        queue = queues.get(lists.get((ask.workload.namespace, name or "")) or "")
        if queue is None or ask.resource in replaced:
            continue
        groups = tuple(queue.value.elements("spec", "resourceGroups"))
        covered = {str(one.tree) for group in groups for one in group.elements("coveredResources")}
        # What a flavor has beyond what is covered is told there.
        flavors = (flavor for group in groups for flavor in group.elements("flavors"))
        covered |= {one.text("name") or "" for flavor in flavors for one in flavor.elements("resources")}
        if covered and ask.resource not in covered and not any(map(is_filled_in_later, covered)):
            message = f"the ClusterQueue {queue.name} has no quota of {ask.resource}: Kueue never admits the workload"
            fix = f"Add {ask.resource} to its coveredResources and flavors."
            certain = ask.resource == GPU and not configured
            severity = Severity.WARNING if certain else Severity.INFO
            yield ManifestFault(ask.amount.quantity.place, message, fix, on_key=True, severity=severity)


RULE = ManifestRule(
    "QUO209",
    "Queue of Kueue that is refused, or has no quota of what is asked for",
    Severity.ERROR,
    why="A resource group says the quota of each covered resource for each flavor, in the order of coveredResources, "
    "and limits of borrowing only within a cohort. A resource is covered once in a queue, and a flavor stands in one "
    "entry. A workload that asks for something without a quota is not admitted.",
    fix="Write one entry for each covered resource in every flavor.",
    source="kubernetes-sigs/kueue pkg/webhooks/clusterqueue_webhook.go (validateResourceGroups, validateFlavorQuotas, "
    "validateLimit) and pkg/scheduler/flavorassigner/flavorassigner.go",
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
            - name: nvidia.com/gpu  # <- here
              nominalQuota: 8
            - name: cpu
              nominalQuota: 64
        - name: t4
          resources:  # <- here
            - {name: cpu, nominalQuota: 64}
        - name: l4
          resources:
            - {name: cpu, nominalQuota: 64}
            - name: nvidia.com/gpu
              nominalQuota: 4
              borrowingLimit: 4  # <- here
""",
    good="""\
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  cohort: all
  resourceGroups:
    - coveredResources: [cpu, nvidia.com/gpu]
      flavors:
        - name: a100
          resources:
            - name: cpu
              nominalQuota: 64
            - name: nvidia.com/gpu
              nominalQuota: 8
              borrowingLimit: 4
""",
    check=_check,
)
