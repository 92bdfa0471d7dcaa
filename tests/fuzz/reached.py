"""Which lines of the package an input reaches, and the few inputs that reach all that many do."""

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Protocol, Self

PACKAGE = str(Path(__file__).parents[2] / "generator") + "/"
Line = tuple[str, int]


class Trace(Protocol):
    """What Python calls for each event of a frame."""

    def __call__(self, frame: FrameType, kind: str, argument: object, /) -> "Trace | None":
        """Return what is to be called for the next event."""


class Lines:
    """Collects the lines that run while it is entered."""

    def __init__(self) -> None:
        """Begin with none."""
        self.seen: set[Line] = set()

    def __enter__(self) -> Self:
        """Start looking."""
        sys.settrace(self._call)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Stop looking."""
        sys.settrace(None)

    def _call(self, frame: FrameType, kind: str, argument: object) -> "Trace | None":
        return self._line if frame.f_code.co_filename.startswith(PACKAGE) else None

    def _line(self, frame: FrameType, kind: str, argument: object) -> "Trace | None":
        self.seen.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line


def reached(check: Callable[[bytes], None], inputs: Iterable[bytes]) -> set[Line]:
    """Return the lines that inputs reach together."""
    with Lines() as lines:
        for data in inputs:
            check(data)
    return lines.seen


def fewest(
    check: Callable[[bytes], None], known: Iterable[bytes], inputs: Mapping[str, bytes]
) -> tuple[dict[str, bytes], int, int]:
    """Return the inputs that reach what `known` ones do not, the short ones first, and the lines before and after.

    One that breaks a law is left out: it is kept apart.
    """
    seen = reached(check, known)
    before = len(seen)
    kept: dict[str, bytes] = {}
    for name, data in sorted(inputs.items(), key=lambda item: (len(item[1]), item[0])):
        try:
            new = reached(check, [data]) - seen
        except Exception as error:  # noqa: BLE001 - whatever a target raises is a fault that was found
            print(f"  left out: {name}: {type(error).__name__}", flush=True)
            continue
        if new:
            kept[name] = data
            seen |= new
    return kept, before, len(seen)
