"""Quotas of several namespaces that add up to more than all nodes advertise."""

from collections.abc import Iterator

from generator.ledger.supply import QuotaSum, capacities, few, quota_sums
from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule


def _check(plan: Plan) -> Iterator[Fault]:
    known = capacities(plan)
    for name, quotas in quota_sums(plan).items():
        capacity = known.get(name)
        if capacity is None or capacity.is_open or quotas.units <= capacity.most or len(quotas.entries) < 2:
            continue
        yield Fault(
            ("tenants", _over(quotas, capacity.most), "quota", name),
            f"the quotas on {name} add up to {_sum(quotas)}, {quotas.units - capacity.most} more than the "
            f"{capacity.most} that exist: {capacity.arithmetic()}",
        )


def _over(quotas: QuotaSum, most: int) -> int:
    """Return the tenant with which the sum passes what exists; never the first, whose quota is no sum."""
    total = 0
    for number, (tenant, _, units) in enumerate(quotas.entries):
        total += units
        if number and total > most:
            return tenant
    raise ValueError("the quotas add up to no more than exists")


def _sum(quotas: QuotaSum) -> str:
    shown = few([(f"{namespace} {units}", units) for _, namespace, units in quotas.entries])
    return f"{' + '.join(shown)} = {quotas.units}"


RULE = Rule(
    "QUO104",
    "Quotas that add up to more than exists",
    Severity.WARNING,
    why="A quota is a limit and reserves nothing. While the sum is within what exists, every namespace finds its "
    "quota; beyond it some wait, though they are within theirs, and only priorities say who.",
    fix="Lower the quotas, or add nodes. Where namespaces seldom use all of theirs, over-commit and say so: "
    "`exceptions: [{rule: QUO104, reason: ...}]`.",
    source="https://kubernetes.io/docs/concepts/policy/resource-quotas/ (quotas are independent of the cluster's "
    "capacity); arithmetic",
    bad="""\
pools:
  - name: shared
    nodes: {count: 2}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
tenants:
  - namespace: research
    quota: {nvidia.com/gpu: 6}
  - namespace: training
    quota:
      nvidia.com/gpu: 3  # <- here
""",
    good="""\
pools:
  - name: shared
    nodes: {count: 2}
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
tenants:
  - namespace: research
    quota: {nvidia.com/gpu: 6}
  - namespace: training
    quota: {nvidia.com/gpu: 2}
""",
    check=_check,
    whole_plan=True,
    needs=(*ALL_RESOURCES, "tenants[*].quota", "tenants[*].poolQuota", "pools[*].nodes"),
)
