"""Several units for a pod where the plugin refuses more than one."""

from collections.abc import Iterator

from generator.facts.plugin_versions import MPS_GIVES_SEVERAL
from generator.model.doubt import ALL_RESOURCES
from generator.model.finding import Severity
from generator.model.plan import Mode, Plan, PoolPlan
from generator.model.rule import Fault, Rule
from generator.rules._common import plugin_older_than
from generator.rules._workloads import asked_of, pools_by_name


def _check(plan: Plan) -> Iterator[Fault]:
    if plan.stack.plugin_external:
        return
    pools = pools_by_name(plan)
    for workload in plan.workloads:
        for name in (workload.pool, *workload.fallback):
            resource = asked_of(workload, pools[name])
            if workload.units > 1 and resource is not None and resource.replicas > 1 and _refuses(plan, pools[name]):
                yield Fault(
                    (*workload.origin, "units"),
                    f"a pod of {workload.title} asks for {workload.units} x {resource.name}, and the plugin refuses "
                    f"more than one share in pool {name}",
                    _cure(plan, pools[name]),
                )
                break


def _refuses(plan: Plan, pool: PoolPlan) -> bool:
    return pool.fail_requests_greater_than_one or _always(plan, pool)


def _always(plan: Plan, pool: PoolPlan) -> bool:
    """Before v0.20.0 the plugin refused it under MPS whatever the setting said."""
    return pool.mode is Mode.MPS and plugin_older_than(plan, MPS_GIVES_SEVERAL)


def _cure(plan: Plan, pool: PoolPlan) -> str | None:
    if not _always(plan, pool):
        return None
    return f"Write `units: 1`: under MPS device plugin {plan.release.plugin_version} refuses more, whatever is set."


RULE = Rule(
    "WRK101",
    "Several units where one is the most",
    Severity.ERROR,
    why="The pods are scheduled and then fail on the node with UnexpectedAdmissionError, over and over. A second share "
    "promises no more of the card: neither memory nor time.",
    fix="Write `units: 1`, or `failRequestsGreaterThanOne: false` in the pool's sharing if the further units are to "
    "keep others out.",
    source="NVIDIA/k8s-device-plugin internal/rm/rm.go and api/config/v1/config.go at v0.17.4, v0.19.3 and v0.20.0",
    bad="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4}
workloads:
  - name: chat
    namespace: ai
    memory: 4GiB
    units: 2  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4}]
    timeSlicing: {replicas: 4, failRequestsGreaterThanOne: false}
workloads:
  - {name: chat, namespace: ai, memory: 4GiB, units: 2}
""",
    check=_check,
    needs=(*ALL_RESOURCES, "install.devicePlugin", "workloads[]"),
)
