"""The front door: finds the command, loads it, and turns whatever happens into an exit status.

0 is clean, 1 findings or drift, 2 a command line that makes no sense, 3 a bug of ours, 130 an interrupt.
"""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from generator.cli.streams import prepare, silence, warn
from generator.version import VERSION

COMMANDS: Final = (
    ("render", "Write the bundle of each profile to out/CLUSTER/."),
    ("check", "Say what is wrong with profiles, writing nothing."),
    ("lint", "Say what is wrong with manifests."),
    ("import", "Write the profile that manifests amount to."),
    ("explain", "Say what a code means, and how to mend it."),
    ("show", "Show what the nodes of a cluster will advertise."),
    ("gpus", "Say which GPUs are known, and what each can be shared into."),
    ("fit", "Say whether a model fits on a GPU or a part of one."),
    ("advise", "Find the best split of GPUs for workloads."),
    ("init", "Write a first profile."),
    ("schema", "Print the JSON schema of a profile or request."),
    ("completion", "Print a script that teaches a shell to complete."),
)
"""Each command and its line in the help: listing them here spares `--help` from loading them."""

BUG: Final = 3
INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group that loads the module of a command when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order of the help."""
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None if there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: object = import_module(f"generator.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands' lines of the help without loading a command."""
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is a UsageError that names the likeliest."""
        word = args[0]
        if word.startswith("-") or ctx.resilient_parsing or word in self.list_commands(ctx):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(word, self.list_commands(ctx), n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise click.UsageError(f"No such command {word!r}.{hint}", ctx)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--debug", is_flag=True, help="Show the traceback when gpuslice itself fails (or set GPUSLICE_DEBUG=1).")
@click.version_option(VERSION, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_obj
def app(flags: dict[str, bool], debug: bool) -> None:
    """Compile one short profile per cluster into everything that shares its NVIDIA GPUs under Kubernetes."""
    flags["debug"] = flags["debug"] or debug


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a stream says that takes no more."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit status."""
    prepare()
    flags = {"debug": os.environ.get("GPUSLICE_DEBUG", "0") not in ("", "0")}
    try:
        status: object = app.main(args=list(arguments), prog_name="gpuslice", standalone_mode=False, obj=flags)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _failed(error, flags)
        # Click writes its help and its version by itself.
        _show(click.ClickException(f"cannot write to standard output: {error.strerror}"))
        silence(sys.stdout)
        return 1
    except Exception as error:  # noqa: BLE001 - the outermost one: a bug must not look like a finding
        return _failed(error, flags)
    return status if isinstance(status, int) else 0


def _show(error: click.ClickException) -> None:
    """Write an error to standard error, as far as there is room."""
    try:
        error.show()
    except OSError:
        silence(sys.stderr)


def _failed(error: Exception, flags: dict[str, bool]) -> int:
    warn(_trace_text(error) if flags["debug"] else _bug_text(error))
    return BUG


def _trace_text(error: Exception) -> str:
    from traceback import format_exception

    return "".join(format_exception(error))


def _bug_text(error: Exception) -> str:
    from pathlib import Path

    package = Path(__file__).parent.parent
    place, trace = "", error.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(package):
            place = f" at {file.relative_to(package.parent)}:{trace.tb_lineno}"
        trace = trace.tb_next
    message = ascii(str(error))[1:-1][:300]
    return (
        f"gpuslice: this is a bug in gpuslice, not in your profile: {type(error).__name__}: {message}{place}\n"
        "Run it again as `gpuslice --debug ...` for the traceback, and report that.\n"
    )
