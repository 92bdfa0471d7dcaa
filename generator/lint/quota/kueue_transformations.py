"""Resources that Kueue counts as others, and quotas that are for what is not counted."""

from collections import Counter
from collections.abc import Iterator

from generator.lint.common.references import listed
from generator.lint.common.workloads import thousandths
from generator.lint.quota._kueue import GROUP
from generator.lint.quota._kueue_config import Transformation, countings
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later

Covered = dict[str, frozenset[str]]
"""The resources that each ClusterQueue covers, by its name."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    every = countings(manifests)
    covered = _covered(manifests)
    replaced = frozenset.intersection(*(one.replaced for one in every)) if every else frozenset()
    for counting in every:
        for one in counting.transformations:
            if one.replaced is not None and one.resource in replaced:
                yield from _unused(one, covered)
            # What several say is for several clusters, and so are the queues.
            elif one.replaced is None and not counting.ignores and len(every) == 1:
                yield from _not_admitted(one, covered)


def _covered(manifests: Manifests) -> Covered:
    """Return what the queues cover, as far as all of that is here."""
    queues = manifests.of_kind("ClusterQueue", GROUP)
    times = Counter(one.name for one in queues)
    found: dict[str, frozenset[str]] = {}
    for queue in queues:
        groups = tuple(queue.value.elements("spec", "resourceGroups"))
        names = frozenset(str(one.tree) for group in groups for one in group.elements("coveredResources"))
        settled = times[queue.name] == 1 and not manifests.may_change(queue.value)
        if settled and not any(map(is_filled_in_later, names)):
            found[queue.name] = names
    return found


def _unused(one: Transformation, covered: Covered) -> Iterator[ManifestFault]:
    queues = [name for name, resources in covered.items() if one.resource in resources]
    if one.replaced is not None and queues:
        made = f"counts as {listed(one.outputs)}" if one.outputs else "counts as nothing"
        message = f"{one.resource} {made} in its place: its own quota in the {_named(queues)} is never used"
        fix = f"Write `strategy: Retain`, so that {one.resource} counts too, or take it out of the {_named(queues)}."
        yield ManifestFault(one.replaced.place, message, fix)


def _not_admitted(one: Transformation, covered: Covered) -> Iterator[ManifestFault]:
    """Return what a resource that counts itself counts as besides, where a queue has a quota of the first alone."""
    for name, amount in one.outputs.items():
        queues = [queue for queue, resources in covered.items() if one.resource in resources and name not in resources]
        if queues and (thousandths(amount) or 0) > 0 and not is_filled_in_later(name):
            message = (
                f"whoever asks for {one.resource} asks for {name} too, of which the {_named(queues)} has no quota: "
                "Kueue admits nothing there"
            )
            fix = f"Add {name} to the coveredResources and flavors of the {_named(queues)}."
            yield ManifestFault(amount.place, message, fix, on_key=True)


def _named(queues: list[str]) -> str:
    return f"ClusterQueue {listed(queues)}" if len(queues) == 1 else f"ClusterQueues {listed(queues)}"


RULE = ManifestRule(
    "QUO214",
    "Resource that Kueue counts as another one",
    Severity.WARNING,
    why="Kueue's configuration may count a resource as others. With Replace it does not count itself any more, so a "
    "quota of it holds nobody; with Retain it counts beside them, and a queue needs a quota of each.",
    fix="Have quotas of what is counted.",
    source="kubernetes-sigs/kueue pkg/workload/workload.go (applyResourceTransformations), "
    "pkg/scheduler/flavorassigner/flavorassigner.go (unavailable in ClusterQueue)",
    bad="""\
apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
resources:
  transformations:
    - input: nvidia.com/mig-1g.10gb
      strategy: Replace  # <- here
      outputs: {gpu-memory: 10}
    - input: nvidia.com/gpu
      strategy: Retain
      outputs:
        gpu-memory: 80
        credits: 100  # <- here
---
apiVersion: kueue.x-k8s.io/v1beta2
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [nvidia.com/gpu, nvidia.com/mig-1g.10gb, gpu-memory]
      flavors:
        - name: a100
          resources:
            - {name: nvidia.com/gpu, nominalQuota: 8}
            - {name: nvidia.com/mig-1g.10gb, nominalQuota: 7}
            - {name: gpu-memory, nominalQuota: 640}
""",
    good="""\
apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
resources:
  transformations:
    - input: nvidia.com/mig-1g.10gb
      strategy: Replace
      outputs: {gpu-memory: 10}
    - input: nvidia.com/gpu
      strategy: Retain
      outputs:
        gpu-memory: 80
---
apiVersion: kueue.x-k8s.io/v1beta2
kind: ClusterQueue
metadata: {name: gpus}
spec:
  namespaceSelector: {}
  resourceGroups:
    - coveredResources: [nvidia.com/gpu, gpu-memory]
      flavors:
        - name: a100
          resources:
            - {name: nvidia.com/gpu, nominalQuota: 8}
            - {name: gpu-memory, nominalQuota: 640}
""",
    check=_check,
)
