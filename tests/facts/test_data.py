from pathlib import Path

import pytest

from generator.facts import data
from generator.facts.data import data_dir


def test_data_of_the_checkout_is_found() -> None:
    assert (data_dir("charts") / "gpu-operator").is_dir()


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-folder"):
        data_dir("no-such-folder")


def test_an_installed_package_has_its_data_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("generator/_data/here", "here", "beside"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(data, "__file__", str(tmp_path / "generator" / "facts" / "data.py"))
    find = data_dir.__wrapped__
    assert find("here") == tmp_path.resolve() / "generator" / "_data" / "here"
    assert find("beside") == tmp_path.resolve() / "beside"
