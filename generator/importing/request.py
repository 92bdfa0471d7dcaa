"""What an import is asked for, and what comes of it."""

from typing import NamedTuple

from generator.model.finding import Finding
from generator.model.gpu import Gpu


class Card(NamedTuple):
    """A GPU that the caller names: `owner` is a node or a pool, empty for all; `per_node` None where it is not said."""

    owner: str
    gpu: Gpu
    per_node: int | None = None


class Request(NamedTuple):
    """What the caller says beside the files; None is what was not said. `command` is what a fix can tell to repeat."""

    cards: tuple[Card, ...] = ()
    name: str | None = None
    distribution: str | None = None
    release_name: str | None = None
    schema: str = ""


class ImportResult(NamedTuple):
    """A profile's text, and what is to be said of it: findings point into the files that it was made from.

    `missing` is true where the text has gaps that `gpuslice check` refuses.
    """

    text: str
    findings: tuple[Finding, ...]
    missing: bool = False
