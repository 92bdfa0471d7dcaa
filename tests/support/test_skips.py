import os
import subprocess
import sys
from pathlib import Path

from tests.support.go_build import ROOT

CONFTEST = """
import pytest
from tests.support.skips import Skips

def pytest_configure(config):
    config.pluginmanager.register(Skips(allowed={allowed}))

@pytest.fixture(scope="session")
def tool():
    pytest.skip("helm4 >= 4.0.0 cannot be had: no network")
"""

NEEDS = "def test_needs(tool): pass"
SKIPS = {
    "test_fixture.py": (NEEDS, "::test_needs: helm4 >= 4.0.0 cannot be had: no network"),
    "test_module.py": ("import pytest; pytest.skip('whole module', allow_module_level=True)", ": whole module"),
    "test_mark.py": ("import pytest\n@pytest.mark.skip('later')\ndef test_it(): pass", "::test_it: later"),
    "test_xfail.py": ("import pytest\n@pytest.mark.xfail\ndef test_it(): assert False", "::test_it: expected to fail"),
}


def run(folder: Path, files: dict[str, str], *, allowed: bool) -> tuple[int, str]:
    (folder / "conftest.py").write_text(CONFTEST.format(allowed=allowed), encoding="utf-8")
    for name, text in {"test_fine.py": "def test_fine(): pass", **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_skip_of_any_kind_fails_the_run_where_none_is_allowed(tmp_path: Path) -> None:
    code, output = run(tmp_path, {name: text for name, (text, _) in SKIPS.items()}, allowed=False)
    assert code == 1
    for name, (_, line) in SKIPS.items():
        assert f"{name}{line}\n" in output
    assert "4 skipped where no skip is allowed: the run fails" in output


def test_a_skip_is_named_and_harmless_elsewhere(tmp_path: Path) -> None:
    code, output = run(tmp_path, {"test_fixture.py": NEEDS}, allowed=True)
    assert code == 0
    assert "test_fixture.py::test_needs: helm4 >= 4.0.0 cannot be had: no network\n" in output
    assert "1 passed, 1 skipped" in output


def test_a_run_without_skips_passes_where_none_is_allowed(tmp_path: Path) -> None:
    code, output = run(tmp_path, {}, allowed=False)
    assert code == 0
    assert "skipped" not in output
