import os
import subprocess
import sys
from pathlib import Path

from tests.support.go_build import ROOT

CONFTEST = """
import pytest
from tests.support.claims import CLAIMS, Claims

def pytest_configure(config):
    config.stash[CLAIMS] = Claims()
    config.pluginmanager.register(config.stash[CLAIMS])

@pytest.fixture
def proved(request):
    return lambda line: request.config.stash[CLAIMS].add(request.node.nodeid, line)
"""
TESTS = {
    "test_a_thing.py": "def test_one(proved):\n  proved('7 fit')\n  proved('the 8th waits')\ndef test_no(proved): pass",
    "test_other.py": "def test_two(proved): proved('up in 4 s')\ndef test_bad(proved):\n  proved('wrong')\n  assert 0",
}


def run(folder: Path, files: dict[str, str]) -> str:
    for name, text in {"conftest.py": CONFTEST, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


def test_claims_are_listed_by_module_and_a_failed_test_proved_nothing(tmp_path: Path) -> None:
    output = run(tmp_path, TESTS)
    listed = output.partition("3 claims proved")[2].splitlines()[1:6]
    assert [line.strip().partition(" s  ")[2] or line.strip() for line in listed] == [
        "a thing",
        "7 fit",
        "the 8th waits",
        "other",
        "up in 4 s",
    ]
    assert "wrong" not in output.partition("claims proved")[2].partition("short test summary")[0]


def test_nothing_is_listed_where_nothing_was_proved(tmp_path: Path) -> None:
    assert "claims proved" not in run(tmp_path, {"test_plain.py": "def test_it(): pass"})
