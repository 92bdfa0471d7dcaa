"""Rules on manifests that people wrote: a module per rule, listed in `registry`, and all of them asked."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.lint.registry import RULES
from generator.model.finding import Finding
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_LONGEST_WORD, _LONGEST_TEXT = 200, 2000
"""In characters. A name or a path is shorter; what a file says at greater length nobody reads in a message."""
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD // 2}}})\S{{{_LONGEST_WORD // 2},}}")


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
            message=_shortened(fault.message),
            why=rule.why,
            fix=_shortened(fault.fix or rule.fix),
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


def _shortened(text: str) -> str:
    """Return a text whose words have an end: those quoted from a file may be of any length."""
    if len(text) <= _LONGEST_WORD:
        return text
    shorter = _LONG_WORD.sub(r"\1…", text)
    return shorter if len(shorter) <= _LONGEST_TEXT else f"{shorter[:_LONGEST_TEXT]}…"
