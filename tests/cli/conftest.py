import sys
from pathlib import Path
from types import ModuleType

import pytest

from generator.cli.main import run
from tests.cli.fakes import Call, Outcome, compile_profile


@pytest.fixture
def fake_compiler(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A compiler that does as a profile's lines say (tests/cli/fakes.py)."""
    module = ModuleType("generator.compile")
    monkeypatch.setattr(module, "compile_profile", compile_profile, raising=False)
    monkeypatch.setitem(sys.modules, "generator.compile", module)
    return module


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], fake_compiler: ModuleType) -> Call:
    """Run a command line in this process with the fake compiler."""

    def run_words(*words: str | Path) -> Outcome:
        capsys.readouterr()
        status = run([str(word) for word in words])
        return Outcome(status, *capsys.readouterr())

    return run_words
