"""All rules in the order of their codes. Adding a rule is its module, an import and a line in the tuple."""

from collections.abc import Iterable

from generator.model.doubt import Doubts, undoubted
from generator.model.finding import Finding
from generator.model.plan import Plan
from generator.model.rule import Fault, Rule
from generator.rules import (
    _exceptions,
    allocation_policy,
    component_setting,
    discovery_off,
    distribution_unknown,
    driver_for_host_toolkit,
    driver_too_new,
    external_plugin,
    fallback_impossible,
    fallback_tainted,
    install_not_allowed,
    install_risky,
    isolation_missing,
    kernel_modules,
    kubernetes_version,
    labels_by_hand,
    labels_taken,
    memory_counted_twice,
    memory_of_a_client,
    memory_of_a_pod,
    memory_of_an_instance,
    memory_of_processes,
    memory_worst_set,
    mig_manager_off,
    mig_single_names,
    mig_variant_names,
    mps_before_volta,
    mps_by_label,
    mps_by_label_alone,
    mps_client_limit,
    mps_exclusive_process,
    mps_more_than_one,
    mps_needs_gfd,
    mps_reload,
    node_in_two_pools,
    one_share_policy,
    operator_node_selector,
    priority_unknown,
    product_label_length,
    quota_more_than_exists,
    quota_of_workloads,
    quota_shared_name,
    quota_sum,
    quota_unknown_resource,
    selector_not_followed,
    selectors_overlap,
    selectors_unclear,
    service_monitor,
    small_share,
    standalone_components,
    standalone_installs,
    standalone_mig,
    tenant_labels,
    tenant_release_namespace,
    tenant_reserved,
    unaccounted_on_mig,
    unaccounted_under_mps,
    units_of_a_pod,
    units_of_a_pool,
    units_refused,
    value_dead,
    value_derived,
    value_type,
    value_unknown,
)

RULES: tuple[Rule, ...] = (
    kubernetes_version.RULE,
    standalone_mig.RULE,
    standalone_installs.RULE,
    standalone_components.RULE,
    operator_node_selector.RULE,
    component_setting.RULE,
    driver_too_new.RULE,
    kernel_modules.RULE,
    driver_for_host_toolkit.RULE,
    install_not_allowed.RULE,
    install_risky.RULE,
    distribution_unknown.RULE,
    memory_worst_set.RULE,
    memory_of_a_pod.RULE,
    memory_of_a_client.RULE,
    memory_of_an_instance.RULE,
    memory_of_processes.RULE,
    memory_counted_twice.RULE,
    unaccounted_on_mig.RULE,
    unaccounted_under_mps.RULE,
    mig_single_names.RULE,
    mig_variant_names.RULE,
    product_label_length.RULE,
    mig_manager_off.RULE,
    service_monitor.RULE,
    mps_client_limit.RULE,
    mps_before_volta.RULE,
    mps_exclusive_process.RULE,
    mps_reload.RULE,
    mps_needs_gfd.RULE,
    mps_more_than_one.RULE,
    mps_by_label.RULE,
    mps_by_label_alone.RULE,
    discovery_off.RULE,
    node_in_two_pools.RULE,
    selectors_overlap.RULE,
    selectors_unclear.RULE,
    labels_by_hand.RULE,
    labels_taken.RULE,
    selector_not_followed.RULE,
    one_share_policy.RULE,
    quota_unknown_resource.RULE,
    quota_more_than_exists.RULE,
    quota_shared_name.RULE,
    quota_sum.RULE,
    allocation_policy.RULE,
    small_share.RULE,
    external_plugin.RULE,
    tenant_labels.RULE,
    tenant_release_namespace.RULE,
    tenant_reserved.RULE,
    value_unknown.RULE,
    value_type.RULE,
    value_dead.RULE,
    value_derived.RULE,
    units_refused.RULE,
    units_of_a_pod.RULE,
    units_of_a_pool.RULE,
    quota_of_workloads.RULE,
    priority_unknown.RULE,
    fallback_impossible.RULE,
    fallback_tainted.RULE,
    isolation_missing.RULE,
)


def check_plan(plan: Plan, *, complete: bool, doubts: Doubts = frozenset()) -> tuple[Finding, ...]:
    """Return every finding on a Plan, in the order of the codes.

    `complete` says whether every pool of the profile is in the Plan; where one is missing the rules that look at
    all pools together stay silent. `doubts` are places where the Plan has a stand-in for what was wrong.
    """
    rules = (rule for rule in RULES if complete or not rule.whole_plan)
    return undoubted((_finding(rule, fault) for rule in rules for fault in rule.check(plan)), doubts)


def switch_off(plan: Plan, findings: Iterable[Finding]) -> _exceptions.SwitchedOff:
    """Part what the profile switches off from the other findings."""
    return _exceptions.part(findings, plan.exceptions, {rule.code: rule.severity for rule in RULES})


def _finding(rule: Rule, fault: Fault) -> Finding:
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=fault.message,
        why=rule.why,
        fix=fault.fix or rule.fix,
        at=fault.at,
        on_key=fault.on_key,
        needs=rule.needs,
    )
