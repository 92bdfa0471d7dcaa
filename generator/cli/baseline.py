"""The options `--baseline` and `--write-baseline`: findings that are known are neither told nor counted."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from generator.cli.streams import warn

if TYPE_CHECKING:
    from generator.model.finding import Finding
    from generator.report.baseline import Known
    from generator.report.text import Sources

_MAX_BYTES: Final = 64 << 20
_STALE_SHOWN: Final = 10


class BaselineChoice(NamedTuple):
    """The file whose findings are known, and the file that all findings are to be written to."""

    read: str | None = None
    write: str | None = None


BASELINE_OPTION: Final = click.option(
    "--baseline", metavar="FILE", help="Leave out what FILE lists, as --write-baseline wrote it."
)
"""Gives a command the parameter `baseline`, the name of a file or None."""

WRITE_BASELINE_OPTION: Final = click.option(
    "--write-baseline", metavar="FILE", help="List all that is found in FILE, as known from now on, and exit 0."
)
"""Gives a command the parameter `write_baseline`, the name of a file or None."""


class Unknown(NamedTuple):
    """The findings that are to be told, and how many others a baseline lists."""

    findings: "Sequence[Finding]"
    known: int = 0


def unknown_ones(
    findings: "Sequence[Finding]", sources: "Sources", choice: BaselineChoice, looked_at: Sequence[str]
) -> Unknown:
    """Return the findings that are to be told; UsageError for a baseline that cannot be read or written.

    That a file is not there is told in any case: it is wrong use of the command, which nobody gets used to.

    `looked_at` are the files that were read, as findings name them. Entries of theirs that nothing was found for are
    told on standard error.
    """
    path = choice.read if choice.write is None else choice.write
    if path is None:
        return Unknown(findings)
    from generator.cli.session import is_no_such_file
    from generator.report.baseline import judge

    absent = [one for one in findings if is_no_such_file(one)]
    others = [one for one in findings if not is_no_such_file(one)]
    if choice.write is not None:
        _write(Path(path), others, sources)
        return Unknown(absent, len(others))
    judged = judge(others, sources, _read(Path(path)), looked_at)
    warn(_notes(Path(path), judged.known, judged.stale))
    return Unknown((*absent, *judged.new), judged.known)


def _read(path: Path) -> "tuple[Known, ...]":
    from generator.files.profile_file import read_profile_bytes
    from generator.report.baseline import Broken, read_baseline

    data = read_profile_bytes(path, _MAX_BYTES, "baseline")
    if not isinstance(data, bytes):
        raise click.UsageError(f"{data.message}. {data.fix}")
    try:
        known = read_baseline(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        known = Broken(f"byte {error.start + 1}", "this is not UTF-8 text")
    if isinstance(known, Broken):
        raise click.UsageError(f"baseline {_shown(path)}: {known.place}: {known.reason}. --write-baseline writes it.")
    return known


def _write(path: Path, findings: "Sequence[Finding]", sources: "Sources") -> None:
    from generator.files.new_file import write_new_file
    from generator.report.baseline import baseline_text
    from generator.report.plain import counted

    if os.path.isfile(path) and os.path.getsize(path):
        _read(path)  # whatever is no baseline is somebody's file
    fault = write_new_file(path, baseline_text(findings, sources), replace=True)
    if fault is not None:
        raise click.UsageError(f"{fault.message}. {fault.fix}")
    warn(f"wrote {_shown(path)}: {counted(len(findings), 'finding')}\n")


def _notes(path: Path, known: int, stale: "Sequence[Known]") -> str:
    from generator.report.plain import counted

    lines = [f"{_shown(path)}: {counted(known, 'known finding')} left out"] if known else []
    lines.extend(f"{_shown(path)}: no longer found: {_entry(entry)}" for entry in stale[:_STALE_SHOWN])
    if len(stale) > _STALE_SHOWN:
        lines.append(f"{_shown(path)}: ... and {len(stale) - _STALE_SHOWN} more")
    if stale:
        lines.append(f"{_shown(path)}: write it anew with --write-baseline")
    return "".join(f"{line}\n" for line in lines)


def _entry(entry: "Known") -> str:
    from generator.report.plain import printable

    where = f" in {entry.file}" if entry.file else ""
    return printable(f"{entry.times} x {entry.code}{where}: {entry.message}")


def _shown(path: Path) -> str:
    from generator.report.plain import printable

    return printable(str(path))
