"""The way from a bare machine to .venv: which Python is picked, and what the locks hold."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.advise.codes import SOLVER_MISSING
from tests.support.go_build import ROOT
from tests.support.test_programs import script

PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)", re.MULTILINE)
GOOD = 'case "$1" in -c) exit 0 ;; esac; echo "$0 $@"'
OLD = "exit 3"
BARE = "exit 4"


def pick(folder: Path, python: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(folder), "PYTHON": python}
    command = ["/bin/sh", str(ROOT / ".ci" / "setup"), "LOCK", "STAMP"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / ".locks" / f"{name}.txt").read_text(encoding="utf-8")))


def test_the_first_python_that_is_new_enough_and_has_venv_is_picked(tmp_path: Path) -> None:
    for name, body in (("python3", OLD), ("python3.13", BARE), ("python3.12", GOOD), ("python3.11", GOOD)):
        script(tmp_path / name, body)
    done = pick(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path}/python3.12 {ROOT}/.ci/venv.py LOCK STAMP\n"


def test_a_python_named_by_hand_is_the_only_one_tried(tmp_path: Path) -> None:
    script(tmp_path / "python3", GOOD)
    own = script(tmp_path / "own" / "python", GOOD)
    assert pick(tmp_path, str(own)).stdout.startswith(str(own))
    assert pick(tmp_path, str(tmp_path / "none")).returncode == 2


def test_without_any_python_the_message_says_what_is_needed(tmp_path: Path) -> None:
    done = pick(tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "setup: Python 3.11 or newer with its venv module is needed: none is on PATH;"
        " install one, or name it: make PYTHON=/path/to/python3\n"
    )


def test_an_old_or_bare_python_is_named_in_the_message(tmp_path: Path) -> None:
    script(tmp_path / "python3", OLD)
    script(tmp_path / "python3.11", BARE)
    message = pick(tmp_path).stderr
    assert "python3 is older than 3.11;" in message
    assert "python3.11 has no venv module (on Debian and Ubuntu: apt install python3-venv);" in message


def test_the_development_lock_holds_all_of_the_runtime_lock() -> None:
    assert pins("runtime").items() <= pins("dev").items()
    assert pins("runtime").items() <= pins("fuzz").items()
    assert "click" in pins("runtime")
    assert "pytest" not in pins("runtime")


@pytest.mark.parametrize("name", ["runtime", "dev", "go", "bench", "fuzz"])
def test_a_lock_has_a_hash_for_every_pin_and_names_no_host(name: str) -> None:
    text = (ROOT / ".locks" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(blocks) == len(pins(name)) > 0
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_solver_comes_the_way_that_is_named_where_it_is_missing() -> None:
    assert "`make setup` in a checkout" in SOLVER_MISSING.fix
    assert "highspy" in pins("dev")
    assert "highspy" not in pins("runtime")
    assert "gpuslice[advise]" not in SOLVER_MISSING.fix  # no registry has gpuslice


def test_the_first_render_leaves_a_command_that_runs_this_checkout(tmp_path: Path) -> None:
    """All but the Python that is set up: that one says what it was told to run, and where it looks for it."""
    (tmp_path / "Makefile").symlink_to(ROOT / "Makefile")
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    shutil.copytree(ROOT / ".locks", tmp_path / ".locks")
    inner = script(tmp_path / "inner", 'echo "$PYTHONPATH: $*"')
    python = script(
        tmp_path / "python", f'test "$1" = -c || {{ mkdir -p .venv/bin; cp {inner} .venv/bin/python; touch "$3"; }}'
    )
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHON": str(python)}

    def run(*command: str, folder: Path = tmp_path) -> str:
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout

    assert run("make", "render", "PROFILE=home") == ": -m generator render home\n"
    assert run(".venv/bin/gpuslice", "check", "a b") == f"{tmp_path}: -P -m generator check a b\n"
    # Another checkout with a link to this .venv.
    (tmp_path / "other").mkdir()
    (tmp_path / "other/.venv").symlink_to(tmp_path / ".venv")
    other = str(tmp_path / "other/.venv/bin/gpuslice")
    assert run(other, "show", folder=Path("/")) == f"{tmp_path}/other: -P -m generator show\n"


def test_the_command_runs_no_code_of_the_folder_in_which_it_is_called(tmp_path: Path) -> None:
    """A repository that is looked at may have a yaml.py of its own."""
    checkout, folder = tmp_path / "checkout", tmp_path / "folder"
    (checkout / ".venv/bin").mkdir(parents=True)
    script(checkout / ".venv/bin/python", f'exec {sys.executable} "$@"')
    command = shutil.copy(ROOT / ".ci" / "gpuslice", checkout / ".venv/bin/gpuslice")
    (checkout / "generator").symlink_to(ROOT / "generator")
    folder.mkdir()
    (folder / "plain.yaml").write_text("a: 1\n", encoding="utf-8")
    for name in ("attrs", "click", "generator", "jsonschema", "yaml"):
        (folder / f"{name}.py").write_text("raise SystemExit(9)\n", encoding="utf-8")
    done = subprocess.run([command, "lint", "."], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1 file: no findings\n")


def test_all_that_ci_runs_is_said_where_ci_is_spoken_of() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    names = [one.split()[0] for one in shlex.split(run.partition("for target in ")[2].partition("; do")[0])]
    assert names == ["check", "e2e", "mutants"]
    for path in ("README.md", "docs/architecture.md"):
        text = (ROOT / path).read_text(encoding="utf-8")
        sentence = re.search(r"CI (?:runs|is) .*?\.(?=\s)", text.replace("`.ci/run`", ""), re.DOTALL)
        assert sentence is not None
        assert re.findall(r"`make (\w+)", sentence[0]) == names, path
    told = re.search(r"^check: .*CI runs (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert told is not None
    assert told[1] == "this, e2e and mutants"


def test_every_target_of_the_makefile_is_listed_by_make() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.findall(r"^\.PHONY: ([a-z-]+)$", text, re.MULTILINE)
    listed = re.findall(r"^([a-z-]+):.*## .+$", text, re.MULTILINE)
    assert len(declared) > 10
    assert declared == listed
