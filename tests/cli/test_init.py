import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli.init import MODES, OWNERS, InitOptions, answered, command
from generator.cli.main import run
from generator.facts import charts
from generator.facts.charts import CHARTS
from generator.model.compiled import Compiled
from generator.model.distribution import Installer
from generator.model.finding import Finding, Severity
from generator.model.plan import Mode
from tests.cli.fakes import Call

NOTHING = InitOptions(None, None, None, None, None, None, None, None, None, None, force=False)
ENOUGH = NOTHING._replace(gpu="RTX 3090", distribution="k3s", kubernetes="1.35")
WORDS = ("init", "--gpu", "RTX 3090", "--distribution", "k3s", "--kubernetes", "1.35")


def test_nothing_said() -> None:
    assert InitOptions(**command.make_context("init", []).params) == NOTHING


def test_everything_said() -> None:
    words = (
        "--name a --chart nvidia-device-plugin --gpu X --count 2 --mode mps --replicas 8 --mig m --distribution rke2"
    )
    further = ["--kubernetes", "1.30", "--driver", "operator", "-o", "-", "--force"]
    params = command.make_context("init", [*words.split(), *further]).params
    assert InitOptions(**params) == InitOptions(
        "a", "nvidia-device-plugin", "X", 2, "mps", 8, "m", "rke2", "1.30", "-", force=True, driver="operator"
    )


def test_choices_are_those_of_the_model() -> None:
    assert charts.CHARTS == CHARTS
    assert {mode.value for mode in Mode} - {Mode.MIG_TIME_SLICING.value} == set(MODES)
    assert {owner.value for owner in Installer} == set(OWNERS)


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

    result = CliRunner().invoke(asking, input="RTX 4090\n0\n2\nmps\nnobody\noperator\none\n6\n")
    expected = ENOUGH._replace(
        name="mine", chart=CHARTS[0], gpu="RTX 4090", per_node=2, mode="mps", replicas=6, driver="operator"
    )
    assert result.stdout == f"{expected!r}\n"
    assert "GPU model" in result.stderr
    assert "Cluster name" not in result.stderr


def test_writes_the_profile_and_says_what_is_next(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "profiles" / "mine.yaml"
    outcome = call(*WORDS, "--name", "mine", "-o", path)
    said = (
        f"wrote {path}\nnext: gpuslice render {path}\n"
        f"for an editor that completes: gpuslice schema > {path.parent}/cluster-profile.schema.json\n"
        "  and as the profile's first line: # yaml-language-server: $schema=cluster-profile.schema.json\n"
    )
    assert outcome == (0, "", said)
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
    assert outcome.out.startswith("# yaml-language-server: $schema=../schemas/cluster-profile.schema.json\n")


@pytest.mark.parametrize("place", ["../schemas/", "schemas/", ""])
def test_an_editor_is_told_of_the_schema_where_it_lies(place: str, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "clusters" / "mine.yaml"
    schema = path.parent / f"{place}cluster-profile.schema.json"
    for folder in (path.parent, schema.parent):
        folder.mkdir(exist_ok=True)
    schema.write_text("{}")
    assert call(*WORDS, "-o", path).err == f"wrote {path}\nnext: gpuslice render {path}\n"
    first = path.read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={place}cluster-profile.schema.json"


def test_no_editor_is_sent_to_a_schema_that_is_not_there(call: Call, tmp_path: Path) -> None:
    call(*WORDS, "-o", tmp_path / "mine.yaml")
    assert "$schema" not in (tmp_path / "mine.yaml").read_text()


@pytest.mark.parametrize(("words", "owner"), [((), "host"), (("--driver", "operator"), "operator")])
def test_who_installs_the_driver_is_said_in_the_profile(
    words: tuple[str, ...], owner: str, call: Call, tmp_path: Path
) -> None:
    call(*WORDS[:4], "talos", *WORDS[5:], *words, "-o", tmp_path / "p.yaml")
    assert f"  driver: {{from: {owner}}} " in (tmp_path / "p.yaml").read_text()


@pytest.mark.parametrize(
    ("chart", "distribution", "asked"),
    [("gpu-operator", "kubeadm", True), ("gpu-operator", "talos", False), ("nvidia-device-plugin", "kubeadm", False)],
)
def test_the_driver_is_asked_for_where_there_is_a_choice(chart: str, distribution: str, asked: bool) -> None:
    @click.command()
    def asking() -> None:
        said = ENOUGH._replace(name="a", chart=chart, distribution=distribution, per_node=1, mode="exclusive")
        click.echo(answered(said, ask=True).driver)

    result = CliRunner().invoke(asking, input="\n")
    assert ("Who installs the NVIDIA driver" in result.stderr) == asked
    assert result.stdout == ("operator\n" if asked else "\n")


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


@pytest.mark.parametrize("version", ["1.31", "v1.31", "1.31.4", "v1.31.4+k3s1", "v1.31.9-eks-113cf36"])
def test_a_release_may_be_said_as_kubectl_prints_it(version: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*WORDS[:-1], version, "-o", "-"]) == 0
    assert 'kubernetes: "1.31"' in capsys.readouterr().out


def test_what_is_no_release_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*WORDS[:-1], "newest", "-o", "-"]) == 2
    shown = capsys.readouterr()
    assert "'newest' is no release such as 1.35" in shown.err
    assert not shown.out


def test_a_second_gpu_is_not_passed_over(call: Call) -> None:
    outcome = call("init", "--gpu", "T4", "--gpu", "L4", "--kubernetes", "1.35", "-o", "-")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Say --gpu once" in outcome.err
