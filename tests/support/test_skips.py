import os
import subprocess
import sys
from pathlib import Path

import pytest

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

SKIPS = {
    "fixture": ("def test_needs(tool): pass", "::test_needs: helm4 >= 4.0.0 cannot be had: no network"),
    "module": ("import pytest; pytest.skip('whole module', allow_module_level=True)", ": whole module"),
    "mark": ("import pytest\n@pytest.mark.skip('later')\ndef test_marked(): pass", "::test_marked: later"),
    "xfail": ("import pytest\n@pytest.mark.xfail\ndef test_broken(): assert False", "::test_broken: expected to fail"),
}


def run(folder: Path, text: str, *, allowed: bool) -> tuple[int, str]:
    (folder / "conftest.py").write_text(CONFTEST.format(allowed=allowed), encoding="utf-8")
    (folder / "test_fine.py").write_text("def test_fine(): pass\n", encoding="utf-8")
    (folder / "test_one.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("case", SKIPS)
def test_a_skip_fails_the_run_where_none_is_allowed(case: str, tmp_path: Path) -> None:
    text, line = SKIPS[case]
    code, output = run(tmp_path, text, allowed=False)
    assert code == 1
    assert f"test_one.py{line}" in output
    assert "1 skipped where no skip is allowed: the run fails" in output


def test_a_skip_is_named_and_harmless_elsewhere(tmp_path: Path) -> None:
    code, output = run(tmp_path, SKIPS["fixture"][0], allowed=True)
    assert code == 0
    assert "test_one.py::test_needs: helm4 >= 4.0.0 cannot be had: no network" in output
    assert "1 passed, 1 skipped" in output


def test_a_run_without_skips_passes_where_none_is_allowed(tmp_path: Path) -> None:
    code, output = run(tmp_path, "", allowed=False)
    assert code == 0
    assert "skipped" not in output
