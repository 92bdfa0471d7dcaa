"""A pytest plugin: every skipped test is named with its reason, and where no skip is allowed one fails the run."""

import pytest


class Skips:
    """Collects skips, also those of whole modules and expected failures; register an instance with pytest."""

    def __init__(self, *, allowed: bool) -> None:
        self._allowed = allowed
        self._skips: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was skipped or failed as expected."""
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that was skipped as a whole."""
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped:
            place = report.longrepr
            reason = place[2] if isinstance(place, tuple) else "expected to fail"
            self._skips.append(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Turn a run that skipped something into a failure where no skip is allowed."""
        if self._skips and not self._allowed and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what was skipped, and say so where that is why the run fails."""
        if not self._skips:
            return
        terminalreporter.section("skipped tests")
        for line in self._skips:
            terminalreporter.write_line(line)
        if not self._allowed:
            terminalreporter.write_line(f"{len(self._skips)} skipped where no skip is allowed: the run fails", red=True)
