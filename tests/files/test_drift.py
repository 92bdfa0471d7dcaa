from pathlib import Path

import pytest

from generator.files.bundle_writer import write_bundle
from generator.files.drift import MAX_DIFF_LINES, Drift, DriftKind, check_bundle, drift_lines
from generator.files.trouble import BundleError
from generator.model.bundle import OutFile
from tests.files.disks import become_plain_user, bundle, ended, stamps, start

FILES = bundle({"README.md": "hello\n", "base/x.yaml": "a: 1\nb: 2\nc: 3\n"})
CHANGED = bundle({"README.md": "hello\n", "base/x.yaml": "a: 1\nb: 22\nc: 3\n"})


def kinds(folder: Path, files: tuple[OutFile, ...]) -> dict[str, tuple[DriftKind, bool]]:
    """Return path -> kind and whether it was edited; the folder must be left as it was."""
    before = stamps(folder)
    report = check_bundle(folder, files)
    assert stamps(folder) == before
    assert report.clean == (not report.drifts)
    return {drift.path: (drift.kind, drift.edited) for drift in report.drifts}


def test_a_rendered_bundle_is_clean_whatever_lies_beside_it(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES)
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "charts" / "gpu-operator").mkdir(parents=True)
    assert kinds(tmp_path, FILES) == {}
    report = check_bundle(tmp_path, FILES)
    assert report.foreign == ("mine.txt",)
    assert list(drift_lines(report)) == ["not ours, left alone: mine.txt"]


def test_no_bundle_at_all(tmp_path: Path) -> None:
    report = check_bundle(tmp_path / "none", FILES)
    missing = tuple(Drift(path, DriftKind.MISSING) for path in ("README.md", "base/x.yaml", "files.sha256"))
    assert report.drifts == missing
    assert not report.clean
    assert not (tmp_path / "none").exists()


def test_a_changed_profile(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES)
    report = check_bundle(tmp_path, CHANGED)
    assert list(drift_lines(report)) == [
        "differs: base/x.yaml",
        "--- base/x.yaml (on disk)",
        "+++ base/x.yaml (from the profile)",
        "@@ -1,3 +1,3 @@",
        " a: 1",
        "-b: 2",
        "+b: 22",
        " c: 3",
        "differs: files.sha256",
        "2 of the bundle's files depart from the profile",
    ]


def test_edited_missing_extra_and_in_the_way(tmp_path: Path) -> None:
    write_bundle(tmp_path, (*FILES, *bundle({"old.yaml": "old\n", "old-edited.yaml": "old\n", "gone.yaml": "gone\n"})))
    (tmp_path / "base/x.yaml").write_text("mine\n")
    (tmp_path / "old-edited.yaml").write_text("mine\n")
    (tmp_path / "gone.yaml").unlink()
    (tmp_path / "new.yaml").write_text("by a person\n")
    (tmp_path / "folder.yaml").mkdir()
    wanted = (*FILES, *bundle({"gone.yaml": "gone\n", "new.yaml": "new\n", "folder.yaml": "f\n"}))
    assert kinds(tmp_path, wanted) == {
        "base/x.yaml": (DriftKind.DIFFERS, True),
        "files.sha256": (DriftKind.DIFFERS, False),
        "folder.yaml": (DriftKind.IN_THE_WAY, False),
        "gone.yaml": (DriftKind.MISSING, False),
        "new.yaml": (DriftKind.IN_THE_WAY, True),
        "old-edited.yaml": (DriftKind.EXTRA, True),
        "old.yaml": (DriftKind.EXTRA, False),
    }


def test_an_edited_list_of_files_is_shown(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES)
    with (tmp_path / "files.sha256").open("a") as file:
        file.write("merge conflict\n")
    (drift,) = check_bundle(tmp_path, FILES).drifts
    assert (drift.path, drift.kind, drift.edited) == ("files.sha256", DriftKind.DIFFERS, True)
    assert drift.diff[-1] == "-merge conflict"


def test_a_missing_list_of_files(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES)
    (tmp_path / "files.sha256").unlink()
    assert kinds(tmp_path, FILES) == {"files.sha256": (DriftKind.MISSING, False)}


@pytest.mark.parametrize("name", [".files.pending", ".gpuslice-77-0.tmp", "base/.gpuslice-77-3.tmp"])
def test_what_a_killed_run_left_is_an_interruption(tmp_path: Path, name: str) -> None:
    write_bundle(tmp_path, FILES)
    (tmp_path / name).write_text("")
    report = check_bundle(tmp_path, FILES)
    assert report.interrupted
    assert not report.clean
    assert report.drifts == ()
    assert "interrupted" in next(drift_lines(report))
    assert write_bundle(tmp_path, FILES).finished
    assert check_bundle(tmp_path, FILES).clean
    assert not (tmp_path / name).exists()


def test_a_diff_is_bounded_and_says_what_it_left_out(tmp_path: Path) -> None:
    write_bundle(tmp_path, bundle({"x": "".join(f"old {n}\n" for n in range(300))}))
    drift = check_bundle(tmp_path, bundle({"x": "".join(f"new {n}\n" for n in range(300))})).drifts[1]
    # Two lines of labels, one of place, 300 gone, 300 new.
    assert len(drift.diff) == MAX_DIFF_LINES
    assert drift.omitted == 603 - MAX_DIFF_LINES
    report = check_bundle(tmp_path, bundle({"x": "new\n"}))
    assert f"... {304 - MAX_DIFF_LINES} more lines of this diff" in list(drift_lines(report))


@pytest.mark.parametrize("found", ["line\n" * 20_000, "x" * 5_000_000])
def test_what_is_too_large_is_not_compared_line_by_line(tmp_path: Path, found: str) -> None:
    write_bundle(tmp_path, FILES)
    (tmp_path / "README.md").write_text(found)
    drift = check_bundle(tmp_path, FILES).drifts[0]
    assert (drift.path, drift.kind, drift.diff) == ("README.md", DriftKind.DIFFERS, ())
    assert drift.omitted > 0


def test_any_bytes_can_be_shown(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES)
    (tmp_path / "README.md").write_bytes(b"\x1b[2J\xff\r\n\ttab\n" + b"y" * 1000)
    diff = check_bundle(tmp_path, FILES).drifts[0].diff
    assert diff[3:5] == ("-\\x1b[2J\\xff\\r", "-\ttab")
    assert diff[5].startswith("-yyy")
    assert len(diff[5]) < 400
    assert diff[6] == "+hello"


def test_a_missing_last_line_end_is_seen(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES)
    (tmp_path / "README.md").write_text("hello")
    assert check_bundle(tmp_path, FILES).drifts[0].diff[3:] == ("-hello  (no line end)", "+hello")


def test_a_folder_that_cannot_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    write_bundle(tmp_path / "bundle", FILES)
    (tmp_path / "bundle").chmod(0)

    def try_it() -> None:
        become_plain_user()
        for folder in (tmp_path / "file", tmp_path / "bundle"):
            with pytest.raises(BundleError) as caught:
                check_bundle(folder, FILES)
            assert [finding.code for finding in caught.value.findings] == ["FILE010"]

    try:
        assert ended([start(try_it)]) == [0]
    finally:
        (tmp_path / "bundle").chmod(0o755)
