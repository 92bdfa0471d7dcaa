"""Rules on manifests that people wrote: a module per rule, listed in `registry`, and all of them asked."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.registry import RULES
from generator.model.finding import Finding
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule


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
            at=tuple(part for step in fault.place.steps for part in step),
            on_key=fault.on_key,
        )


def check_manifests(manifests: Manifests) -> Iterator[Told]:
    """Return every fault of every rule, in the order of the codes."""
    for rule in RULES:
        told: set[ManifestFault] = set()
        for fault in rule.check(manifests):
            # Two installations may lead to the same fault.
            if fault not in told:
                told.add(fault)
                yield Told(rule, fault)
