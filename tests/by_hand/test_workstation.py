"""A workstation with four RTX 3090 and Ray: two shares a card for eight workers.

The account draws a card as two slices of 12 GB, and switches sharing off with `replicas: 1`.
"""

import pytest

from generator.model.plan import Plan, Promise
from tests.by_hand.ledger import GIB, of, only_budget
from tests.support.plans import OPERATOR, compile_text, errors, plan_of

USABLE_MIB = 24576 - 492


def workstation(replicas: int, memory: str = "4GiB") -> Plan:
    return plan_of(f"""\
pools:
  - name: wrx80
    nodes: {{names: [wrx80-node1]}}
    gpus: [{{model: RTX 3090, count: 4}}]
    timeSlicing: {{replicas: {replicas}}}
workloads:
  - {{name: ray-worker, namespace: ray, framework: ray, replicas: {4 * replicas}, memory: {memory}}}
""")


@pytest.mark.parametrize(("replicas", "units"), [(2, 8), (4, 16), (8, 32)])
def test_workers_are_as_many_as_units(replicas: int, units: int) -> None:
    plan = workstation(replicas, "1GiB")
    (free,) = of(plan).free
    assert (free.there, free.free) == (units, 0)
    assert of(plan).rows[0].units == units
    # As many meet on a card as it has shares.
    assert [met.pods for met in only_budget(plan).worst] == [replicas]


def test_wrong_a_slice_has_no_12_gb() -> None:
    """ "12GB asignado virtual" is wrong: both pods see all 24576 MiB, and one may take what the other counts on."""
    (shares,) = workstation(2).pools[0].resources
    assert (shares.promise, shares.parts[0].memory_mib) == (Promise.NONE, 24576)
    greedy = workstation(2, "20GiB")
    assert of(greedy).free[0].free == 0, "both are scheduled"
    assert only_budget(greedy).over_mib == 2 * 20 * GIB - USABLE_MIB


def test_wrong_two_workers_of_12_gb_do_not_fit_even_where_they_share_evenly() -> None:
    """Half of a card is 12042 MiB and not 12 GB: the driver keeps some for itself."""
    assert only_budget(workstation(2, "12GiB")).over_mib == 492
    assert only_budget(workstation(2, f"{USABLE_MIB // 2}MiB")).over_mib == 0


def test_more_shares_divide_the_same_memory() -> None:
    """What fits twice need not fit four times: the slots are multiplied, the memory is not."""
    assert [only_budget(workstation(replicas, "6GiB")).over_mib > 0 for replicas in (2, 4, 8)] == [False, True, True]
    assert only_budget(workstation(4, "6GiB")).most_replicas == 3


def test_wrong_replicas_1_does_not_switch_sharing_off() -> None:
    """ "Reducir a 1 pod por GPU" with `replicas: 1` stops the device plugin; whole cards are a pool without sharing."""
    body = "pools: [{name: a, gpus: [{model: RTX 3090, count: 4}], timeSlicing: {replicas: 1}}]\n"
    ((code, _, message),) = errors(compile_text(body, install=OPERATOR))
    assert code.startswith("PRO")
    assert "replicas" in message
    whole = plan_of("pools: [{name: a, nodes: {count: 1}, gpus: [{model: RTX 3090, count: 4}]}]\n")
    assert [(one.units, one.promise) for one in whole.pools[0].resources] == [(4, Promise.HARDWARE)]
