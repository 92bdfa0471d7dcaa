import errno
import os
import socket
import subprocess
from collections.abc import Sequence
from io import BytesIO, RawIOBase
from pathlib import Path

import pytest

from generator.files.manifest_files import (
    MAX_MANIFEST_BYTES,
    Found,
    find_manifests,
    read_manifest,
    read_standard_input,
)
from generator.model.finding import Finding, Severity
from tests.files.disks import become_plain_user, ended, start


def paths(*given: str | Path) -> list[str]:
    """Return the paths found; where something is to be told beside them the test fails."""
    found = found_in(*given)
    assert [one for one in found if isinstance(one, Finding)] == []
    return [one.path for one in found if isinstance(one, Found)]


def found_in(*given: str | Path) -> Sequence[Found | Finding]:
    return list(find_manifests([str(path) for path in given]))


def told(found: object) -> Finding:
    assert isinstance(found, Finding)
    assert (found.message + found.file).isprintable()
    assert found.why
    assert found.fix
    return found


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("kind: Node\n")


def test_a_folder_means_its_manifests_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "b.yaml", "a.yml", "c.json", "d.txt", "yaml", "z/a.yaml", "b/x.yaml", "b/c/y.yaml", ".hidden.yaml")
    touch(tmp_path, "b/Kustomization", "z/kustomization")
    expected = [".hidden.yaml", "a.yml", "b.yaml", "c.json", "b/Kustomization", "b/x.yaml", "b/c/y.yaml", "z/a.yaml"]
    assert paths(tmp_path) == [f"{tmp_path}/{name}" for name in expected]


def test_what_tools_keep_is_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, ".git/a.yaml", "x/node_modules/b.yaml", ".venv/lib/c.yaml", ".github/workflows/d.yaml")
    assert paths(tmp_path) == [f"{tmp_path}/.github/workflows/d.yaml"]
    assert paths(tmp_path / ".git") == [f"{tmp_path}/.git/a.yaml"]


def test_a_named_file_may_have_any_name_and_keeps_its_place(tmp_path: Path) -> None:
    touch(tmp_path, "b.txt", "d/a.yaml")
    assert paths(tmp_path / "b.txt", tmp_path / "d", "-") == [f"{tmp_path}/b.txt", f"{tmp_path}/d/a.yaml", "-"]


def test_each_file_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "d/a.yaml", "d/b.yaml")
    monkeypatch.chdir(tmp_path)
    assert paths("d", "d/a.yaml", "./d/../d/b.yaml", str(tmp_path / "d")) == ["d/a.yaml", "d/b.yaml"]
    (tmp_path / "d" / "c.yaml").symlink_to("a.yaml")
    assert paths("d/c.yaml", "d") == ["d/c.yaml", "d/a.yaml", "d/b.yaml"]


def test_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.yaml")
    monkeypatch.chdir(tmp_path)
    assert paths(".") == ["a.yaml"]
    assert paths("") == [""]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    touch(tmp_path, "d/a.yaml")
    (tmp_path / "d" / "up").symlink_to("..")
    (tmp_path / "d" / "again.yaml").symlink_to(".")
    (tmp_path / "link").symlink_to("d")
    assert paths(tmp_path) == [f"{tmp_path}/d/a.yaml", f"{tmp_path}/d/again.yaml"]
    assert read_manifest(Found(f"{tmp_path}/d/again.yaml", named=False)) is None
    assert paths(tmp_path / "link") == [f"{tmp_path}/link/a.yaml", f"{tmp_path}/link/again.yaml"]


def test_folders_nested_deeper_than_python_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    deep = "a/" * 1500
    subprocess.run(["mkdir", "-p", deep], check=True)
    (Path(deep) / "deep.yaml").write_text("kind: Node\n")
    try:
        assert paths("a") == [f"{deep}deep.yaml"]
    finally:
        subprocess.run(["rm", "-r", "a"], check=True)  # Python's own way goes as deep as its calls


def test_a_folder_without_a_manifest_says_so(tmp_path: Path) -> None:
    touch(tmp_path, "README.md", ".git/a.yaml")
    one = told(*found_in(tmp_path))
    assert (one.code, one.severity, one.file) == ("LNT002", Severity.INFO, str(tmp_path))


def test_ten_thousand_files(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number:02}").mkdir()
        for index in range(100):
            (tmp_path / f"{number:02}" / f"{index:02}.yaml").touch()
    found = paths(tmp_path)
    assert (len(found), found) == (10_000, sorted(found))


