import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.advise import AdviseOptions, command
from generator.cli.main import run
from tests.advise.requests import HEAD, laid_over
from tests.cli.fakes import ROOT, Outcome

HOME = laid_over(
    "gpus: [{model: RTX 3090, nodes: 1}]\nworkloads: [{name: chat, count: 2, memory: 7GiB, isolation: trusted}]\n"
)
TOO_MUCH = HOME.replace("count: 2", "count: 9")


def call(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Outcome:
    capsys.readouterr()
    return Outcome(run(["advise", *(str(word) for word in words)]), *capsys.readouterr())


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    path = tmp_path / "request.yaml"
    path.write_text(HOME)
    return path


def test_options() -> None:
    words = ["r.yaml", "--format", "json", "-o", "p.yaml", "--force", "--time-limit", "3"]
    params = command.make_context("advise", words).params
    assert AdviseOptions(**params) == AdviseOptions("r.yaml", "json", "p.yaml", force=True, seconds=3.0)
    assert AdviseOptions(**command.make_context("advise", ["r.yaml"]).params).seconds == 10


def test_the_profile_on_standard_output_and_the_reasons_beside_it(
    capsys: pytest.CaptureFixture[str], request_file: Path
) -> None:
    outcome = call(capsys, request_file)
    assert outcome.status == 0
    assert outcome.out.startswith("# Made by `gpuslice advise`")
    assert "  mps:\n    replicas: 2\n" in outcome.out
    assert "why shared: they trust each other" in outcome.err


def test_the_profile_goes_into_a_file_that_is_not_replaced_unasked(
    capsys: pytest.CaptureFixture[str], request_file: Path, tmp_path: Path
) -> None:
    profile = tmp_path / "profiles" / "lab.yaml"
    outcome = call(capsys, request_file, "-o", profile)
    assert (outcome.status, "why shared" in outcome.out, "wrote" in outcome.err) == (0, True, True)
    assert run(["check", str(profile)]) == 0
    refused = call(capsys, request_file, "-o", profile)
    assert (refused.status, "FILE006" in refused.err) == (1, True)
    assert call(capsys, request_file, "-o", profile, "--force").status == 0


def test_what_does_not_fit_makes_the_status_one_and_leaves_the_profile(
    capsys: pytest.CaptureFixture[str], request_file: Path
) -> None:
    request_file.write_text(TOO_MUCH)
    outcome = call(capsys, request_file)
    assert outcome.status == 1
    assert "pools:" in outcome.out
    assert f"{request_file}:2:13: warning[ADV007] 6 of 9 pods of chat do not fit" in outcome.err


def test_as_json(capsys: pytest.CaptureFixture[str], request_file: Path) -> None:
    request_file.write_text(TOO_MUCH)
    outcome = call(capsys, request_file, "--format", "json")
    told = json.loads(outcome.out)
    assert (outcome.status, outcome.err) == (1, "")
    assert [one["code"] for one in told["findings"]] == ["ADV007"]
    assert told["advice"]["unplaced"] == [{"workload": "chat", "pods": 6}]
    assert told["advice"]["profile"].startswith("# Made by")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_wrong_request_gives_findings_and_no_profile(
    capsys: pytest.CaptureFixture[str], request_file: Path, form: str
) -> None:
    request_file.write_text(HOME.replace("7GiB", "7"))
    outcome = call(capsys, request_file, "--format", form)
    assert outcome.status == 1
    told = outcome.out if form == "json" else outcome.err
    assert "PRO012" in told
    assert "pools:" not in outcome.out


def test_no_file_and_no_yaml(capsys: pytest.CaptureFixture[str], request_file: Path, tmp_path: Path) -> None:
    missing = call(capsys, tmp_path / "none.yaml")
    assert (missing.status, "error[FILE001] request " in missing.err) == (2, True)
    request_file.write_text("a: [\n")
    assert call(capsys, request_file).status == 1


def test_a_cluster_that_the_profile_does_not_suit_is_told(
    capsys: pytest.CaptureFixture[str], request_file: Path
) -> None:
    request_file.write_text(HOME.replace(HEAD, HEAD + "install: {chart: gpu-operator, version: v99.1.0}\n"))
    outcome = call(capsys, request_file)
    assert (outcome.status, outcome.out) == (1, "")
    assert "ADV011" in outcome.err


def test_the_same_bytes_in_another_process(request_file: Path) -> None:
    request_file.write_text(laid_over(""))
    outs = set()
    for seed in ("1", "2"):
        environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        words = [sys.executable, "-m", "generator", "advise", str(request_file)]
        outs.add(subprocess.run(words, capture_output=True, env=environment, check=True).stdout)
    assert len(outs) == 1
