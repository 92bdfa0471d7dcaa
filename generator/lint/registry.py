"""Every rule on manifests, sorted by code: a new one is its module, an import and a line here."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint import (
    config_map_elsewhere,
    config_map_unread,
    default_without_entry,
    label_without_entry,
    mig_label_without_layout,
    no_entry_chosen,
    plugin_replicas,
    value_unknown,
)
from generator.model.finding import Finding
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

RULES: tuple[ManifestRule, ...] = (
    plugin_replicas.RULE,
    label_without_entry.RULE,
    default_without_entry.RULE,
    config_map_elsewhere.RULE,
    config_map_unread.RULE,
    mig_label_without_layout.RULE,
    no_entry_chosen.RULE,
    value_unknown.RULE,
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
