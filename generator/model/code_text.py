"""What is known of a code without any input: what `gpuslice explain`, the docs and SARIF tell of it."""

from typing import NamedTuple

from generator.model.finding import Severity


class CodeText(NamedTuple):
    """What all findings of one code share.

    `source` is what makes it true. In `bad` the faulty line ends in ``# <- here``; `good` has no such finding, and
    `options` are those of the command line that both are looked at with. All four are empty where there is nothing to
    show, such as for a file that cannot be read.
    """

    code: str
    title: str
    severity: Severity
    why: str
    fix: str
    source: str = ""
    bad: str = ""
    good: str = ""
    options: tuple[str, ...] = ()
