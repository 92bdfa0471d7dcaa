"""A quota that counts several pools together."""

from collections.abc import Iterator

from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import listed


def _check(plan: Plan) -> Iterator[Fault]:
    said: set[str] = set()
    advertisers: dict[str, list[str]] = {}
    for pool in plan.pools:
        for name in dict.fromkeys(resource.name for resource in pool.resources):
            advertisers.setdefault(name, []).append(pool.name)
    for index, tenant in enumerate(plan.tenants):
        for name, units in tenant.quota:
            pools = advertisers.get(name, [])
            if units == 0 or len(pools) < 2 or name in said:
                continue
            said.add(name)
            yield Fault(
                ("tenants", index, "quota", name),
                f"{name} is advertised by pools {listed(pools)}: the quota counts them together",
                on_key=True,
            )


RULE = Rule(
    "QUO103",
    "Quota over several pools",
    Severity.INFO,
    why="A ResourceQuota counts a resource's name, whatever node the pod runs on, so a whole GPU of one pool and a "
    "share of another weigh the same.",
    fix="To count a pool by itself give it a name of its own: `renameByDefault: true` where it shares.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    bad="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
  - name: whole
    nodes: {names: [gpu-2]}
    gpus: [{model: L4}]
tenants:
  - namespace: research
    quota:
      nvidia.com/gpu: 2  # <- here
""",
    good="""\
pools:
  - name: shared
    nodes: {names: [gpu-1]}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4, renameByDefault: true}
  - name: whole
    nodes: {names: [gpu-2]}
    gpus: [{model: L4}]
tenants:
  - namespace: research
    quota: {nvidia.com/gpu: 1, nvidia.com/gpu.shared: 2}
""",
    check=_check,
    whole_plan=True,
    needs=(*ALL_RESOURCES, "tenants[*].quota", "tenants[*].poolQuota"),
)
