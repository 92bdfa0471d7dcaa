"""What is shown of a fleet takes work that grows with it and not with its square: steps are counted."""

from collections.abc import Callable
from functools import partial

import pytest

from generator.advise.stranded import stranded_text
from generator.ledger.allocation import allocation
from generator.model.plan import Plan
from generator.report.allocation import allocation_text, changed_text
from generator.report.details import plan_details
from tests.support.plans import plan_of
from tests.test_growth import DOUBLE, HALF, MODES, MOST_TIMES, WHOLE, counted


def fleet(size: int) -> Plan:
    """Return a Plan with that many pools, namespaces, workloads and priorities, and a price on every card."""
    card = "gpus: [{model: A100-SXM4-80GB, count: 8, pricePerHour: 2.50}]"
    numbers = range(size)
    lines = [
        *("pools:", *(f"- {{name: p-{n}, nodes: {{names: [n-{n}]}}, {MODES[n % 3]}, {card}}}" for n in numbers)),
        *("tenants:", *(f"- {{namespace: t-{n}, quota: {{nvidia.com/gpu: 1}}}}" for n in numbers)),
        *("priorities:", *(f"- {{name: c-{n}, value: {n}}}" for n in numbers)),
        "workloads:",
        *(f"- {{name: w, namespace: t-{n}, pool: p-{n}, memory: {2048 + n}MiB}}" for n in numbers),
    ]
    return plan_of("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    "shown",
    [
        plan_details,
        stranded_text,
        lambda plan: allocation_text(allocation(plan)),
        lambda plan: changed_text(allocation(plan), allocation(plan)),
    ],
    ids=["details", "stranded", "allocation", "change"],
)
def test_twice_the_fleet_takes_twice_the_further_work(shown: Callable[[Plan], str]) -> None:
    plans = [fleet(size) for size in (HALF, WHOLE, DOUBLE)]
    shown(plans[0])  # what is done once and kept belongs to no size
    half, whole, double = (counted(partial(shown, plan))[1] for plan in plans)
    assert 0 < double - whole <= MOST_TIMES * (whole - half), (half, whole, double)
