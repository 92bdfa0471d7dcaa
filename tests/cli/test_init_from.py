"""`gpuslice init --from`: a first profile from `kubectl get nodes`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.main import run
from tests.cli.fakes import ROOT

NODES = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": "box", "labels": {"nvidia.com/gpu.product": "Tesla-T4", "nvidia.com/gpu.count": "2"}},
            "status": {"nodeInfo": {"kubeletVersion": "v1.34.1+k3s1"}},
        }
    ],
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nodes.json").write_text(json.dumps(NODES), encoding="utf-8")
    return tmp_path


def test_a_profile_is_written_that_check_takes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--from", "nodes.json", "--name", "lab"]) == 0
    text = (here / "profiles" / "lab.yaml").read_text(encoding="utf-8")
    assert "T4, count: 2" in text
    assert "distribution: k3s" in text
    capsys.readouterr()
    assert run(["check", "profiles/lab.yaml"]) == 0


def test_nodes_come_by_a_pipe(here: Path) -> None:
    command = [sys.executable, "-m", "generator", "init", "--from", "-", "-o", "-"]
    done = subprocess.run(
        command,
        cwd=here,
        input=json.dumps(NODES),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert "names: [box]" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "nodes.json", "--gpu", "T4"], "leave --gpu out"),
        (["--from", "nodes.json", "--count", "2"], "leave --count out"),
        (["--from", "missing.json"], "missing.json"),
        (["--from", "empty.yaml"], "no node has the label nvidia.com/gpu.product"),
        (["--from", "empty.yaml"], "or leave --from out and say --gpu"),
        (["--from", "nodes.json", "--kubernetes", "new"], "'new' is no release such as 1.35"),
        (["--from", "broken.yaml"], "broken.yaml"),
    ],
)
def test_what_makes_no_sense_is_2(words: list[str], said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "empty.yaml").write_text("kind: Pod\n", encoding="utf-8")
    (here / "broken.yaml").write_text("nvidia: [\n", encoding="utf-8")
    assert run(["init", *words]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert not (here / "profiles").exists()


def test_what_the_nodes_do_not_tell_is_a_gap_that_check_refuses(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = {"nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3", "nvidia.com/gpu.count": "8"}
    labels |= {"nvidia.com/mig-1g.10gb.count": "28", "nvidia.com/mig-3g.40gb.count": "8"}
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "dgx", "labels": labels}}
    (here / "dgx.json").write_text(json.dumps(node), encoding="utf-8")
    words = ["init", "--from", "dgx.json", "--name", "lab", "--driver", "host"]
    assert run([*words, "--kubernetes", "v1.34.2"]) == 1
    said = capsys.readouterr().err
    assert 'next: say what "?" stands for in it, then gpuslice check profiles/lab.yaml' in said
    assert "pools[0].mig[0].devices" in said
    assert run(["check", "profiles/lab.yaml"]) == 1
    assert "Write for example `devices: [0, 1, 2, 3]`." in capsys.readouterr().out
    assert run([*words, "--distribution", "nixos", "--force"]) == 1
    assert "nothing written" in capsys.readouterr().err, "a word of the caller's is no gap"
