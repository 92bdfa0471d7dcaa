"""A measured ratio against its limit; nothing here fails a build, a person reads it."""

from typing import NamedTuple


class Line(NamedTuple):
    """One claim with its figure; `limit` is the most that is allowed, None where nothing is promised."""

    claim: str
    figure: float
    limit: float | None
    detail: str = ""

    def text(self) -> str:
        """Return the line as it is printed."""
        verdict = (
            "" if self.limit is None else f" (limit {self.limit:g}: {'ok' if self.figure <= self.limit else 'OVER'})"
        )
        detail = f"  {self.detail}" if self.detail else ""
        return f"{self.figure:9.2f}  {self.claim}{verdict}{detail}"
