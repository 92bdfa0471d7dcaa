import json
from pathlib import Path

import pytest

from tests.cli.fakes import Call


def _profile(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_known_findings_are_neither_told_nor_counted(call: Call, tmp_path: Path) -> None:
    path, baseline = _profile(tmp_path, "a.yaml", "cluster a", "error", "warning"), tmp_path / "known.json"
    written = call("check", path, "--write-baseline", baseline)
    assert (written.status, written.out) == (0, "1 profile: no findings, 2 known\n")
    assert written.err == f"wrote {baseline}: 2 findings\n"
    again = call("check", path, "--baseline", baseline, "--fail-on", "info")
    assert (again.status, again.out) == (0, "1 profile: no findings, 2 known\n")
    assert again.err == f"{baseline}: 2 known findings left out\n"


@pytest.mark.parametrize("command", ["check", "lint"])
def test_a_file_that_is_not_there_never_becomes_known(call: Call, tmp_path: Path, command: str) -> None:
    path, baseline = tmp_path / "missing.yaml", tmp_path / "known.json"
    written = call(command, path, "--write-baseline", baseline)
    assert (written.status, json.loads(baseline.read_text())["findings"]) == (2, [])
    assert "error[FILE001]" in written.out
    assert call(command, path, "--baseline", baseline).status == 2


def test_a_new_finding_is_told(call: Call, tmp_path: Path) -> None:
    path, baseline = _profile(tmp_path, "a.yaml", "cluster a", "warning"), tmp_path / "known.json"
    call("check", path, "--write-baseline", baseline)
    _profile(tmp_path, "a.yaml", "cluster a", "warning", "error")
    outcome = call("check", path, "--baseline", baseline, "--format", "json")
    assert outcome.status == 1
    assert [found["code"] for found in json.loads(outcome.out)["findings"]] == ["T003"]


def test_a_stale_entry_is_told_on_standard_error(call: Call, tmp_path: Path) -> None:
    path, baseline = _profile(tmp_path, "a.yaml", "cluster a", "warning"), tmp_path / "known.json"
    call("check", path, "--write-baseline", baseline)
    _profile(tmp_path, "a.yaml", "cluster a")
    outcome = call("check", path, "--baseline", baseline)
    assert (outcome.status, outcome.out) == (0, "1 profile: no findings\n")
    assert outcome.err == (
        f"{baseline}: no longer found: 1 x T002 in {path}: an warning\n"
        f"{baseline}: write it anew with --write-baseline\n"
    )


def test_many_stale_entries_are_counted(call: Call, tmp_path: Path) -> None:
    path, baseline = _profile(tmp_path, "a.yaml", "cluster a", *["info"] * 12), tmp_path / "known.json"
    call("check", path, "--write-baseline", baseline)
    _profile(tmp_path, "a.yaml", "cluster a")
    lines = call("check", path, "--baseline", baseline).err.splitlines()
    assert (len(lines), lines[10]) == (12, f"{baseline}: ... and 2 more")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"{", "line 1, column 2: this is not JSON"),
        (b'{"version": 1, "findings": [{"fingerprint": 1}]}', "findings[0].fingerprint: a text is wanted"),
        (b"\xff", "byte 1: this is not UTF-8 text"),
    ],
)
def test_a_broken_baseline_is_a_usage_error(text: bytes, told: str, call: Call, tmp_path: Path) -> None:
    path, baseline = _profile(tmp_path, "a.yaml", "cluster a"), tmp_path / "known.json"
    baseline.write_bytes(text)
    outcome = call("check", path, "--baseline", baseline)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"Error: baseline {baseline}: {told}" in outcome.err


def test_a_baseline_that_cannot_be_read_or_written_is_a_usage_error(call: Call, tmp_path: Path) -> None:
    path = _profile(tmp_path, "a.yaml", "cluster a")
    missing = call("check", path, "--baseline", tmp_path / "none.json")
    assert missing.status == 2
    assert f"Error: baseline {tmp_path}/none.json does not exist. Check the path." in missing.err
    folder = call("check", path, "--write-baseline", tmp_path)
    assert folder.status == 2
    assert f"Error: cannot write {tmp_path}: it is a folder." in folder.err


def test_a_baseline_takes_the_place_of_nothing_else(call: Call, tmp_path: Path) -> None:
    path = _profile(tmp_path, "a.yaml", "cluster a")
    before = Path(path).read_bytes()
    outcome = call("check", path, "--write-baseline", path)
    assert outcome.status == 2
    assert Path(path).read_bytes() == before
