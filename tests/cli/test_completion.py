import os
from pathlib import Path

import pytest

from generator.cli.completion import SHELLS, CompletionOptions, command
from tests.cli.fakes import Call, spawn


def test_options() -> None:
    assert CompletionOptions(**command.make_context("completion", ["zsh"]).params) == CompletionOptions("zsh")


@pytest.mark.parametrize("shell", SHELLS)
def test_script_calls_the_command_back(shell: str, call: Call) -> None:
    outcome = call("completion", shell)
    assert (outcome.status, outcome.err) == (0, "")
    assert f"_GPUSLICE_COMPLETE={shell}_complete" in outcome.out
    assert "gpuslice" in outcome.out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("gpuslice sh", ["plain,show"]),
        ("gpuslice render hom", ["plain,home", "plain,homelab", "file,hom"]),
        ("gpuslice show a", ["plain,attic", "file,a"]),
        ("gpuslice check --format g", ["plain,github"]),
    ],
)
def test_what_is_offered(words: str, offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    for name in ("home.yaml", "homelab.yaml", "attic.yaml", "notes.txt", ".hidden.yaml"):
        (tmp_path / "profiles" / name).touch()
    request = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_GPUSLICE_COMPLETE": "bash_complete"}
    outcome = spawn(cwd=tmp_path, env=request)
    assert (outcome.out.splitlines(), outcome.err) == (offered, "")


def test_a_name_that_no_shell_can_be_told_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    for name in (b"home.yaml", b"h\xff.yaml"):
        Path(os.fsdecode(os.fsencode(tmp_path / "profiles") + b"/" + name)).touch()
    request = {"COMP_WORDS": "gpuslice check h", "COMP_CWORD": "2", "_GPUSLICE_COMPLETE": "bash_complete"}
    outcome = spawn(cwd=tmp_path, env=request)
    assert (outcome.out.splitlines(), outcome.err) == (["plain,home", "file,h"], "")
