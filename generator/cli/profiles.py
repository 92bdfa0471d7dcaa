"""Which profiles a command line means."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FOLDER: Final = Path("profiles")
_SUFFIX: Final = ".yaml"
_NAMES_SHOWN: Final = 20


def profile_paths(words: Sequence[str], every: bool) -> tuple[Path, ...]:
    """Return the files meant, each once: those named, then with `every` all of `profiles/`; UsageError for none."""
    if every and not all_profiles():
        raise click.UsageError(f"There is no *{_SUFFIX} in {FOLDER}/.")
    paths = [profile_path(word) for word in words] + list(all_profiles() if every else ())
    if not paths:
        raise click.UsageError(f"Name a profile: a path, or NAME for {FOLDER}/NAME{_SUFFIX}.{_choice()}")
    once: dict[str, Path] = {}
    for path in paths:
        once.setdefault(_real(path), path)
    return tuple(once.values())


def profile_path(word: str) -> Path:
    """Return the file that a word means: itself, or ``profiles/WORD.yaml`` for a bare name; UsageError for neither.

    ``WORD.yaml``, as a bundle names its profile, is looked for in both places too.
    """
    if os.sep in word:
        return Path(word)
    if word.endswith((".yaml", ".yml")):
        return FOLDER / word if os.path.lexists(FOLDER / word) and not os.path.lexists(word) else Path(word)
    named = FOLDER / (word + _SUFFIX)
    for path in (named, Path(word)):
        if word and os.path.lexists(path):
            return path
    raise click.UsageError(f"There is no profile {word!a}: {str(named)!a} does not exist.{_choice()}")


def all_profiles() -> tuple[Path, ...]:
    """Return every profile in `profiles/`, in the order of names."""
    try:
        found = sorted(path for path in FOLDER.iterdir() if path.suffix == _SUFFIX and not path.name.startswith("."))
    except OSError:
        return ()
    return tuple(found)


def complete_profile(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
    """Return the names of profiles that begin so, and let the shell add file names."""
    from click.shell_completion import CompletionItem

    # A name that is no text in this file system's encoding cannot be handed to the shell.
    names = [path.stem for path in all_profiles() if path.stem.isprintable()]
    found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return [*found, CompletionItem(incomplete, type="file")]


def _real(path: Path) -> str:
    """Return the path without links; one that no file can have (a zero byte) as it is."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return str(path)


def _choice() -> str:
    names = [ascii(path.stem)[1:-1] for path in all_profiles()]
    more = ", ..." if len(names) > _NAMES_SHOWN else ""
    return f" {FOLDER}/ has: {', '.join(names[:_NAMES_SHOWN])}{more}." if names else ""
