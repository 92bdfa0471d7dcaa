"""A run that is killed, or whose disk fills up, at every point of its work."""

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

from generator.files.bundle_writer import write_bundle
from generator.files.disk import Disk
from generator.files.drift import check_bundle
from generator.files.render_record import is_current
from generator.files.trouble import BundleError
from generator.files.write_report import Verb
from generator.model.bundle import OutFile
from generator.model.finding import Finding
from tests.files.disks import CountingDisk, DeathError, DyingDisk, FullDisk, bundle, ended, stamps, start, tree

OLD = bundle({"README.md": "one\n", "base/a/x.yaml": "x: 1\n", "base/same.yaml": "s: 1\n", "old/y.yaml": "y: 1\n"})
NEW = bundle({"README.md": "two\n", "base/a/x.yaml": "x: 22\n", "base/same.yaml": "s: 1\n", "new/deep/z.yaml": "z\n"})
THIRD = bundle({"README.md": "three\n", "new/deep/z.yaml": "zzz\n", "new/w.yaml": "w\n"})
MINE = {"notes.txt": "mine\n", "base/a/notes.txt": "mine\n"}
EVERY = (OLD, NEW, THIRD)


def prepared(folder: Path, files: tuple[OutFile, ...]) -> Path:
    """A finished bundle with a person's files in it."""
    write_bundle(folder, files, "old record")
    for name, text in MINE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def steps_of(folder: Path, before: tuple[OutFile, ...], after: tuple[OutFile, ...]) -> int:
    disk = CountingDisk()
    write_bundle(prepared(folder, before), after, "new record", disk)
    return disk.steps


def findings_of(folder: Path, files: tuple[OutFile, ...], disk: Disk) -> tuple[Finding, ...]:
    try:
        write_bundle(folder, files, "new record", disk)
    except BundleError as error:
        return error.findings
    return ()


def assert_whole(folder: Path) -> None:
    """Every file of a bundle has one of the contents that a run meant to write."""
    versions = [(file.path, file.text) for files in EVERY for file in files]
    ours = {path for path, _ in versions}
    assert {(path, text) for path, text in tree(folder).items() if path in ours} <= set(versions)
    assert {path: text for path, text in tree(folder).items() if path in MINE} == MINE


def assert_finished(folder: Path, files: tuple[OutFile, ...]) -> None:
    """Nothing but the bundle and the person's files is there, and the check is content."""
    expected = {file.path: file.text for file in files} | MINE
    found = {path: text for path, text in tree(folder).items() if not path.endswith("/")}
    assert found.keys() - {".render"} == expected.keys() | {"files.sha256"}
    assert expected.items() <= found.items()
    used = {parent.as_posix() + "/" for path in found for parent in Path(path).parents} - {"./"}
    assert {path for path in tree(folder) if path.endswith("/")} == used
    assert check_bundle(folder, files).clean
    subprocess.run(["sha256sum", "-c", "--strict", "--quiet", "files.sha256"], cwd=folder, check=True)


@pytest.mark.parametrize("following", [NEW, OLD, THIRD], ids=["new", "old", "third"])
@pytest.mark.parametrize("before", [OLD, ()], ids=["update", "first"])
def test_killed_at_every_step(tmp_path: Path, before: tuple[OutFile, ...], following: tuple[OutFile, ...]) -> None:
    steps = steps_of(tmp_path / "count", before, NEW)
    assert steps > 20
    for last in range(1, steps + 1):
        folder = prepared(tmp_path / str(last), before)
        with pytest.raises(DeathError):
            write_bundle(folder, NEW, "new record", DyingDisk(last))
        assert_whole(folder)

        seen = stamps(folder)
        report = check_bundle(folder, NEW)
        assert not report.clean
        # Only the very first step leaves nothing behind.
        assert report.interrupted or last == 1
        assert not is_current(folder, "new record")
        assert not is_current(folder, "old record") or last == 1
        assert stamps(folder) == seen

        assert write_bundle(folder, following, "next record").finished == report.interrupted
        assert_finished(folder, following)
        assert is_current(folder, "next record")


def test_killed_again_and_again(tmp_path: Path) -> None:
    """Each run dies at another point, each wants another bundle; only the last one lives."""
    steps = steps_of(tmp_path / "count", OLD, NEW)
    for first in range(2, steps, 3):
        for second in range(2, steps, 3):
            folder = prepared(tmp_path / f"{first}-{second}", OLD)
            with pytest.raises(DeathError):
                write_bundle(folder, NEW, "new record", DyingDisk(first))
            with pytest.raises(DeathError):
                write_bundle(folder, THIRD, disk=DyingDisk(min(second, 12)))
            assert_whole(folder)
            write_bundle(folder, OLD)
            assert_finished(folder, OLD)


def test_a_file_that_a_person_makes_after_the_kill_is_not_ours(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "count", OLD, NEW)
    refused = 0
    for last in range(2, steps + 1):
        folder = prepared(tmp_path / str(last), OLD)
        with pytest.raises(DeathError):
            write_bundle(folder, NEW, "new record", DyingDisk(last))
        mine = folder / "new" / "deep" / "z.yaml"
        if mine.exists():
            continue
        mine.parent.mkdir(parents=True, exist_ok=True)
        mine.write_text("by a person\n")
        with pytest.raises(BundleError) as caught:
            write_bundle(folder, NEW)
        assert [finding.code for finding in caught.value.findings] == ["FILE011"]
        assert {"new/", "new/deep/z.yaml"} & set(write_bundle(folder, OLD).paths(Verb.FOREIGN))
        assert mine.read_text() == "by a person\n"
        refused += 1
    assert refused > 10


