"""Work grows with the profile and not with its square: steps of the interpreter are counted, no time is taken."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

import pytest

from generator.budget import budgets
from generator.compile import compile_profile
from generator.decode import decode_profile
from generator.model.plan import Plan
from generator.resolve import resolve
from generator.rules import check_plan
from tests.support.profiles import document

if TYPE_CHECKING:
    from _typeshed import TraceFunction

HEAD = """\
version: v1alpha1
cluster: {name: growing, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}}
pools:
"""
CARD = "gpus: [{model: A100-SXM4-80GB, count: 8}]"
MODES = ("timeSlicing: {replicas: 4}", "mig: all-1g.10gb", "timeSlicing: {replicas: 2, renameByDefault: true}")
POOLS = tuple(f"{mode}, {CARD}" for mode in MODES)
HALF, WHOLE, DOUBLE = 24, 48, 96
Result = TypeVar("Result")
MOST_TIMES = 2.05
"""Twice the size takes 2 times the further steps where growth is linear, and 4 times where it is quadratic."""


def named(size: int) -> str:
    nodes = ((f"node-{index}a", f"node-{index}b") for index in range(size))
    return HEAD + "".join(
        f"  - {{name: pool-{index}, nodes: {{names: [{', '.join(names)}]}}, {POOLS[index % 3]}}}\n"
        for index, names in enumerate(nodes)
    )


def selected(size: int) -> str:
    return HEAD + "".join(
        f"  - {{name: pool-{index}, nodes: {{nodeSelector: {{gpu: a100, pool: p{index}}}}}, {POOLS[index % 3]}}}\n"
        for index in range(size)
    )


def with_tenants(size: int) -> str:
    quotas = ("nvidia.com/gpu: 8", "nvidia.com/gpu.shared: 4", "nvidia.com/mig-1g.10gb: 7")
    tenants = "".join(f"  - {{namespace: t-{index}, quota: {{{quotas[index % 3]}}}}}\n" for index in range(size))
    return f"{named(size)}tenants:\n{tenants}"


def workloads(size: int, pool: Callable[[int], int]) -> str:
    """Some want more than fits, some two units, some all the cards of a node."""
    kinds = ("memory: 30GiB, replicas: 2", "allocates: 9GiB, replicas: 3, units: 2", "memory: 4GiB, units: 3")
    return "workloads:\n" + "".join(
        f"  - {{name: w-{index}, namespace: t, pool: pool-{pool(index)}, {kinds[index % 3]}}}\n"
        for index in range(size)
    )


def with_workloads(size: int) -> str:
    shared = f"timeSlicing: {{replicas: 4, failRequestsGreaterThanOne: false}}, {CARD}"
    pools = (f"  - {{name: pool-{index}, nodes: {{names: [node-{index}]}}, {shared}}}\n" for index in range(size))
    return f"{HEAD}{''.join(pools)}{workloads(3 * size, lambda index: index % size)}"


def with_workloads_on_one_pool(size: int) -> str:
    shared = f"timeSlicing: {{replicas: 4, failRequestsGreaterThanOne: false}}, {CARD}"
    return f"{HEAD}  - {{name: pool-0, nodes: {{names: [node]}}, {shared}}}\n{workloads(6 * size, lambda index: 0)}"


def one_pool_of_many_nodes(size: int) -> str:
    names = ", ".join(f"node-{index}" for index in range(10 * size))
    many = f"  - {{name: a, nodes: {{names: [{names}]}}, {POOLS[0]}}}\n"
    return f"{HEAD}{many}  - {{name: b, nodes: {{names: [other]}}, {CARD}}}\n"


def counted(action: Callable[[], Result]) -> tuple[Result, int]:
    """Return what an action gives, and how many instructions the interpreter runs for it."""
    number = 0

    def trace(frame: FrameType, event: str, _argument: object) -> "TraceFunction":
        nonlocal number
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        number += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        result = action()
    finally:
        sys.settrace(before)
    return result, number


def steps(text: str) -> int:
    """Return how many instructions it takes to compile a profile, which must have no error."""
    compiled, number = counted(lambda: compile_profile(text.encode(), "growing.yaml"))
    assert compiled.plan is not None, compiled.findings[:1]
    return number


PROFILES = (named, selected, with_tenants, with_workloads_on_one_pool, one_pool_of_many_nodes)


@pytest.mark.parametrize("profile", PROFILES)
def test_twice_the_profile_takes_twice_the_further_work(profile: Callable[[int], str]) -> None:
    steps(profile(HALF))  # what is done once and kept (schema, facts, templates) belongs to no size
    half, whole, double = (steps(profile(size)) for size in (HALF, WHOLE, DOUBLE))
    assert 0 < double - whole <= MOST_TIMES * (whole - half), (half, whole, double)


def planned(text: str) -> Plan:
    decoded = decode_profile(document(text))
    assert decoded.profile is not None, decoded.findings[:1]
    return resolve(decoded.profile).plan


@pytest.mark.parametrize("profile", [with_workloads, with_workloads_on_one_pool])
def test_budgets_and_rules_on_twice_the_workloads_take_twice_the_further_work(profile: Callable[[int], str]) -> None:
    for work in (budgets, partial(check_plan, complete=True)):
        half, whole, double = (counted(partial(work, planned(profile(size))))[1] for size in (HALF, WHOLE, DOUBLE))
        assert 0 < double - whole <= MOST_TIMES * (whole - half), (half, whole, double)
