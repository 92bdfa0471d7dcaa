"""`gpuslice explain`: what a code means, why it matters and how to mend it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from generator.cli.streams import tell

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ExplainOptions(NamedTuple):
    """The codes to explain; none for a list of all."""

    codes: tuple[str, ...] = ()


def execute(options: ExplainOptions) -> int:
    """Explain each code once, or list all of them, and return the exit status."""
    from generator.catalogue import code_texts
    from generator.report.explained import code_list, explained

    texts = {text.code: text for text in code_texts()}
    if not options.codes:
        tell(code_list(tuple(texts.values())))
        return 0
    chosen = dict.fromkeys(_known(word, tuple(texts)) for word in options.codes)
    tell("\n".join(explained(texts[code]) for code in chosen))
    return 0


def complete_code(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
    """Return the codes that begin so, with their titles."""
    from click.shell_completion import CompletionItem

    from generator.catalogue import code_texts

    found = (text for text in code_texts() if text.code.startswith(incomplete.upper()))
    return [CompletionItem(text.code, help=text.title) for text in found]


@click.command(short_help="Say what a code means, and how to mend it.")
@click.argument("codes", metavar="[CODE]...", nargs=-1, shell_complete=complete_code)
def command(codes: tuple[str, ...]) -> int:
    """Say what the codes of findings mean, why they matter and how to mend it, with examples.

    Without CODE, list every code with its title.
    """
    return execute(ExplainOptions(codes))


def _known(word: str, codes: Sequence[str]) -> str:
    code = word.upper()
    if code in codes:
        return code
    from difflib import get_close_matches

    near = get_close_matches(code, codes, n=3)
    hint = f"Did you mean {', '.join(near)}?" if near else "`gpuslice explain` lists all."
    raise click.UsageError(f"There is no code {word!a}. {hint}")
