import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from generator.cli.main import COMMANDS, run
from generator.version import VERSION
from tests.cli.fakes import ROOT, Call, Outcome, spawn

HEAVY = ("yaml", "ruamel", "jinja2", "jsonschema", "generator.compile", "generator.files", "generator.report")


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("--version",),
        ("render", "--help"),
        ("check", "--help"),
        ("explain", "--help"),
        ("completion", "zsh"),
        ("nonsense",),
    ],
)
def test_help_and_version_load_click_alone(words: tuple[str, ...]) -> None:
    source = (
        "import sys; from generator.cli.main import run; run(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules], 'click' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", source, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] True"


def test_render_loads_nothing_that_only_other_commands_need(tmp_path: Path) -> None:
    apart = (
        *("generator.catalogue", "generator.lint", "generator.manifests", "generator.cli.formats"),
        *("generator.report.sarif", "generator.report.baseline", "generator.report.fingerprint"),
    )
    source = (
        "import sys; from generator.cli.main import run; status = run(sys.argv[1:]);"
        f"print([name for name in {apart!r} if name in sys.modules], 'generator.compile' in sys.modules, status)"
    )
    words = ("render", "profiles/homelab.yaml", "-o", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", source, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] True 0"


def test_an_unchanged_render_loads_nothing_of_the_compiler(tmp_path: Path) -> None:
    apart = ("yaml", "jinja2", "generator.compile", "generator.model.compiled", "generator.model.plan")
    words = ["render", str(ROOT / "profiles" / "homelab.yaml"), "--out", str(tmp_path)]
    assert run(words) == 0
    source = (
        "import sys; from generator.cli.main import run; status = run(sys.argv[1:]);"
        f"print([name for name in {apart!r} if name in sys.modules], status)"
    )
    done = subprocess.run([sys.executable, "-c", source, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "created 0, updated 0" in done.stderr
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"gpuslice {VERSION}\n"


@pytest.mark.parametrize(("name", "line"), COMMANDS)
def test_help_line_is_the_commands_own(name: str, line: str) -> None:
    command = import_module(f"generator.cli.{name}").command
    assert isinstance(command, click.Command)
    assert command.get_short_help_str(limit=100) == line


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [tuple(line.strip().split("  ", 1)) for line in listed] == [
        (n, p.rjust(len(p) + 10 - len(n))) for n, p in COMMANDS
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rendr"], "Error: No such command 'rendr'. Did you mean 'render'?\n"),
        (["quux"], "Error: No such command 'quux'.\n"),
        (["--nope"], "--nope"),
        (["check", "--format", "xml", "x"], "'xml' is not one of 'text', 'json', 'sarif', 'github'"),
        (["completion", "csh"], "'csh' is not one of 'bash', 'zsh', 'fish'"),
        (["show", "a.yaml", "b.yaml"], "b.yaml"),
    ],
)
def test_usage_errors_are_2(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err


def test_no_command_shows_the_help_and_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Commands:" in "".join(capsys.readouterr())


def test_bug_is_3_and_told_in_two_lines(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("crash\n")
    first, second = call("check", profile).err.splitlines()
    bug = "gpuslice: this is a bug in gpuslice, not in your profile: KeyError: 'pools\\\\x1b[2J'"
    assert first.startswith(f"{bug} at generator/cli/session.py:")
    assert second == "Run it again as `gpuslice --debug ...` for the traceback, and report that."
    assert call("check", profile).status == 3


def test_debug_shows_the_traceback(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("crash\n")
    outcome = call("--debug", "check", profile)
    assert outcome.status == 3
    assert outcome.err.startswith("Traceback (most recent call last):\n")


@pytest.mark.parametrize(("value", "traced"), [("1", True), ("0", False), ("", False)])
def test_debug_by_environment(
    value: str, traced: bool, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPUSLICE_DEBUG", value)
    profile = tmp_path / "p.yaml"
    profile.write_text("crash\n")
    assert call("check", profile).err.startswith("Traceback") is traced


def test_interrupt_is_130(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(source: bytes, file: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["generator.compile"], "compile_profile", interrupted)
    (tmp_path / "p.yaml").write_text("cluster a\n")
    assert call("check", tmp_path / "p.yaml").status == 130


def test_module_runs_the_command(tmp_path: Path) -> None:
    assert spawn("--version", cwd=tmp_path) == Outcome(0, f"gpuslice {VERSION}\n", "")


def _into(out: int, err: int, *words: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "generator", *words], cwd=ROOT, stdout=out, stderr=err, timeout=60, check=False
    ).returncode


def test_reader_that_has_gone_is_no_error() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    errors_reader, errors_writer = os.pipe()
    try:
        assert _into(writer, errors_writer, "schema") == 0
    finally:
        os.close(writer)
        os.close(errors_writer)
    with os.fdopen(errors_reader) as errors:
        assert errors.read() == ""


def test_full_disk_behind_standard_output_is_told() -> None:
    reader, writer = os.pipe()
    with Path("/dev/full").open("wb") as full:
        assert _into(full.fileno(), writer, "schema") == 1
    os.close(writer)
    with os.fdopen(reader) as errors:
        assert errors.read() == "Error: cannot write to standard output: No space left on device\n"


@pytest.mark.parametrize("closed", [1, 2])
def test_closed_streams_are_no_error(closed: int) -> None:
    source = (
        f"import os, sys; os.close({closed}); os.execv(sys.executable, [sys.executable, '-m', 'generator', 'schema'])"
    )
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert (done.stdout == b"") is (closed == 1)
    assert done.stderr == b""


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("lint", "--help"), ("explain", "PLG201")])
def test_a_full_disk_is_no_bug(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "generator", *words]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "Error: cannot write to standard output: No space left on device\n")


def test_a_usage_error_is_2_where_nobody_can_read_it() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-m", "generator", "quux"], cwd=ROOT, stderr=full, check=False)
    assert done.returncode == 2
