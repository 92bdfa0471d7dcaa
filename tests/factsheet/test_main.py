from pathlib import Path

import pytest

from generator.factsheet.__main__ import main
from tests.factsheet.small_chart import write_chart


def test_a_sheet_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_chart(tmp_path / "chart")), "--version", "v9.9.9"]) == 0
    assert '"release": "v9.9.9",' in capsys.readouterr().out.splitlines()


def test_two_files_and_the_same_bytes_again(tmp_path: Path) -> None:
    chart = write_chart(tmp_path / "chart")

    def written(name: str) -> dict[str, bytes]:
        assert main([str(chart), "--version", "v9.9.9", "--out", str(tmp_path / name)]) == 0
        folder = tmp_path / name / "gpu-operator"
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    first = written("first")
    assert sorted(first) == ["v9.9.9.crds.json", "v9.9.9.json"]
    assert written("second") == first
