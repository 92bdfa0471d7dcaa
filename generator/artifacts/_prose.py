"""Text for people, from Jinja templates in this package; an undefined name is an error, never an empty place."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model.plan import Plan

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Markdown and plain text, nothing that a browser interprets.
        autoescape=False,  # noqa: S701
    )


def render(template: str, *, plan: Plan, **names: object) -> str:
    """Return a template's text for a Plan."""
    return _environment().get_template(template).render(plan=plan, **names)
