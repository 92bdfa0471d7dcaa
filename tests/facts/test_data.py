import pytest

from generator.facts.data import data_dir


def test_data_of_the_checkout_is_found() -> None:
    assert (data_dir("charts") / "gpu-operator").is_dir()


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-folder"):
        data_dir("no-such-folder")
