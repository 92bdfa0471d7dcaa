"""Frameworks: how each one's GPU memory is limited, with sources, and an image that shows it at work."""

from functools import cache

from generator.facts.datafile import Fields, read_fields
from generator.model.framework import ExampleRun, FrameworkFacts, LimitForm, Measure, MemorySetting
from generator.model.gpu import read_capability
from generator.model.workload import Framework

FRAMEWORK_IDS = tuple(sorted(one.value for one in Framework))
"""Every framework has a file in `frameworks`."""


@cache
def framework_facts(framework: Framework | None) -> FrameworkFacts:
    """Return what is known of a framework; of one that nobody names as little as of any other."""
    chosen = framework or Framework.OTHER
    fields = read_fields("frameworks", chosen.value)
    least = fields.text_or_none("least_capability")
    return FrameworkFacts(
        framework=chosen,
        title=fields.text("title"),
        settings=tuple(_setting(child) for child in fields.children("settings")),
        run=_run(fields.child("run")),
        notes=fields.texts("notes"),
        least_capability=None if least is None else read_capability(least),
    )


def _setting(fields: Fields) -> MemorySetting:
    return MemorySetting(
        name=fields.text("name"),
        form=LimitForm(fields.text("form")),
        measure=Measure(fields.text("measure")),
        written=fields.text("written"),
        counts_context=fields.boolean("counts_context", default=False),
        beside_mib=fields.integer_or_none("beside_mib") or 0,
        beside=fields.text("beside", ""),
        least_mib=fields.integer_or_none("least_mib") or 0,
        merges=fields.boolean("merges"),
        says=fields.text("says"),
        source=fields.text("source"),
        unset=fields.text("unset", ""),
    )


def _run(fields: Fields) -> ExampleRun:
    return ExampleRun(
        image=fields.text("image"),
        command=fields.texts("command"),
        args=fields.texts("args"),
        env=fields.text_pairs("env"),
        port=fields.integer_or_none("port"),
        unlimited=fields.text("unlimited", ""),
        needs=fields.text("needs", ""),
    )
