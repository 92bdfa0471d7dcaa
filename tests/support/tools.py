"""Finds the Go tools on PATH or builds them, and our own Go programs; `make tools` prints where they are."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from tests.support.go_build import ROOT, BuildError, Say, build
from tests.support.programs import programs_on_path, stated_version
from tests.support.tool_table import HELM3, HELM4, KUBECONFORM, KUSTOMIZE, OWN_PROGRAMS, TOOLS, OwnProgram, Tool

FOLDER = ROOT / ".tools"


def find_on_path(tool: Tool, path: str) -> Path | None:
    """Return the first program on PATH whose version will do; versions that a program does not tell will not do."""
    for program in programs_on_path(tool.commands, path):
        version = stated_version([str(program), *tool.version_arguments])
        if version is not None and tool.minimum <= version < tool.below:
            return program
    return None


def find_or_build(tool: Tool | OwnProgram, say: Say) -> Path:
    """Return a tool from PATH or built; raises BuildError where neither can be had. Our own programs are built."""
    found = find_on_path(tool, os.environ.get("PATH", "")) if isinstance(tool, Tool) else None
    return found or build(tool, FOLDER, say)


class Tools:
    """The tools, each looked for when it is first asked for; `missing` is called where one cannot be had."""

    def __init__(self, say: Say, missing: Callable[[str], NoReturn]) -> None:
        self._say = say
        self._missing = missing
        self._outcomes: dict[Tool | OwnProgram, Path | BuildError] = {}

    @property
    def kustomize(self) -> Path:
        """Kustomize 5.8.1 or newer."""
        return self.get(KUSTOMIZE)

    @property
    def helm3(self) -> Path:
        """Helm 3."""
        return self.get(HELM3)

    @property
    def helm4(self) -> Path:
        """Helm 4."""
        return self.get(HELM4)

    @property
    def kubeconform(self) -> Path:
        """Kubeconform 0.7.0 or newer."""
        return self.get(KUBECONFORM)

    def get(self, tool: Tool | OwnProgram) -> Path:
        """Return a tool's program; a failure is remembered, so that it is tried and paid for once."""
        if tool not in self._outcomes:
            self._outcomes[tool] = self._try(tool)
        outcome = self._outcomes[tool]
        if isinstance(outcome, BuildError):
            self._missing(f"{tool.wanted} cannot be had: {outcome}")
        return outcome

    def _try(self, tool: Tool | OwnProgram) -> Path | BuildError:
        try:
            return find_or_build(tool, self._say)
        except BuildError as error:
            return error


def main() -> int:
    """Print each tool's path; 1 where one cannot be had."""
    status = 0
    for tool in (*TOOLS, *OWN_PROGRAMS):
        try:
            print(f"{tool.name:14} {find_or_build(tool, lambda line: print(line, flush=True))}")
        except BuildError as error:
            print(f"{tool.wanted} cannot be had: {error}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
