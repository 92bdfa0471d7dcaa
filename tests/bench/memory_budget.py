"""The memory budget of a thousand nodes, next to what the whole Plan of a like profile takes to resolve."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from generator.budget import DeviceBudget, reckoned
from generator.decode import decode_profile
from generator.model.plan import Plan
from generator.model.profile import ClusterProfile
from generator.resolve import resolve
from generator.yamltext.reader import read_document
from tests.bench.lines import Line

ROUNDS = 15
LIMIT_MS = 50
MOST_POOLS = 200
"""As many pools may one profile have; source: our schema."""
_HEAD = """\
version: v1alpha1
cluster: {name: budget, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: operator}}
pools:
"""
_CARDS = "gpus: [{model: A100-SXM4-80GB, count: 8}]"


def profile(pools: int, nodes: int, workloads: int) -> ClusterProfile:
    """Return a profile of time-slicing pools, each with its nodes and workloads of one or two units."""
    lines = [_HEAD]
    for pool in range(pools):
        names = ", ".join(f"node-{pool}-{index}" for index in range(nodes))
        sharing = f"{{replicas: {2 + pool % 7}, failRequestsGreaterThanOne: false}}"
        lines.append(f"  - {{name: pool-{pool}, nodes: {{names: [{names}]}}, {_CARDS}, timeSlicing: {sharing}}}\n")
    lines.append("workloads:\n")
    for pool in range(pools):
        for index in range(workloads):
            asked = f"replicas: {1 + index % 5}, units: {1 + index % 2}, memory: {10 + 7 * index % 50 + pool % 5}GiB"
            lines.append(f"  - {{name: w{pool}-{index}, namespace: ai, pool: pool-{pool}, {asked}}}\n")
    document, _ = read_document("".join(lines).encode(), "budget.yaml")
    decoded = None if document is None else decode_profile(document)
    if decoded is None or decoded.profile is None or decoded.findings:
        raise RuntimeError(f"no sound profile: {None if decoded is None else decoded.findings[:1]}")
    return decoded.profile


def many_pools(pools: int, workloads: int) -> Plan:
    """Return a Plan of pools of one node each; more than a profile may have are copies under other names."""
    plan = resolve(profile(min(pools, MOST_POOLS), 1, workloads)).plan
    copies = range(-(-pools // MOST_POOLS))
    return plan._replace(
        pools=tuple(one._replace(name=f"{one.name}-{copy}") for copy in copies for one in plan.pools),
        workloads=tuple(one._replace(pool=f"{one.pool}-{copy}") for copy in copies for one in plan.workloads),
    )


def measure() -> Iterator[Line]:
    """Yield milliseconds of processor time for a thousand nodes in many pools and in few, and ratios of one run."""
    few = profile(10, 100, 3)
    crowded = profile(MOST_POOLS, 5, 3)
    plans = {
        "1,000 pools of one node, 3 workloads each": many_pools(1000, 3),
        "200 pools of 5 nodes, 3 workloads each": resolve(crowded).plan,
        "10 pools of 100 nodes, 3 workloads each": resolve(few).plan,
        "10 pools of 100 nodes, 100 workloads each": resolve(profile(10, 100, 100)).plan,
    }
    for name, plan in plans.items():
        found = _reckon(plan)
        detail = f"{sum(one.over_mib > 0 for one in found)} of {len(found)} do not fit, median of {ROUNDS}"
        yield Line(f"budget: milliseconds for {name}", _milliseconds(partial(_reckon, plan)), LIMIT_MS, detail)
    plan = resolve(crowded).plan
    ratio = _milliseconds(partial(_reckon, plan)) / _milliseconds(partial(resolve, crowded))
    yield Line("budget: 200 pools of 5 nodes / resolving their profile", ratio, 1)
    small, large = many_pools(200, 3), many_pools(1000, 3)
    growth = _milliseconds(partial(_reckon, large)) / _milliseconds(partial(_reckon, small))
    yield Line("budget: 1,000 pools / 200 pools", growth, None, "5 is linear")


def _reckon(plan: Plan) -> tuple[DeviceBudget, ...]:
    """Return the budgets, never those that are known from before."""
    return reckoned(plan.pools, plan.workloads)


def _milliseconds(action: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000
