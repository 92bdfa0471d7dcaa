"""One RTX 4070 Ti SUPER in four shares, and a Deployment of four replicas that fills it.

The account is right that all pods share the 16 GB, and wrong in what is to prevent trouble: resource quotas.
"""

from generator.ledger.room import rooms
from generator.model.plan import Plan
from tests.by_hand.ledger import of, only_budget
from tests.support.plans import plan_of

USABLE_MIB = 16376 - 328


def desk(memory_mib: int, tenants: str = "") -> Plan:
    return plan_of(f"""\
pools: [{{name: desk, nodes: {{count: 1}}, gpus: [{{model: RTX 4070 Ti SUPER}}], timeSlicing: {{replicas: 4}}}}]
workloads: [{{name: gpu-test, namespace: default, replicas: 4, memory: {memory_mib}MiB}}]
{tenants}""")


def test_four_replicas_fill_the_card() -> None:
    (row,), (free,) = of(desk(1024)).rows, of(desk(1024)).free
    assert (row.pods, row.units, row.worth, free.free) == (4, 4, "4 of 4 slots, 100 %", 0)


def test_a_quarter_of_16_gb_is_more_than_each_of_four_can_have() -> None:
    assert only_budget(desk(4096)).over_mib == 4 * 4096 - USABLE_MIB
    assert only_budget(desk(USABLE_MIB // 4)).over_mib == 0


def test_wrong_a_quota_prevents_no_oversubscription_of_memory() -> None:
    """ "Use resource quotas to prevent oversubscription": a quota counts slots, and memory is no part of it."""
    plan = desk(8192, "tenants: [{namespace: default, quota: {nvidia.com/gpu: 4}}]\n")
    (room,) = rooms(plan)
    assert (room.units, room.capacity.most) == (4, 4)
    assert only_budget(plan).over_mib == 4 * 8192 - USABLE_MIB
