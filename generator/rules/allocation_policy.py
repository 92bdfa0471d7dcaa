"""An allocation policy that the device plugin does not know yet."""

from collections.abc import Iterator

from generator.facts.plugin_versions import ALLOCATION_POLICY
from generator.model.finding import Severity
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules._common import plugin_older_than


def _check(plan: Plan) -> Iterator[Fault]:
    if not plugin_older_than(plan, ALLOCATION_POLICY):
        return
    for pool in plan.pools:
        if pool.allocation_policy is not None:
            yield Fault(
                (*pool.origin, "allocationPolicy"),
                f"allocationPolicy needs device plugin v0.20.0 or newer, this one is {plan.release.plugin_version}",
            )


RULE = Rule(
    "SHR101",
    "Allocation policy that the plugin does not know",
    Severity.ERROR,
    why="`sharedDevicesAllocationPolicy` came with v0.20.0. Older releases skip the key without a word, and the pool "
    "is allocated in their own order.",
    fix="Leave allocationPolicy out, or take gpu-operator v26.7.0 or nvidia-device-plugin v0.20.0.",
    source="NVIDIA/k8s-device-plugin api/config/v1/flags.go at v0.19.3 and v0.20.0",
    bad="""\
install: {chart: gpu-operator, version: v26.3.3, driver: {from: operator}}
pools:
  - name: shared
    gpus: [{model: L4, count: 2}]
    timeSlicing: {replicas: 4}
    allocationPolicy: packed  # <- here
""",
    good="""\
pools:
  - name: shared
    gpus: [{model: L4, count: 2}]
    timeSlicing: {replicas: 4}
    allocationPolicy: packed
""",
    check=_check,
    needs=("install.chart", "install.version", "install.components.devicePlugin.version"),
)
