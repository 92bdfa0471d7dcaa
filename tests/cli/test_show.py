from pathlib import Path

from generator.cli.show import ShowOptions, command
from tests.cli.fakes import Call


def test_options() -> None:
    assert ShowOptions(**command.make_context("show", ["homelab"]).params) == ShowOptions("homelab")


def test_table_then_details(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("cluster home\ninfo\n")
    outcome = call("show", profile)
    assert outcome.status == 0
    assert outcome.out.startswith("home: Kubernetes 1.35 (k3s), gpu-operator v26.7.0 in gpu-operator\n\nPOOL ")
    assert "\n\npool media\n  nodes       1\n" in outcome.out
    assert outcome.err == f"{profile}:2:1: info[T002] an info\n   2 | info\n     | ^\n"


def test_errors_leave_nothing_to_show(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("cluster home\nerror\n")
    outcome = call("show", profile)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.endswith("1 error, nothing to show\n")
