from pathlib import Path

import click
import pytest

from generator.cli.profiles import profile_path, profile_paths
from tests.cli.fakes import Outcome, spawn


@pytest.mark.parametrize("word", ["a/b", "x.yaml", "x.yml", "./homelab", "/nowhere"])
def test_words_that_are_paths(word: str) -> None:
    assert profile_path(word) == Path(word)


@pytest.mark.parametrize("word", ["surely-not-there", "", "a\nb"])
def test_bare_name_of_nothing_is_a_usage_error(word: str) -> None:
    with pytest.raises(click.UsageError) as raised:
        profile_path(word)
    assert raised.value.message.isprintable()
    assert f"There is no profile {word!a}" in raised.value.message


def test_order_is_kept_and_doubles_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("b.yaml")
    words = [str(tmp_path / name) for name in ("b.yaml", "a.yaml", "link.yaml", "b.yaml")]
    assert profile_paths(words, every=False) == (tmp_path / "b.yaml", tmp_path / "a.yaml")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / "profiles" / name).mkdir()
    return tmp_path


def _codes(outcome: Outcome) -> list[str]:
    return [line.partition("] ")[0] for line in outcome.out.splitlines() if "[FILE" in line]


def test_bare_name_means_the_profile_of_that_name(project: Path) -> None:
    (project / "b").touch()
    assert _codes(spawn("check", "b", cwd=project)) == ["profiles/b.yaml: error[FILE003"]


def test_file_name_alone_is_found_in_the_folder_too(project: Path) -> None:
    """A bundle's README names the profile without its folder."""
    assert _codes(spawn("check", "b.yaml", cwd=project)) == ["profiles/b.yaml: error[FILE003"]
    (project / "b.yaml").mkdir()
    assert _codes(spawn("check", "b.yaml", cwd=project)) == ["b.yaml: error[FILE003"]


def test_all_means_all_in_order_of_names(project: Path) -> None:
    (project / "profiles" / "notes.txt").mkdir()
    (project / "profiles" / ".c.yaml").mkdir()
    expected = ["profiles/a.yaml: error[FILE003", "profiles/b.yaml: error[FILE003"]
    assert _codes(spawn("check", "--all", cwd=project)) == expected
    assert _codes(spawn("check", "b", "--all", cwd=project)) == expected[::-1]


def test_unknown_name_lists_what_there_is(project: Path) -> None:
    outcome = spawn("check", "c", cwd=project)
    assert outcome.status == 2
    assert outcome.err.endswith(
        "Error: There is no profile 'c': 'profiles/c.yaml' does not exist. profiles/ has: a, b.\n"
    )
