"""The hooks for pre-commit call commands that exist, with options that exist."""

import re
import shlex
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

from generator.cli.main import COMMANDS
from generator.model.tree import Tree
from generator.yamltext.reader import read_document

ROOT = Path(__file__).parents[1]
KEYS = {
    *("id", "name", "description", "entry", "args", "language", "files", "types_or"),
    *("pass_filenames", "require_serial"),
}
"""Those that we use of https://pre-commit.com/#creating-new-hooks."""


def hooks() -> list[dict[str, Tree]]:
    document, findings = read_document((ROOT / ".pre-commit-hooks.yaml").read_bytes(), ".pre-commit-hooks.yaml")
    assert findings == ()
    assert document is not None
    assert isinstance(document.data, list)
    return [hook for hook in document.data if isinstance(hook, dict)]


def words(hook: dict[str, Tree]) -> list[str]:
    """The command line that pre-commit runs; a file's name follows unless the hook says otherwise."""
    args = hook.get("args", [])
    assert isinstance(args, list)
    files = [] if hook.get("pass_filenames") is False else ["profiles/a.yaml"]
    return [*shlex.split(str(hook["entry"])), *map(str, args), *files]


def parsed(line: list[str]) -> click.Context:
    program, name, *rest = line
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert program in scripts
    assert name in dict(COMMANDS)
    command = import_module(f"generator.cli.{name}").command
    assert isinstance(command, click.Command)
    return command.make_context(name, rest)


def test_the_hooks() -> None:
    assert [hook["id"] for hook in hooks()] == ["gpuslice-check", "gpuslice-render-check", "gpuslice-lint"]
    for hook in hooks():
        assert set(hook) <= KEYS
        assert hook["language"] == "python"
        assert hook["name"] == hook["entry"]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook["id"])
def test_a_hook_is_a_command_with_its_options(hook: dict[str, Tree]) -> None:
    context = parsed(words(hook))
    assert context.params.get("check", True) is True


def test_the_commands_are_given_what_they_need() -> None:
    given = {str(hook["id"]): parsed(words(hook)).params for hook in hooks()}
    assert given["gpuslice-check"]["profiles"] == ("profiles/a.yaml",)
    assert given["gpuslice-render-check"]["every"] is True
    assert given["gpuslice-lint"]["paths"] == (".",)


@pytest.mark.parametrize("line", ["gpuslice chekc", "gpuslice check --nope", "gpuslice lint", "slice check"])
def test_a_wrong_entry_is_noticed(line: str) -> None:
    with pytest.raises((AssertionError, click.UsageError)):
        parsed(shlex.split(line))


@pytest.mark.parametrize(
    ("hook", "path", "runs"),
    [
        ("gpuslice-check", "profiles/homelab.yaml", True),
        ("gpuslice-check", "tests/golden/x/profiles/a.yaml", False),
        ("gpuslice-check", "profiles/README.md", False),
        ("gpuslice-render-check", "out/homelab/values.yaml", True),
        ("gpuslice-render-check", "docs/out/a", False),
    ],
)
def test_which_files_a_hook_runs_for(hook: str, path: str, runs: bool) -> None:
    [pattern] = [str(one["files"]) for one in hooks() if one["id"] == hook]
    assert bool(re.search(pattern, path)) is runs
