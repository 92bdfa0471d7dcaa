"""The commands that a README prints, run as printed, and an account of which of them were run."""

import fcntl
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```.*$\n(?:.*\n)*?^```$\n", re.MULTILINE)
# Programs whose name in running text, with arguments behind it, makes a command.
IN_TEXT = re.compile(r"`((?:kubectl|helm|kustomize|gpuslice|sha256sum|nvidia-mig-parted|make|pipx) [^`]+)`")
VERB_ONLY = re.compile(r"\w+ \w+")
LIMIT_SECONDS = 600


def section(readme: str, title: str) -> str:
    """Return the text under a heading of the second level."""
    _, found, rest = readme.partition(f"\n## {title}\n")
    assert found, title
    return rest.partition("\n## ")[0]


def blocks(readme: str, title: str) -> list[str]:
    """Return the shell blocks under a heading, in their order."""
    return [str(match[1]) for match in BLOCK.finditer(section(readme, title))]


def command_lines(block: str) -> list[str]:
    """Return the lines of a block that do something."""
    return [line for line in block.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def printed_commands(readme: str) -> list[str]:
    """Return every command of a README: lines of shell blocks, and commands in running text with their arguments."""
    found = [line for match in BLOCK.finditer(readme) for line in command_lines(str(match[1]))]
    prose = FENCE.sub("", readme)
    return found + [one for one in IN_TEXT.findall(prose) if not VERB_ONLY.fullmatch(one)]


def other_fences(readme: str) -> list[str]:
    """Return the fenced blocks that are not shell: what a person puts into a file, or sees."""
    return [match[0] for match in FENCE.finditer(readme) if not match[0].startswith("```sh\n")]


class Account:
    """Which commands were run as printed, or with a word of theirs filled in."""

    def __init__(self) -> None:
        self._ran: set[str] = set()

    def note(self, block: str) -> None:
        """Note the lines of a block that ended well."""
        self._ran.update(command_lines(block))

    def left_out(self, readme: str) -> list[str]:
        """Return the README's commands that were not run."""
        return [one for one in printed_commands(readme) if one not in self._ran]

    def ran_of(self, readme: str) -> int:
        """Return how many of the README's commands were run."""
        return len(printed_commands(readme)) - len(self.left_out(readme))


def run_block(block: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Run a block in a folder like a careful person, who stops at the first line that fails; return what was said.

    A failure ends the test with the block and all that was said.
    """
    with _alone():
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=LIMIT_SECONDS,
        )
    assert done.returncode == 0, f"{block}\n{done.stdout}"
    return done.stdout


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for the block of another run of these tests: as printed, blocks of one cluster use the same file in /tmp."""
    place = Path(tempfile.gettempdir()) / f"gpuslice-blocks-{os.getuid()}.lock"
    with place.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
