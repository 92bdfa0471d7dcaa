import errno
import fcntl
import os
from pathlib import Path

import pytest

from generator.files.bundle_writer import write_bundle
from generator.files.drift import check_bundle
from generator.files.lock import LockTimeoutError, open_for_reading, open_for_writing
from generator.files.write_report import Verb
from tests.files.disks import bundle, ended, start, tree

FILES = bundle({"a.yaml": "a: 1\n"})


def test_a_writer_keeps_out_writers_until_it_is_closed(tmp_path: Path) -> None:
    first = open_for_writing(tmp_path)
    assert first.locked
    with first.folder, pytest.raises(LockTimeoutError):
        open_for_writing(tmp_path, 0.03)
    with open_for_writing(tmp_path, 0.0).folder:
        pass


def test_readers_do_not_keep_out_readers_but_writers(tmp_path: Path) -> None:
    with open_for_reading(tmp_path, 0.0).folder:
        second = open_for_reading(tmp_path, 0.0)
        with second.folder:
            assert second.locked
        with pytest.raises(LockTimeoutError):
            open_for_writing(tmp_path, 0.03)


def test_a_reader_that_waited_in_vain_reads_anyway(tmp_path: Path) -> None:
    with open_for_writing(tmp_path).folder:
        reader = open_for_reading(tmp_path, 0.03)
        with reader.folder:
            assert not reader.locked
            assert reader.folder.names("") == ()


def test_the_lock_leaves_nothing_behind_and_ends_with_the_process(tmp_path: Path) -> None:
    def die_with_the_lock() -> None:
        open_for_writing(tmp_path)
        os._exit(7)

    assert ended([start(die_with_the_lock)]) == [7]
    with open_for_writing(tmp_path, 0.0).folder:
        assert tree(tmp_path) == {}


def test_who_waited_for_a_folder_that_is_gone_gets_the_new_one(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    first = open_for_writing(folder)
    reader, writer = os.pipe()

    def wait_and_write() -> None:
        # A forked process shares the lock; without its copy it is a run like any other.
        with first.folder:
            os.write(writer, b"!")
        write_bundle(folder, FILES)

    child = start(wait_and_write)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    folder.rename(tmp_path / "elsewhere")
    with first.folder:
        pass
    assert ended([child]) == [0]
    assert tree(tmp_path / "elsewhere") == {}
    assert check_bundle(folder, FILES).clean


def test_without_locks_the_work_is_done_and_another_runs_files_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, f"no locks for {handle} {operation}")

    monkeypatch.setattr(fcntl, "flock", refuse)
    # What another run, alive or not, with our process id in another container has put aside.
    (tmp_path / f".gpuslice-{os.getpid()}-0.tmp").write_text("theirs")
    report = write_bundle(tmp_path, FILES)
    assert report.paths(Verb.CREATED) == ("a.yaml",)
    assert sorted(tree(tmp_path)) == [f".gpuslice-{os.getpid()}-0.tmp", "a.yaml", "files.sha256"]


@pytest.mark.parametrize("kind", ["file", "dangling"])
def test_what_is_no_folder_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to("nowhere")
    with pytest.raises(OSError, match="place"):
        open_for_writing(place)
    assert sorted(tree(tmp_path)) == ["place"]
