"""Text for people, from Jinja templates in this package; an undefined name is an error, never an empty place."""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model.plan import Plan

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from generator.artifacts._template_cache import TemplateCache

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        bytecode_cache=TemplateCache(),
        trim_blocks=True,
        keep_trailing_newline=True,
        # Markdown and plain text, nothing that a browser interprets.
        autoescape=False,  # noqa: S701
    )
    environment.filters["paragraph"] = markdown_paragraph
    environment.filters["code"] = markdown_code
    return environment


def markdown_paragraph(text: str) -> str:
    """Return a line of somebody's text so that Markdown takes it for a paragraph, not for a heading, list or tag.

    Source: https://spec.commonmark.org/0.31.2/, leaf and container blocks, HTML blocks.
    """
    escaped = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
    return re.sub(r"^(?=[#>=|]|[-+*](?: |$)|(?:[-*_] ?){3}|```|~~~)|^([0-9]{1,9})(?=[.)])", r"\1\\", escaped)


def markdown_code(text: str) -> str:
    """Return a text as code within a line, whatever backticks it has.

    Source: https://spec.commonmark.org/0.31.2/, code spans.
    """
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def render(template: str, *, plan: Plan, **names: object) -> str:
    """Return a template's text for a Plan."""
    return _environment().get_template(template).render(plan=plan, **names)
