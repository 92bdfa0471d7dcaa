import os
from pathlib import Path

import pytest

from generator.files.folder import Folder, Kind


def opened(path: Path) -> Folder:
    return Folder(os.open(path, os.O_RDONLY))


def test_names_and_kinds(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    os.mkfifo(tmp_path / "pipe")
    with opened(tmp_path) as folder:
        assert folder.names("") == (
            ("file", Kind.FILE),
            ("folder", Kind.FOLDER),
            ("link", Kind.LINK),
            ("pipe", Kind.SPECIAL),
        )


def test_links_that_appear_after_the_look_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("x")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "file").symlink_to("real/file")
    with opened(tmp_path) as folder:
        for path in ("folder/file", "file"):
            with pytest.raises(OSError, match=path.partition("/")[0]):
                folder.digest(path)
            with pytest.raises(OSError, match=path.partition("/")[0]):
                folder.read(path, 9)


def test_a_pipe_that_appears_after_the_look_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with opened(tmp_path) as folder, pytest.raises(OSError, match="not a regular file"):
        folder.digest("pipe")


def test_digests_of_files_below_at_and_above_one_read(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "abc").write_bytes(b"abc")
    (tmp_path / "million").write_bytes(b"a" * 1_000_000)
    with opened(tmp_path) as folder:
        # The test vectors of FIPS 180-2, appendix B, and the digest of nothing.
        assert folder.digest("empty") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        assert folder.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        assert folder.digest("million") == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        assert folder.read("abc", 2) == b"ab"


def test_a_file_larger_than_one_read_counts_whole(tmp_path: Path) -> None:
    for name, last in (("one", b"1"), ("two", b"2")):
        (tmp_path / name).write_bytes(b"a" * (3 << 20) + last)
    with opened(tmp_path) as folder:
        assert folder.digest("one") != folder.digest("two")
        assert len(folder.read("one", 1 << 30)) == (3 << 20) + 1
