"""The profile while it grows: values with the places that they come from, remarks, and findings."""

from typing import NamedTuple

from generator.importing.codes import OPENINGS
from generator.model.code_text import CodeText
from generator.model.finding import Finding, Severity
from generator.model.manifest_value import Place
from generator.model.tree import Path, Tree, put

GAP = "?"
"""Stands where a fact is missing; no field that has it is right, so that `gpuslice check` refuses it."""


def has_gap(tree: Tree) -> bool:
    """Say whether something in a value is missing."""
    if isinstance(tree, dict | list):
        return any(has_gap(one) for one in (tree.values() if isinstance(tree, dict) else tree))
    return tree == GAP


class Noted(NamedTuple):
    """A finding whose place is not looked up yet; None where it has none."""

    finding: Finding
    place: Place | None


class Draft:
    """Grows field by field: `origins` are the places of values, `remarks` the comments above them.

    `gaps` are fields that the caller must fill, `dropped` the chart values that have been told to be left out.
    """

    def __init__(self) -> None:
        """Start with nothing."""
        self.tree: dict[str, Tree] = {}
        self.origins: dict[Path, Place] = {}
        self.remarks: dict[Path, list[str]] = {}
        self.noted: list[Noted] = []
        self.gaps: list[Path] = []
        self.dropped: set[Path] = set()

    def put(self, path: Path, value: Tree, origin: Place | None = None) -> None:
        """Set a value, making the mappings above it; a list is set whole."""
        if put(self.tree, path, value) and origin is not None:
            self.origins[path] = origin

    def remark(self, path: Path, text: str) -> None:
        """Add a line of comment above a value."""
        found = self.remarks.setdefault(path, [])
        if text not in found:
            found.append(text)

    def tell(
        self,
        code: CodeText,
        message: str,
        place: Place | None = None,
        fix: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Add a finding; the same one twice is told once."""
        opened = f"{OPENINGS.get(code.code, '')}{message}"
        finding = Finding(code.code, severity or code.severity, opened, code.why, fix or code.fix)
        noted = Noted(finding, place)
        if noted not in self.noted:
            self.noted.append(noted)
