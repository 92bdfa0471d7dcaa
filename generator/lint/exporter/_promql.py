"""Places in a text in PromQL."""

from generator.model.finding import Position, Severity
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value


def fault_in(value: Value, start: int, message: str, fix: str, severity: Severity | None = None) -> ManifestFault:
    """Return a fault at a place in a text, of one line or of more."""
    text = str(value.tree)
    if "\n" not in text:
        return ManifestFault(value.place, message, fix, severity=severity)
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    return ManifestFault(value.place, message, fix, at=Position(line, column), severity=severity)
