"""docs/fit.md says what the program computes, and its commands run."""

import re
from pathlib import Path

import pytest

from generator.cli.main import run
from generator.facts.models import find_model
from generator.facts.quantisations import CACHE_TYPES, Quantisation, find_quantisation
from generator.fit.need import Usage, need
from generator.model.ai_model import LanguageModel

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "fit.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\w. -]+) \| \d+ GB \| ([\d.]+) GiB \| \**([\d.]+) GiB\** \|", PAGE, re.MULTILINE)
COMMANDS = [line.partition("#")[0].strip() for line in re.findall(r"^gpuslice (fit .*)$", PAGE, re.MULTILINE)]


@pytest.mark.parametrize(("name", "weights_gib", "one_gib"), ROWS)
def test_the_table_is_computed(name: str, weights_gib: str, one_gib: str) -> None:
    model, quantisation = find_model(name), find_quantisation("Q4_K_M")
    assert isinstance(model, LanguageModel)
    assert isinstance(quantisation, Quantisation)
    found = need(Usage(model, quantisation, CACHE_TYPES[0], 8192, 1), "Ampere")
    assert f"{found.portions[0].memory_mib / 1024:.1f}" == weights_gib
    assert f"{found.memory_mib / 1024:.1f}" == one_gib


def test_the_page_has_its_tables_and_commands() -> None:
    assert (len(ROWS), len(COMMANDS)) == (6, 6)


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_run(line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    import shlex

    monkeypatch.chdir(ROOT)
    assert run(shlex.split(line)) in {0, 1}
    assert "may take" in capsys.readouterr().out.lower()
