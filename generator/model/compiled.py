"""What a profile is compiled into."""

from typing import NamedTuple

from generator.model.bundle import OutFile
from generator.model.finding import Excepted, Finding
from generator.model.plan import Plan


class Compiled(NamedTuple):
    """What became of a profile: with an error among the findings there is neither Plan nor file.

    `excepted` is what the profile switches off, in file order; it is no part of the findings.
    """

    cluster: str
    plan: Plan | None
    files: tuple[OutFile, ...]
    findings: tuple[Finding, ...]
    source_lines: tuple[str, ...]
    excepted: tuple[Excepted, ...] = ()
