import json
from pathlib import Path

import pytest

from generator.cli.baseline import BaselineChoice
from generator.cli.check import CheckOptions, command
from generator.cli.formats import FailOn, Format
from tests.cli.fakes import Call, Outcome


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["a", "b.yaml"], CheckOptions(("a", "b.yaml"), False, Format.TEXT, FailOn.ERROR)),
        (["--all", "--format", "json", "--fail-on", "info"], CheckOptions((), True, Format.JSON, FailOn.INFO)),
        (["x", "--format=github", "--fail-on=warning"], CheckOptions(("x",), False, Format.GITHUB, FailOn.WARNING)),
        (
            ["x", "--format=sarif", "--baseline", "a.json", "--write-baseline=b.json"],
            CheckOptions(("x",), False, Format.SARIF, FailOn.ERROR, BaselineChoice("a.json", "b.json")),
        ),
    ],
)
def test_options(words: list[str], options: CheckOptions) -> None:
    params = command.make_context("check", list(words)).params
    form, fail_on = Format(params["form"]), FailOn(params["fail_on"])
    choice = BaselineChoice(params["baseline"], params["write_baseline"])
    assert CheckOptions(params["profiles"], params["every"], form, fail_on, choice) == options


def _profile(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_clean_profile(call: Call, tmp_path: Path) -> None:
    assert call("check", _profile(tmp_path, "a.yaml", "cluster a")) == Outcome(0, "1 profile: no findings\n", "")


def test_findings_of_several_profiles_in_their_order(call: Call, tmp_path: Path) -> None:
    b = _profile(tmp_path, "b.yaml", "cluster b", "warning", "error")
    a = _profile(tmp_path, "a.yaml", "cluster a", "info")
    assert call("check", b, a) == Outcome(
        1,
        f"{b}:2:1: warning[T002] an warning\n   2 | warning\n     | ^\n"
        f"{b}:3:1: error[T003] an error\n   3 | error\n     | ^\n"
        f"{a}:2:1: info[T002] an info\n   2 | info\n     | ^\n"
        "2 profiles: 1 error, 1 warning, 1 note\n",
        "",
    )


@pytest.mark.parametrize(
    ("line", "fail_on", "status"),
    [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("info", "error", 0),
        ("error", "warning", 1),
        ("warning", "warning", 1),
        ("info", "warning", 0),
        ("error", "info", 1),
        ("info", "info", 1),
        ("quiet", "info", 0),
    ],
)
def test_fail_on(line: str, fail_on: str, status: int, call: Call, tmp_path: Path) -> None:
    assert call("check", _profile(tmp_path, "a.yaml", "cluster a", line), "--fail-on", fail_on).status == status


def test_json_names_file_and_place(call: Call, tmp_path: Path) -> None:
    path = _profile(tmp_path, "a.yaml", "cluster a", "error")
    outcome = call("check", path, tmp_path / "none.yaml", "--format", "json")
    document = json.loads(outcome.out)
    assert (outcome.status, outcome.err) == (2, "")
    assert document["summary"] == {"error": 2, "warning": 0, "info": 0}
    places = [(found["file"], found["line"], found["code"]) for found in document["findings"]]
    assert places == [(str(path), 2, "T002"), (str(tmp_path / "none.yaml"), None, "FILE001")]


def test_github_annotations(call: Call, tmp_path: Path) -> None:
    path = _profile(tmp_path, "a.yaml", "cluster a", "warning")
    outcome = call("check", path, "--format", "github")
    assert outcome == Outcome(0, f"::warning file={path},line=2,col=1,title=gpuslice T002::an warning\n", "")


def test_two_profiles_of_a_cluster(call: Call, tmp_path: Path) -> None:
    a, b = (_profile(tmp_path, name, "cluster same") for name in ("a.yaml", "b.yaml"))
    outcome = call("check", a, b)
    assert outcome.status == 1
    assert [line for line in outcome.out.splitlines() if "CLI001" in line] == [
        f"{a}: error[CLI001] the cluster same has another profile: {b}",
        f"{b}: error[CLI001] the cluster same has another profile: {a}",
    ]


def test_unreadable_cluster_names_do_not_clash(call: Call, tmp_path: Path) -> None:
    a, b = (_profile(tmp_path, name, "error") for name in ("a.yaml", "b.yaml"))
    assert "CLI001" not in call("check", a, b).out


OFF = ("{}:2:1: off[T002] an off\n", "    reason: it must be\n")


def test_what_is_switched_off_is_told_and_does_not_count(call: Call, tmp_path: Path) -> None:
    path = _profile(tmp_path, "a.yaml", "cluster a", "off")
    told = "".join(OFF).format(path)
    assert call("check", path, "--fail-on", "info") == Outcome(0, f"{told}1 profile: no findings, 1 switched off\n", "")
    document = json.loads(call("check", path, "--format", "json").out)
    assert [(one["code"], one["reason"]) for one in document["switchedOff"]] == [("T002", "it must be")]
    log = json.loads(call("check", path, "--format", "sarif").out)
    assert log["runs"][0]["results"][0]["suppressions"][0]["justification"] == "it must be"
    assert call("check", path, "--format", "github").out == (
        f"switched off: T002 in {path}: an off (reason: it must be)\n"
    )


def test_render_and_show_tell_it_too(call: Call, tmp_path: Path) -> None:
    path = _profile(tmp_path, "a.yaml", "cluster a", "off")
    told = "".join(OFF).format(path)
    first, again = (call("render", path, "-o", tmp_path / "out") for _ in range(2))
    assert (first.status, again.status) == (0, 0)
    assert first.err.startswith(told)
    assert again.err.startswith(told)
    assert call("show", path).err == told


def test_a_file_that_is_not_there_is_a_wrong_use(call: Call, tmp_path: Path) -> None:
    assert call("check", tmp_path / "none.yaml").status == 2
    assert call("check", _profile(tmp_path, "a.yaml", "cluster a", "error"), tmp_path / "none.yaml").status == 2
