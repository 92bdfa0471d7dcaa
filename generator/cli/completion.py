"""`gpuslice completion`: the script that teaches a shell to complete."""

from typing import Final, NamedTuple

import click

from generator.cli.streams import tell

SHELLS: Final = ("bash", "zsh", "fish")


class CompletionOptions(NamedTuple):
    """The shell to teach."""

    shell: str


def execute(options: CompletionOptions) -> int:
    """Print the script."""
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(options.shell)
    if found is None:
        raise AssertionError(f"click knows no {options.shell}")
    # The base class's: bash's own runs bash to look at its version, which tells nothing about the reader's.
    shell = found(click.Group("gpuslice"), {}, "gpuslice", "_GPUSLICE_COMPLETE")
    tell(ShellComplete.source(shell))
    return 0


@click.command(short_help="Print a script that teaches a shell to complete.")
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print a script that completes commands, options and profiles.

    In bash: eval "$(gpuslice completion bash)", for good in ~/.bashrc.
    """
    return execute(CompletionOptions(shell))
