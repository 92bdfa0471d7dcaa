"""Every rule on manifests, sorted by code: a new one is its module, an import and a line here."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint import (
    chart_refuses,
    config_map_elsewhere,
    config_map_not_made,
    config_map_unread,
    default_without_config,
    default_without_entry,
    discovery_off,
    flag_overridden,
    label_without_entry,
    limit_range,
    map_not_cleared,
    mig_label_without_layout,
    mps_before_volta,
    mps_by_hand,
    mps_client_limit,
    mps_mixed,
    mps_more_than_one,
    mps_on_mig,
    name_not_found,
    no_entry_chosen,
    part_switched_off,
    plugin_key_later,
    plugin_key_twice,
    plugin_key_unknown,
    plugin_replicas,
    plugin_resource_name,
    plugin_resource_twice,
    plugin_resource_unknown,
    plugin_second_document,
    plugin_section_empty,
    plugin_setting_dropped,
    plugin_text_unreadable,
    plugin_value_type,
    plugin_value_unknown,
    plugin_version,
    priority_class,
    product_selector,
    quota_prefix,
    quota_resource,
    shared_not_advertised,
    sharing_both,
    toleration_refused,
    value_dead,
    value_type,
    value_unknown,
    visible_devices,
    workload_quantity,
    workload_resource_elsewhere,
    workload_resource_unknown,
)
from generator.model.finding import Finding
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

RULES: tuple[ManifestRule, ...] = (
    mps_mixed.RULE,
    mps_on_mig.RULE,
    mps_client_limit.RULE,
    mps_before_volta.RULE,
    mps_more_than_one.RULE,
    plugin_replicas.RULE,
    plugin_key_unknown.RULE,
    plugin_key_later.RULE,
    plugin_section_empty.RULE,
    plugin_setting_dropped.RULE,
    plugin_resource_name.RULE,
    plugin_resource_twice.RULE,
    plugin_resource_unknown.RULE,
    plugin_value_type.RULE,
    plugin_value_unknown.RULE,
    plugin_version.RULE,
    plugin_text_unreadable.RULE,
    plugin_key_twice.RULE,
    plugin_second_document.RULE,
    priority_class.RULE,
    quota_prefix.RULE,
    quota_resource.RULE,
    limit_range.RULE,
    label_without_entry.RULE,
    default_without_entry.RULE,
    config_map_elsewhere.RULE,
    config_map_unread.RULE,
    mig_label_without_layout.RULE,
    no_entry_chosen.RULE,
    sharing_both.RULE,
    flag_overridden.RULE,
    shared_not_advertised.RULE,
    value_unknown.RULE,
    value_type.RULE,
    value_dead.RULE,
    chart_refuses.RULE,
    config_map_not_made.RULE,
    part_switched_off.RULE,
    discovery_off.RULE,
    toleration_refused.RULE,
    default_without_config.RULE,
    map_not_cleared.RULE,
    workload_quantity.RULE,
    workload_resource_unknown.RULE,
    workload_resource_elsewhere.RULE,
    product_selector.RULE,
    visible_devices.RULE,
    mps_by_hand.RULE,
    name_not_found.RULE,
)


class Told(NamedTuple):
    """A fault with the rule that it breaks."""

    rule: ManifestRule
    fault: ManifestFault

    def finding(self) -> Finding:
        """Return the finding, without its position."""
        rule, fault = self.rule, self.fault
        return Finding(
            code=rule.code,
            severity=fault.severity or rule.severity,
            message=fault.message,
            why=rule.why,
            fix=fault.fix or rule.fix,
            on_key=fault.on_key,
        )


def check_manifests(manifests: Manifests) -> Iterator[Told]:
    """Return every fault of every rule, in the order of the codes."""
    for rule in RULES:
        for fault in rule.check(manifests):
            yield Told(rule, fault)
