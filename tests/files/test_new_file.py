import os
from pathlib import Path

import pytest

from generator.files.new_file import write_new_file


def _code(path: Path, *, replace: bool = False) -> str:
    finding = write_new_file(path, "new\n", replace=replace)
    return "" if finding is None else finding.code


def test_makes_the_file_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.yaml"
    assert write_new_file(path, "é\nb\n") is None
    assert path.read_bytes() == b"\xc3\xa9\nb\n"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("kind", ["file", "folder", "link", "broken link"])
def test_what_is_there_stays(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    if kind == "file":
        path.write_text("old\n")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("target")
        if kind == "link":
            (tmp_path / "target").write_text("old\n")
    before = sorted(tmp_path.iterdir())
    assert _code(path) == "FILE006"
    assert sorted(tmp_path.iterdir()) == before
    assert kind not in {"file", "link"} or path.read_text() == "old\n"
    assert kind != "broken link" or not path.exists()


def test_replace_replaces_a_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("something older and longer\n")
    assert _code(path, replace=True) == ""
    assert path.read_text() == "new\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("where", ["a-file/p.yaml", "a-folder", "loop/p.yaml", f"{'x' * 300}.yaml", "zero\0.yaml"])
def test_what_the_system_refuses_is_a_finding(where: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert _code(tmp_path / where, replace=True) in {"FILE006", "FILE007"}
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("where", [".", "/", ""])
def test_a_folder_without_a_name_is_no_file(where: str) -> None:
    for replace in (False, True):
        finding = write_new_file(Path(where), "new\n", replace=replace)
        assert finding is not None
        assert (finding.code, finding.message.rpartition(": ")[2]) == ("FILE007", "it is a folder")


def test_a_file_in_the_place_of_a_folder_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    finding = write_new_file(tmp_path / "a-file" / "p.yaml", "new\n")
    assert finding is not None
    assert (finding.code, finding.message.rpartition(": ")[2]) == ("FILE007", "a part of the path is not a folder")


def test_replace_does_not_put_a_file_in_the_place_of_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert _code(pipe, replace=True) == "FILE007"
    assert pipe.is_fifo()


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    aim, link = tmp_path / "aim.yaml", tmp_path / "link.yaml"
    aim.write_text("old\n")
    aim.chmod(0o600)
    link.symlink_to("aim.yaml")
    assert write_new_file(link, "new\n", replace=True) is None
    assert link.is_symlink()
    assert aim.read_text() == "new\n"
    assert aim.stat().st_mode & 0o777 == 0o600


def test_links_that_lead_nowhere_are_refused(tmp_path: Path) -> None:
    for name, aim in (("loop", "loop"), ("broken", "nothing")):
        (tmp_path / name).symlink_to(aim)
        assert _code(tmp_path / name, replace=True) == "FILE007"
        assert (tmp_path / name).is_symlink()


def test_what_the_system_keeps_is_no_file_to_be_replaced(tmp_path: Path) -> None:
    link = tmp_path / "out"
    link.symlink_to("/proc/self/fd/1")
    assert _code(link, replace=True) == "FILE007"
    assert link.is_symlink()
    assert _code(Path("/dev/stdout"), replace=True) == "FILE007"
    assert _code(Path("/proc/self/fd/1"), replace=True) == "FILE007"


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / ("a" * 300), tmp_path / ("a" * 300) / "b.yaml"):
        assert _code(path, replace=True) == "FILE007"
        assert _code(path) == "FILE007"