def test_a_power_cut_that_leaves_empty_files_is_mended(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "count", OLD, NEW)
    folder = prepared(tmp_path / "cut", OLD)
    with pytest.raises(DeathError):
        # The last three steps are the list of files, the record, and the end of what is pending.
        write_bundle(folder, NEW, "new record", DyingDisk(steps - 2))
    for name in ("README.md", "new/deep/z.yaml"):
        (folder / name).write_text("")
    write_bundle(folder, THIRD)
    assert_finished(folder, THIRD)


@pytest.mark.parametrize("before", [OLD, ()], ids=["update", "first"])
def test_a_full_disk_changes_nothing(tmp_path: Path, before: tuple[OutFile, ...]) -> None:
    steps = steps_of(tmp_path / "count", before, NEW)
    failures = 0
    for last in range(steps):
        folder = prepared(tmp_path / str(last), before)
        old = tree(folder)
        refused = findings_of(folder, NEW, FullDisk(last))
        if refused:
            assert [finding.code for finding in refused] == ["FILE010"]
            assert "the disk is full" in refused[0].message
            assert tree(folder) == old
            assert check_bundle(folder, before).clean
            failures += 1
        write_bundle(folder, NEW)
        assert_finished(folder, NEW)
    assert failures > 15


def test_a_full_disk_after_a_kill_forgets_nothing(tmp_path: Path) -> None:
    steps = steps_of(tmp_path / "count", OLD, NEW)
    folder = prepared(tmp_path / "bundle", OLD)
    with pytest.raises(DeathError):
        write_bundle(folder, NEW, "new record", DyingDisk(steps - 2))
    for last in range(8):
        assert findings_of(folder, THIRD, FullDisk(last))
        assert check_bundle(folder, THIRD).interrupted
    write_bundle(folder, THIRD)
    assert_finished(folder, THIRD)


def test_a_full_disk_takes_back_the_folder_of_a_first_render(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        write_bundle(tmp_path / "out" / "home", NEW, disk=FullDisk(4))
    assert tree(tmp_path) == {}


def test_a_real_limit_on_file_size_changes_nothing(tmp_path: Path) -> None:
    folder = prepared(tmp_path, OLD)
    before = tree(folder)

    def try_it() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        with pytest.raises(BundleError) as caught:
            write_bundle(folder, (*NEW, OutFile("zz", "z" * 50_000)))
        assert [finding.code for finding in caught.value.findings] == ["FILE010"]

    assert ended([start(try_it)]) == [0]
    assert tree(folder) == before


def test_real_kills_leave_whole_files_and_the_next_run_finishes(tmp_path: Path) -> None:
    folder = prepared(tmp_path, OLD)

    def write_for_ever() -> None:
        while True:
            for files in EVERY:
                write_bundle(folder, files, disk=CountingDisk())

    for number in range(25):
        child = start(write_for_ever)
        time.sleep(0.011 + number * 0.0007)
        os.kill(child, signal.SIGKILL)
        assert ended([child]) == [-signal.SIGKILL]
        assert_whole(folder)
        files = EVERY[number % 3]
        write_bundle(folder, files)
        assert_finished(folder, files)


def test_two_runs_at_once_end_in_one_of_the_two_results(tmp_path: Path) -> None:
    for number in range(30):
        folder = tmp_path / str(number)
        if number % 2:
            prepared(folder, OLD)
        # Both wait for the pipe to close, so that they begin together.
        reader, writer = os.pipe()

        def run(files: tuple[OutFile, ...], folder: Path = folder, ends: tuple[int, int] = (reader, writer)) -> None:
            os.close(ends[1])
            os.read(ends[0], 1)
            write_bundle(folder, files, files[0].text)

        children = [start(lambda: run(NEW)), start(lambda: run(THIRD))]
        os.close(writer)
        os.close(reader)
        assert ended(children) == [0, 0]
        results = [files for files in (NEW, THIRD) if check_bundle(folder, files).clean]
        assert len(results) == 1
        assert [is_current(folder, files[0].text) for files in (NEW, THIRD)] == [results == [NEW], results == [THIRD]]
        assert not check_bundle(folder, NEW).interrupted


def test_runs_that_fail_beside_runs_that_work(tmp_path: Path) -> None:
    """A failing first render takes its folder back under the feet of the one that waits for it."""
    for number in range(30):
        folder = tmp_path / str(number) / "home"

        def fail(folder: Path = folder) -> None:
            with pytest.raises(BundleError):
                write_bundle(folder, THIRD, disk=FullDisk(6))

        def work(folder: Path = folder) -> None:
            write_bundle(folder, NEW)

        children = [start(fail), start(work), start(fail)]
        assert ended(children) == [0, 0, 0]
        assert check_bundle(folder, NEW).clean
