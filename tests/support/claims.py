"""A pytest plugin: tests say in one line what they proved, and the end of the run lists all of it."""

from collections.abc import Callable
from pathlib import PurePath
from typing import TypeAlias

import pytest

Proved: TypeAlias = Callable[[str], None]
"""Takes a claim that held, with its figure, in one line."""


class Claims:
    """Collects claims by the test that made them; register an instance with pytest."""

    def __init__(self) -> None:
        self._claims: dict[str, list[str]] = {}
        self._seconds: dict[str, float] = {}
        self._failed: set[str] = set()

    def add(self, test: str, line: str) -> None:
        """Note what a test, given by its node id, proved."""
        self._claims.setdefault(test, []).append(line)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test took with its fixtures, and whether it failed: a failed test proved nothing."""
        self._seconds[report.nodeid] = self._seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self._failed.add(report.nodeid)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """List the claims by module, each with its test's seconds; say nothing where none was made."""
        held = {test: lines for test, lines in self._claims.items() if test not in self._failed}
        if not held:
            return
        terminalreporter.section(f"{sum(map(len, held.values()))} claims proved")
        module = ""
        for test, lines in held.items():
            if module != _module(test):
                module = _module(test)
                terminalreporter.write_line(module)
            for number, line in enumerate(lines):
                seconds = f"{self._seconds.get(test, 0.0):6.1f} s" if number == 0 else " " * 8
                terminalreporter.write_line(f"{seconds}  {line}")


CLAIMS = pytest.StashKey[Claims]()


def _module(test: str) -> str:
    """Return `every release` for tests/e2e/test_every_release.py::test_it."""
    return PurePath(test.partition("::")[0]).stem.removeprefix("test_").replace("_", " ")