def test_a_folder_that_must_not_be_read_is_told_and_the_rest_found(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.yaml", "closed/y.yaml", "z/z.yaml")
    for path in (tmp_path, *tmp_path.parents[:3]):
        path.chmod(0o755)
    (tmp_path / "closed").chmod(0)

    def try_it() -> None:
        become_plain_user()
        names = [one.file if isinstance(one, Finding) else one.path for one in found_in(tmp_path)]
        assert names == [f"{tmp_path}/{name}" for name in ("a/x.yaml", "closed", "z/z.yaml")]
        alone = told(*found_in(tmp_path / "closed"))
        assert (alone.code, alone.severity) == ("FILE002", Severity.ERROR)

    assert ended([start(try_it)]) == [0]


def test_a_file_that_must_not_be_read(tmp_path: Path) -> None:
    touch(tmp_path, "x.yaml")
    for path in (tmp_path, *tmp_path.parents[:3]):
        path.chmod(0o755)
    (tmp_path / "x.yaml").chmod(0)

    def try_it() -> None:
        become_plain_user()
        for named in (False, True):
            one = told(read_manifest(Found(f"{tmp_path}/x.yaml", named)))
            assert (one.code, one.severity) == ("FILE002", Severity.ERROR)

    assert ended([start(try_it)]) == [0]


@pytest.mark.parametrize(("named", "severity"), [(True, Severity.ERROR), (False, Severity.INFO)])
def test_links_that_lead_nowhere(named: bool, severity: Severity, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    for name, code in (("broken.yaml", "FILE001"), ("loop.yaml", "FILE002"), ("gone.yaml", "FILE001")):
        one = told(read_manifest(Found(str(tmp_path / name), named)))
        assert (one.code, one.severity, one.file) == (code, severity, str(tmp_path / name))
        assert "manifest" in one.message


def test_what_is_no_file_is_told_where_it_was_named_and_else_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "null.yaml").symlink_to("/dev/null")
    for path in map(Path, paths(tmp_path)):
        assert read_manifest(Found(str(path), named=False)) is None
        assert told(read_manifest(Found(str(path), named=True))).code == "FILE003"


def test_a_socket_is_neither_waited_for_nor_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have 107 bytes
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("s.yaml")
        opened.listen()
        assert paths(".") == ["s.yaml"]
        assert told(read_manifest(Found("s.yaml", named=True))).severity is Severity.ERROR
        assert not isinstance(read_manifest(Found("s.yaml", named=False)), bytes)


def test_a_file_too_large_to_be_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "data.json").touch()
    os.truncate(tmp_path / "data.json", MAX_MANIFEST_BYTES)
    assert read_manifest(Found(str(tmp_path / "data.json"), named=False)) == bytes(MAX_MANIFEST_BYTES)
    os.truncate(tmp_path / "data.json", 1 << 40)
    for named, severity in ((True, Severity.ERROR), (False, Severity.INFO)):
        one = told(read_manifest(Found(str(tmp_path / "data.json"), named)))
        assert (one.code, one.severity) == ("FILE004", severity)


def test_names_with_odd_bytes(tmp_path: Path) -> None:
    names = [b"a\xff.yaml", b"esc\x1b[2J.yaml", b"line\nbreak.yaml", "\u202e.yaml".encode(), b"-.yaml", b"*.yaml"]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x: 1\n")
    found = paths(tmp_path)
    assert sorted(os.fsencode(path).rpartition(b"/")[2] for path in found) == sorted(names)
    assert [read_manifest(Found(path, named=False)) for path in found] == [b"x: 1\n"] * len(names)
    for path in found:
        Path(path).unlink()
        told(read_manifest(Found(path, named=False)))


@pytest.mark.parametrize("name", ["x" * 300, "nul\0", "a/" * 3000])
def test_a_path_that_cannot_be(name: str, tmp_path: Path) -> None:
    found = found_in(tmp_path / name)
    assert found == [Found(str(tmp_path / name), named=True)]
    assert told(read_manifest(Found(str(tmp_path / name), named=True))).code == "FILE002"


def test_a_file_and_a_folder_that_vanish_in_between(tmp_path: Path) -> None:
    touch(tmp_path, "a.yaml", "d/b.yaml", "e/c.yaml")
    search = find_manifests([str(tmp_path)])
    first = next(search)
    for name in ("a.yaml", "d/b.yaml"):
        (tmp_path / name).unlink()
    (tmp_path / "d").rmdir()
    assert isinstance(first, Found)
    assert told(read_manifest(first)).severity is Severity.INFO
    gone, last = search
    assert (told(gone).code, told(gone).file) == ("FILE002", f"{tmp_path}/d")
    assert last == Found(f"{tmp_path}/e/c.yaml", named=False)


class Refusing(RawIOBase):
    def read(self, size: int = -1) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_standard_input() -> None:
    assert read_standard_input(BytesIO(b"x: 1\n"), "-") == b"x: 1\n"
    much = read_standard_input(BytesIO(bytes(MAX_MANIFEST_BYTES * 2)), "-")
    assert isinstance(much, bytes)
    assert len(much) == MAX_MANIFEST_BYTES + 1


def test_standard_input_that_is_empty_closed_or_broken() -> None:
    for stream in (None, BytesIO(b"")):
        one = told(read_standard_input(stream, "-"))
        assert (one.code, one.severity, one.file) == ("LNT002", Severity.INFO, "-")
    one = told(read_standard_input(Refusing(), "-"))  # type: ignore[arg-type]
    assert (one.code, one.severity) == ("FILE002", Severity.ERROR)
