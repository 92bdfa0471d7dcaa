"""A rule on manifests as data: the same shape as a rule on Plans, with manifests as examples."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from generator.model.finding import Position, Severity
from generator.model.manifest import Manifests
from generator.model.manifest_value import Place


class ManifestFault(NamedTuple):
    """One place where a rule is broken.

    `fix` and `severity` are given where this case has better ones than the rule's own. `on_key` points at the key.
    `at` is a position within the text that stands at `place`, for faults of texts that are no readable YAML. A fault
    with `bare` counts only where the scalar at its place is written without quotes, with `quoted` where it has some.
    """

    place: Place
    message: str
    fix: str | None = None
    on_key: bool = False
    severity: Severity | None = None
    at: Position | None = None
    bare: bool = False
    quoted: bool = False


class ManifestRule(NamedTuple):
    """What all findings of one code share, and the check that finds them.

    `source` is the witness: the parser's verdict or the source line that makes the rule true. `bad` and `good` are
    streams of manifests, linted with the command line options in `options`; in `bad` each faulty line ends in
    ``# <- here``, or, where a comment cannot stand there, the line before it is ``# the next line``.
    """

    code: str
    title: str
    severity: Severity
    why: str
    fix: str
    source: str
    bad: str
    good: str
    check: Callable[[Manifests], Iterable[ManifestFault]]
    options: tuple[str, ...] = ()
