"""Places in a text in PromQL."""

from generator.lint.common.texts import position_in
from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value


def fault_in(value: Value, start: int, message: str, fix: str, severity: Severity | None = None) -> ManifestFault:
    """Return a fault at a place in a text, of one line or of more."""
    text = str(value.tree)
    if "\n" not in text:
        return ManifestFault(value.place, message, fix, severity=severity)
    return ManifestFault(value.place, message, fix, at=position_in(text, start), severity=severity)
