"""What all tests share: the Go tools, and the rule that CI skips nothing."""

import os
from pathlib import Path

import pytest

from tests.support.skips import Skips
from tests.support.tools import Tools

E2E = Path(__file__).with_name("e2e")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files; used by `make golden`")
    parser.addoption("--e2e", action="store_true", help="also collect the tests that need a control plane: `make e2e`")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Skips(allowed=os.environ.get("GPUSLICE_NO_SKIPS", "") in ("", "0")))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests/e2e out unless it is asked for: it builds Kubernetes."""
    return True if collection_path == E2E and not config.getoption("--e2e") else None


@pytest.fixture(scope="session")
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Whether golden tests write what they would compare."""
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture(scope="session")
def tools(pytestconfig: pytest.Config) -> Tools:
    """The Go tools; a test that asks for one that cannot be had is skipped, and the skip names the tool and why."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", flush=True)

    return Tools(say, pytest.skip)
