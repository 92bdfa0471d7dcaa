import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli.init import MODES, InitOptions, answered, command
from generator.facts import charts
from generator.facts.charts import CHARTS
from generator.model.finding import Finding, Severity
from generator.model.plan import Mode
from tests.cli.fakes import Call, Compiled

NOTHING = InitOptions(None, None, None, None, None, None, None, None, None, None, force=False)
ENOUGH = NOTHING._replace(gpu="RTX 3090", distribution="k3s", kubernetes="1.35")
WORDS = ("init", "--gpu", "RTX 3090", "--distribution", "k3s", "--kubernetes", "1.35")


def test_nothing_said() -> None:
    assert InitOptions(**command.make_context("init", []).params) == NOTHING


def test_everything_said() -> None:
    words = (
        "--name a --chart nvidia-device-plugin --gpu X --count 2 --mode mps --replicas 8 --mig m --distribution rke2"
    )
    params = command.make_context("init", [*words.split(), "--kubernetes", "1.30", "-o", "-", "--force"]).params
    assert InitOptions(**params) == InitOptions(
        "a", "nvidia-device-plugin", "X", 2, "mps", 8, "m", "rke2", "1.30", "-", force=True
    )


def test_choices_are_those_of_the_model() -> None:
    assert charts.CHARTS == CHARTS
    assert {mode.value for mode in Mode} - {Mode.MIG_TIME_SLICING.value} == set(MODES)


def test_safe_gaps_have_defaults() -> None:
    assert answered(ENOUGH, ask=False) == ENOUGH._replace(
        name="homelab", chart="gpu-operator", per_node=1, mode="time-slicing", replicas=4
    )


@pytest.mark.parametrize(
    ("mode", "replicas", "mig"), [("mps", 4, None), ("mig", None, "all-balanced"), ("exclusive", None, None)]
)
def test_each_mode_has_its_own_default(mode: str, replicas: int | None, mig: str | None) -> None:
    given = answered(ENOUGH._replace(mode=mode), ask=False)
    assert (given.replicas, given.mig) == (replicas, mig)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (NOTHING, "Say --distribution, --kubernetes, --gpu: what a cluster has is not guessed."),
        (ENOUGH._replace(gpu=None), "Say --gpu: what a cluster has is not guessed."),
        (ENOUGH._replace(mig="all-1g.5gb"), "--mig needs --mode mig."),
        (ENOUGH._replace(mode="exclusive", replicas=2), "--replicas needs --mode time-slicing or mps."),
        (ENOUGH._replace(mode="mig", replicas=2), "--replicas needs --mode time-slicing or mps."),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(options: InitOptions, message: str) -> None:
    with pytest.raises(click.UsageError) as raised:
        answered(options, ask=False)
    assert raised.value.message == message


def test_terminal_is_asked_for_what_is_missing() -> None:
    """The first answer to each number is wrong, so that it is asked again."""

    @click.command()
    def asking() -> None:
        options = answered(ENOUGH._replace(name="mine", chart=CHARTS[0], gpu=None), ask=True)
        click.echo(repr(options))

    result = CliRunner().invoke(asking, input="RTX 4090\n0\n2\nmps\none\n6\n")
    expected = ENOUGH._replace(name="mine", chart=CHARTS[0], gpu="RTX 4090", per_node=2, mode="mps", replicas=6)
    assert result.stdout == f"{expected!r}\n"
    assert "GPU model" in result.stderr
    assert "Cluster name" not in result.stderr


def test_writes_the_profile_and_says_what_is_next(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "profiles" / "mine.yaml"
    outcome = call(*WORDS, "--name", "mine", "-o", path)
    assert outcome == (0, "", f"wrote {path}\nnext: gpuslice render {path}\n")
    assert "  name: mine\n" in path.read_text()
    assert "timeSlicing: {replicas: 4}" in path.read_text()


def test_never_replaces_a_file_unless_told(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("mine\n")
    refused = call(*WORDS, "-o", path)
    assert (refused.status, path.read_text()) == (1, "mine\n")
    assert refused.err.startswith(f"{path}: error[FILE006] ")
    assert call(*WORDS, "-o", path, "--force").status == 0
    assert path.read_text() != "mine\n"


def test_dash_is_the_screen(call: Call) -> None:
    outcome = call(*WORDS, "-o", "-", "--mode", "exclusive")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.startswith("# yaml-language-server: ")


def test_answers_that_do_not_compile_leave_no_file(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: bytes, file: str) -> Compiled:
        finding = Finding("GPU001", Severity.ERROR, "unknown GPU", "", "", file=file)
        return Compiled("", None, (), (finding,), ())

    monkeypatch.setattr(sys.modules["generator.compile"], "compile_profile", refuse)
    path = tmp_path / "p.yaml"
    outcome = call(*WORDS, "-o", path)
    assert outcome == (1, "", f"{path}: error[GPU001] unknown GPU\n1 error, nothing written\n")
    assert not path.exists()


def test_without_a_terminal_nothing_is_asked(call: Call) -> None:
    outcome = call("init", "--gpu", "RTX 3090")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.endswith("Error: Say --distribution, --kubernetes: what a cluster has is not guessed.\n")
