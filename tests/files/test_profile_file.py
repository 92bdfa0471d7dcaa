import os
from pathlib import Path

import pytest

from generator.files.profile_file import read_profile_bytes
from generator.model.finding import Finding, Severity
from tests.files.disks import become_plain_user, ended, start


def code(found: bytes | Finding) -> str:
    assert isinstance(found, Finding)
    assert found.severity is Severity.ERROR
    assert found.why
    assert found.fix
    return found.code


def test_the_bytes_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n\xff\0")
    assert read_profile_bytes(path) == b"\xef\xbb\xbfa: 1\r\n\xff\0"
    (tmp_path / "link.yaml").symlink_to(path)
    assert read_profile_bytes(tmp_path / "link.yaml") == path.read_bytes()
    path.write_bytes(b"")
    assert read_profile_bytes(path) == b""


def test_a_missing_file(tmp_path: Path) -> None:
    found = read_profile_bytes(tmp_path / "none.yaml")
    assert code(found) == "FILE001"
    assert isinstance(found, Finding)
    assert found.file == f"{tmp_path}/none.yaml"
    (tmp_path / "dangling").symlink_to("nowhere")
    assert code(read_profile_bytes(tmp_path / "dangling")) == "FILE001"


def test_a_path_that_leads_through_a_file_or_round_in_circles(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    for name in ("file/home.yaml", "loop", "x" * 300, "nul\0"):
        assert code(read_profile_bytes(tmp_path / name)) == "FILE002"


def test_a_file_without_the_right_to_read(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.write_text("x")
    path.chmod(0)

    def try_it() -> None:
        become_plain_user()
        assert code(read_profile_bytes(path)) == "FILE002"

    assert ended([start(try_it)]) == [0]


def test_what_is_no_file_is_neither_waited_for_nor_swallowed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        assert code(read_profile_bytes(path)) == "FILE003"


def test_the_limit_counts_bytes(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.write_bytes(b"12345")
    assert read_profile_bytes(path, 5) == b"12345"
    assert code(read_profile_bytes(path, 4)) == "FILE004"


def test_a_huge_sparse_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "home.yaml"
    path.touch()
    os.truncate(path, 1 << 40)
    assert code(read_profile_bytes(path)) == "FILE004"


def _edited_while_read(path: Path, edits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody save another text after the first part was read, as often as `edits` says."""
    texts = [b"version %d\n" % number for number in range(edits, 0, -1)]
    real = os.read

    def read_then_edit(handle: int, length: int) -> bytes:
        data = real(handle, min(length, 4))
        if data and texts:
            path.write_bytes(texts.pop())
        return data

    monkeypatch.setattr(os, "read", read_then_edit)


def test_an_edit_while_reading_gives_the_new_text_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "home.yaml"
    path.write_bytes(b"first text\n")
    _edited_while_read(path, 1, monkeypatch)
    assert read_profile_bytes(path) == b"version 1\n"


def test_an_edit_within_one_tick_of_the_clock_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "home.yaml"
    path.write_bytes(b"version 0\n")
    _edited_while_read(path, 1, monkeypatch)
    same = path.stat()
    monkeypatch.setattr(os, "fstat", lambda handle: same if handle else None)
    assert read_profile_bytes(path) == b"version 1\n"


def test_a_file_that_never_stands_still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "home.yaml"
    path.write_bytes(b"first text\n")
    _edited_while_read(path, 99, monkeypatch)
    assert code(read_profile_bytes(path)) == "FILE005"


def test_a_replaced_file_is_read_whole_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "home.yaml"
    path.write_bytes(b"first text\n")
    real = os.read

    def read_then_replace(handle: int, length: int) -> bytes:
        data = real(handle, min(length, 4))
        (tmp_path / "aside").write_bytes(b"second\n")
        (tmp_path / "aside").replace(path)
        return data

    monkeypatch.setattr(os, "read", read_then_replace)
    # Losing its name changes the file's change time, so it is read again: whole, and the old text.
    assert read_profile_bytes(path) == b"first text\n"


@pytest.mark.parametrize("name", ["esc\x1b[2J.yaml", "line\nbreak.yaml"])
def test_a_hostile_name_is_shown_harmless(tmp_path: Path, name: str) -> None:
    found = read_profile_bytes(tmp_path / name)
    assert isinstance(found, Finding)
    assert (found.message + found.file).isprintable()
