"""What all tests share: the Go tools, what is proved by which test, and the rule that CI skips nothing."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.claims import CLAIMS, Claims, Proved
from tests.support.skips import Skips
from tests.support.tools import Tools

END_TO_END = tuple(Path(__file__).with_name(name) for name in ("e2e", "devices"))


# `make check` tries the same examples every time, so that a change is judged by itself; `make test` tries others.
# No test is timed: how long an example takes tells of the machine and of what else runs there.
settings.register_profile("test", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("check", settings.get_profile("test"), derandomize=True)
settings.load_profile("test" if os.environ.get("GPUSLICE_NO_SKIPS", "") in ("", "0") else "check")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected files; used by `make golden`")
    parser.addoption("--e2e", action="store_true", help="also collect the tests that need a control plane: `make e2e`")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Skips(allowed=os.environ.get("GPUSLICE_NO_SKIPS", "") in ("", "0")))
    config.stash[CLAIMS] = Claims()
    config.pluginmanager.register(config.stash[CLAIMS])


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests/e2e and tests/devices out unless they are asked for: they build Kubernetes and NVIDIA's plugin."""
    return True if collection_path in END_TO_END and not config.getoption("--e2e") else None


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Proved:
    """Print a claim that held, with its figure, and keep it for the list at the end of the run."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        request.config.stash[CLAIMS].add(request.node.nodeid, line)
        with capture.global_and_fixture_disabled():
            print(f"\n  proved: {line}", flush=True)

    return say


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
