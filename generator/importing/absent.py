"""What a ClusterPolicy without a chart leaves out: absent fields are the operator's, not the chart's defaults."""

from collections.abc import Sequence

from generator.facts.absent_fields import absent_fields
from generator.importing.draft import Draft
from generator.importing.said import Said
from generator.model.chart import ChartSheet
from generator.model.manifest import ClusterPolicy
from generator.model.manifest_value import Value
from generator.model.tree import Tree, put

_REMARKS = {
    ("dcgm", "enabled"): (
        ("install", "components", "dcgm", "enabled"),
        "The ClusterPolicy leaves it out: the operator then runs DCGM, and its chart would not.",
    ),
    ("mig", "strategy"): (
        ("mig", "strategy"),
        "The ClusterPolicy leaves it out: the device plugin then takes none, unless its own file says another.",
    ),
}
"""What the profile says for those fields whose absence changes what nodes run or advertise."""


def with_absent(sheet: ChartSheet, policies: Sequence[ClusterPolicy], draft: Draft) -> Said:
    """Return what policies say and what they say by leaving it out; patches alone leave the rest to what they patch."""
    specs = [one.spec for one in policies]
    said = Said(sheet, (), specs)
    if all(one.is_patch for one in policies):
        return said
    found: dict[str, Tree] = {}
    merged = said.tree()
    for path, reading in absent_fields(merged if isinstance(merged, dict) else {}):
        if said.value(*path) is None and sheet.lookup(path) is not None and said.default(path) != reading:
            put(found, path, reading)
            if path in _REMARKS:
                draft.remark(*_REMARKS[path])
    return Said(sheet, (Value(found, specs[0].place),), specs)
