"""Which lines a test runs, and how long it takes."""

import sys
from collections.abc import Iterable
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple

from tests.support.go_build import ROOT

if TYPE_CHECKING:
    from _typeshed import TraceFunction


class Reach(NamedTuple):
    """What a test reached without any fault planted, in seconds and lines by module; `failed` if it fails then."""

    seconds: float
    lines: dict[str, list[int]]
    failed: bool


class Tracer:
    """Notes which lines of some modules run."""

    def __init__(self, modules: Iterable[str]) -> None:
        self._names = {str(ROOT / name): name for name in modules}
        self.lines: dict[str, set[int]] = {}

    def start(self) -> None:
        """Begin anew."""
        self.lines = {}
        sys.settrace(self._call)

    def stop(self) -> dict[str, list[int]]:
        """End, and return what was noted."""
        sys.settrace(None)
        return {name: sorted(lines) for name, lines in self.lines.items()}

    def _call(self, frame: FrameType, event: str, _: object) -> "TraceFunction | None":
        name = self._names.get(frame.f_code.co_filename)
        if name is None:
            return None
        lines = self.lines.setdefault(name, set())
        lines.add(frame.f_lineno)

        def line(frame: FrameType, event: str, _: object) -> "TraceFunction":
            lines.add(frame.f_lineno)
            return line

        return line
