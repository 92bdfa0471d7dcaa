from pathlib import Path

import pytest

from generator.cli.show import ShowOptions, command, execute
from tests.cli.fakes import Call


def test_options() -> None:
    assert ShowOptions(**command.make_context("show", ["homelab"]).params) == ShowOptions("homelab")
    words = ["homelab", "--workloads", "--before", "old"]
    assert ShowOptions(**command.make_context("show", words).params) == ShowOptions("homelab", True, "old")


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


def test_workloads_instead_of_nodes(call: Call, tmp_path: Path) -> None:
    profile = tmp_path / "p.yaml"
    profile.write_text("cluster home\nwarning\n")
    outcome = call("show", profile, "--workloads")
    assert outcome.status == 0
    assert outcome.out.startswith("home: Kubernetes 1.35 (k3s), gpu-operator v26.7.0 in gpu-operator\n\nWORKLOAD ")
    assert outcome.out.endswith("\nno workloads are declared\n")
    assert outcome.err.startswith(f"{profile}:2:1: warning[T002] an warning\n")


def test_a_profile_before_needs_no_other_option_and_keeps_its_findings_for_itself(call: Call, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("cluster home\nwarning\n")
    new.write_text("cluster home\n")
    outcome = call("show", new, "--before", old)
    assert (outcome.status, outcome.err) == (0, "")
    assert "\n\nbefore\n\n   WORKLOAD" in outcome.out


def test_a_broken_profile_before_is_told(call: Call, tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text("cluster home\nerror\n")
    new.write_text("cluster home\n")
    outcome = call("show", new, "--before", old)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(f"{old}:2:1: error[T002] an error\n")


PROFILE = """\
version: v1alpha1
cluster: {name: home, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}
pools:
  - {name: a, nodes: {names: [n-1]}, gpus: [{model: A100-SXM4-80GB}], mig: all-2g.20gb}
priorities: [{name: high, value: 1000}]
workloads:
  - {name: low, namespace: n, memory: 4GiB, replicas: 2}
"""


def test_a_comparison_says_all_that_is_said_of_workloads_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(PROFILE)
    new.write_text(f"{PROFILE}  - {{name: urgent, namespace: n, memory: 4GiB, priority: high}}\n")
    assert execute(ShowOptions(str(new), workloads=True)) == 0
    alone = capsys.readouterr().out
    assert execute(ShowOptions(str(new), before=str(old))) == 0
    compared = capsys.readouterr().out
    ends = "\nwhen all is taken\n  pods of n/urgent end pods of n/low\n\nfree on MIG\n  pool a: "
    assert ends in alone
    assert compared.endswith(alone[alone.index(ends) :])
