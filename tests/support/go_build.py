"""Builds a Go tool from its pinned module, or a program of ours, with the machine's Go or, failing that, PyPI's."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tests.support.programs import programs_on_path, stated_version
from tests.support.tool_table import OwnProgram, Tool, Version

Say: TypeAlias = Callable[[str], None]

ROOT = Path(__file__).resolve().parents[2]
GO_LOCK = ROOT / ".locks" / "go.txt"
LONGEST_BUILD_SECONDS = 1800
LDFLAGS = "-s -w"


class BuildError(Exception):
    """A tool could not be built; the text says why in one line."""


class Go(NamedTuple):
    """A Go command with the settings that it needs beyond those of the machine."""

    command: Path
    settings: Mapping[str, str]


def built_path(tool: Tool | OwnProgram, folder: Path) -> Path:
    """Return where the built tool lies; its folder's name is the record of what was built."""
    if isinstance(tool, OwnProgram):
        return folder / "bin" / f"{tool.name}-{tool.pinned}-{sources_digest(tool)}" / tool.name
    return folder / "bin" / f"{tool.name}-{tool.pinned}" / binary_name(tool)


def sources_digest(program: OwnProgram, root: Path = ROOT) -> str:
    """Return twelve digits that change with the sources of a program of ours."""
    digest = hashlib.sha256(f"{program}".encode())
    for folder in (program.folder, *program.beside):
        for path in sorted((root / folder).iterdir()):
            digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def binary_name(tool: Tool) -> str:
    """Return the name that `go install` gives: the last part of the package that is not a major version."""
    parts = [part for part in tool.module.split("/") if parse_major(part) is None]
    return parts[-1]


def parse_major(part: str) -> int | None:
    """Return 5 for the path element `v5`, and nothing for any other."""
    return int(part[1:]) if part.startswith("v") and part[1:].isdigit() else None


def build(tool: Tool | OwnProgram, folder: Path, say: Say) -> Path:
    """Build a tool into the folder unless it is there; safe beside a second builder.

    Raises BuildError where Go, the network or a compiler fails.
    """
    target = built_path(tool, folder)
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / "build.lock"):
        if not target.exists():
            go = _find_go(tool.go, folder, say)
            say(f"building {tool.name} {tool.pinned} (about {tool.seconds} s, once) ...")
            with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as aside:
                _place(_compile(tool, go, Path(aside)), target)
            if isinstance(tool, OwnProgram):
                _remove_older(tool, target.parent)
    return target


def _compile(tool: Tool | OwnProgram, go: Go, aside: Path) -> Path:
    """Return the program that Go wrote into the folder aside."""
    environment = _environment(go, aside)
    if isinstance(tool, OwnProgram):
        chosen = [
            f"-modfile={tool.modfile}",
            f"-tags={tool.tags}",
            f"-ldflags={LDFLAGS} {tool.ldflags}".rstrip(),
            "-trimpath",
            "-buildvcs=false",
        ]
        settings = {**environment, "CGO_ENABLED": str(int(tool.cgo))}
        target = ["-o", str(aside / tool.name), tool.package]
        _run([str(go.command), "build", *chosen, *target], settings, ROOT / tool.folder)
        return aside / tool.name
    ldflags = f"-ldflags={LDFLAGS} {tool.ldflags}".rstrip()
    _run([str(go.command), "install", "-trimpath", ldflags, f"{tool.module}@{tool.pinned}"], environment)
    return aside / binary_name(tool)


def _place(program: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    program.replace(target)


def _remove_older(program: OwnProgram, kept: Path) -> None:
    for other in kept.parent.glob(f"{program.name}-{program.pinned}-*"):
        if other != kept:
            shutil.rmtree(other)


def _environment(go: Go, gobin: Path) -> dict[str, str]:
    """Keep the machine's proxy and cache settings, drop those that would change what is built."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("GOOS", "GOARCH", "GOROOT", "GOEXPERIMENT")
    }
    fixed = {"GOBIN": str(gobin), "GOTOOLCHAIN": "local", "GOWORK": "off", "GOFLAGS": "", "CGO_ENABLED": "0"}
    return {**kept, **fixed, **go.settings}


def _find_go(minimum: Version, folder: Path, say: Say) -> Go:
    for command in programs_on_path(("go",), os.environ.get("PATH", "")):
        version = stated_version([str(command), "version"], {**os.environ, "GOTOOLCHAIN": "local"})
        if version is not None and version >= minimum:
            return Go(command, {})
    own = folder / "go"
    command = own / "go" / "bin" / "go"
    if not command.exists():
        say("fetching a Go toolchain (about 10 s, once) ...")
        _fetch_go(own, folder)
    # Its caches stay with the project: whoever has no Go of their own wants no ~/go either.
    caches = {"GOPATH": str(folder / "gopath"), "GOCACHE": str(folder / "gocache"), "GOFLAGS": "-modcacherw"}
    return Go(command, caches)


def _fetch_go(own: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as aside:
        options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:"]
        target = Path(aside) / "go"
        _run(
            [sys.executable, "-m", "pip", "install", *options, "--target", str(target), "-r", str(GO_LOCK)], os.environ
        )
        target.replace(own)


def _run(command: Sequence[str], environment: Mapping[str, str], folder: Path = ROOT) -> None:
    limit = LONGEST_BUILD_SECONDS
    try:
        done = subprocess.run(
            command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=limit
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(str(error)) from error
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise BuildError(f"`{Path(command[0]).name} {command[1]}` failed: {' | '.join(lines[-2:])}")


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait for another builder; the system frees the lock when a process dies."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
