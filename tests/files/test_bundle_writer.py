import errno
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.files.bundle_writer import write_bundle
from generator.files.trouble import BundleError
from generator.files.write_report import Verb
from generator.model.bundle import OutFile
from tests.files.disks import (
    NOBODY,
    CountingDisk,
    SlowDisk,
    StubbornDisk,
    become_plain_user,
    bundle,
    ended,
    stamps,
    start,
    tree,
)

FIRST = bundle({"README.md": "hello\n", "base/mig/config.yaml": "a: 1\n", "base/quota.yaml": "q: 1\n"})
SECOND = bundle({"README.md": "hello\n", "base/mig/config.yaml": "a: 2\n", "values/operator.yaml": "v: 1\n"})


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(files: tuple[OutFile, ...]) -> str:
    return "".join(f"{sha256(file.text)}  {file.path}\n" for file in sorted(files))


def refusal(folder: Path, files: tuple[OutFile, ...]) -> tuple[tuple[str, str], ...]:
    """Return code and file of each finding; the folder must be left as it was."""
    before = stamps(folder)
    with pytest.raises(BundleError) as caught:
        write_bundle(folder, files)
    assert stamps(folder) == before
    return tuple((finding.code, finding.file) for finding in caught.value.findings)


def test_a_first_render_creates_all(tmp_path: Path) -> None:
    folder = tmp_path / "out" / "home"
    report = write_bundle(folder, FIRST)
    assert tree(folder) == {
        "README.md": "hello\n",
        "base/": "",
        "base/mig/": "",
        "base/mig/config.yaml": "a: 1\n",
        "base/quota.yaml": "q: 1\n",
        "files.sha256": manifest(FIRST),
    }
    assert report.paths(Verb.CREATED) == ("README.md", "base/mig/config.yaml", "base/quota.yaml")
    assert len(report.files) == 3
    assert report.changed
    assert not report.finished


def test_the_list_of_files_is_one_for_sha256sum(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST)
    done = subprocess.run(["sha256sum", "-c", "files.sha256"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "README.md: OK\nbase/mig/config.yaml: OK\nbase/quota.yaml: OK\n"


def test_the_same_files_again_touch_nothing(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST, "record")
    before = stamps(tmp_path)
    report = write_bundle(tmp_path, tuple(reversed(FIRST)), "record")
    assert stamps(tmp_path) == before
    assert len(report.paths(Verb.UNCHANGED)) == len(report.files) == 3
    assert not report.changed


def test_other_files_touch_only_what_differs(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST)
    before = stamps(tmp_path)
    report = write_bundle(tmp_path, SECOND)
    assert {file.path: file.verb for file in report.files} == {
        "README.md": Verb.UNCHANGED,
        "base/mig/config.yaml": Verb.UPDATED,
        "base/quota.yaml": Verb.REMOVED,
        "values/operator.yaml": Verb.CREATED,
    }
    assert stamps(tmp_path)[str(tmp_path / "README.md")] == before[str(tmp_path / "README.md")]
    assert (tmp_path / "files.sha256").read_text() == manifest(SECOND)
    assert not (tmp_path / "base/quota.yaml").exists()
    assert report.changed


def test_folders_that_became_empty_go_and_others_stay(tmp_path: Path) -> None:
    write_bundle(tmp_path, bundle({"a/b/c.yaml": "1\n", "d/e.yaml": "1\n", "f.yaml": "1\n"}))
    (tmp_path / "d" / "mine.txt").write_text("mine")
    report = write_bundle(tmp_path, bundle({"f.yaml": "1\n"}))
    assert sorted(tree(tmp_path)) == ["d/", "d/mine.txt", "f.yaml", "files.sha256"]
    assert report.paths(Verb.REMOVED) == ("a/b/c.yaml", "d/e.yaml")


def test_a_deleted_file_comes_back(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST)
    (tmp_path / "README.md").unlink()
    assert write_bundle(tmp_path, FIRST).paths(Verb.CREATED) == ("README.md",)
    assert (tmp_path / "README.md").read_text() == "hello\n"


@pytest.mark.parametrize("files", [FIRST, SECOND])
def test_an_edited_file_is_replaced_and_named(tmp_path: Path, files: tuple[OutFile, ...]) -> None:
    write_bundle(tmp_path, FIRST)
    (tmp_path / "base/mig/config.yaml").write_text("a: mine\n")
    assert write_bundle(tmp_path, files).paths(Verb.REPLACED) == ("base/mig/config.yaml",)
    assert (tmp_path / "base/mig/config.yaml").read_text() == files[1].text


def test_an_edited_file_that_is_no_longer_produced_stays(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST)
    (tmp_path / "base/quota.yaml").write_text("mine\n")
    assert write_bundle(tmp_path, SECOND).paths(Verb.KEPT) == ("base/quota.yaml",)
    report = write_bundle(tmp_path, SECOND)
    assert report.paths(Verb.FOREIGN) == ("base/quota.yaml",)
    assert (tmp_path / "base/quota.yaml").read_text() == "mine\n"
    assert refusal(tmp_path, FIRST) == (("FILE011", f"{tmp_path}/base/quota.yaml"),)


def test_foreign_files_are_named_and_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    (folder / "base" / "own").mkdir(parents=True)
    (folder / "base" / "own" / "deep.txt").write_text("deep")
    (folder / "base" / ".quota.yaml.swp").write_text("swap")
    (folder / ".DS_Store").write_text("noise")
    (folder / "link").symlink_to(tmp_path)
    (folder / "evil\x1b[2J\n").write_text("evil")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).write_text("not UTF-8")
    for exempt in ("charts/x/y.tgz", "chart/charts/x.tgz", "chart/Chart.lock"):
        (folder / exempt).parent.mkdir(parents=True, exist_ok=True)
        (folder / exempt).write_text("helm")
    before = {path: stamp for path, stamp in stamps(folder).items() if not Path(path).is_dir()}
    report = write_bundle(folder, (*FIRST, OutFile("chart/Chart.yaml", "c: 1\n")))
    assert report.paths(Verb.FOREIGN) == (
        ".DS_Store",
        "\\udcff",
        "base/.quota.yaml.swp",
        "base/own/",
        "evil\\x1b[2J\\n",
        "link",
    )
    assert {path: stamp for path, stamp in stamps(folder).items() if path in before} == before


def test_the_same_content_in_the_way_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("hello\n")
    before = stamps(tmp_path / "README.md")
    assert write_bundle(tmp_path, FIRST).paths(Verb.UNCHANGED) == ("README.md",)
    assert stamps(tmp_path / "README.md") == before


def test_a_lost_list_of_files_is_made_anew(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST)
    (tmp_path / "files.sha256").unlink()
    assert not write_bundle(tmp_path, FIRST).changed
    assert (tmp_path / "files.sha256").read_text() == manifest(FIRST)


def test_a_list_of_files_with_a_merge_conflict_is_mended(tmp_path: Path) -> None:
    write_bundle(tmp_path, SECOND)
    write_bundle(tmp_path, FIRST)
    both = f"<<<<<<< ours\n{manifest(FIRST)}=======\n{manifest(SECOND)}>>>>>>> theirs\n"
    (tmp_path / "files.sha256").write_text(both)
    (tmp_path / "README.md").write_text("<<<<<<< ours\nhello\n=======\n")
    report = write_bundle(tmp_path, SECOND)
    assert report.paths(Verb.REPLACED) == ("README.md",)
    assert report.paths(Verb.REMOVED) == ("base/quota.yaml",)
    assert (tmp_path / "files.sha256").read_text() == manifest(SECOND)


def test_a_list_of_files_cannot_make_us_remove_what_is_outside(tmp_path: Path) -> None:
    outside = tmp_path / "precious"
    outside.write_text("precious")
    folder = tmp_path / "bundle"
    write_bundle(folder, FIRST)
    inside = folder / "charts" / "precious"
    inside.parent.mkdir()
    inside.write_text("precious")
    paths = ("../precious", "base/../../precious", str(outside), "charts/precious", "files.sha256")
    with (folder / "files.sha256").open("a") as file:
        file.writelines(f"{sha256('precious')}  {path}\n" for path in paths)
    assert write_bundle(folder, FIRST).paths(Verb.REMOVED) == ()
    assert outside.read_text() == inside.read_text() == "precious"


def test_conflicts_are_named_all_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "base").write_text("a file where a folder belongs")
    (tmp_path / "values" / "operator.yaml").mkdir(parents=True)
    (tmp_path / "files.sha256").symlink_to("README.md")
    assert refusal(tmp_path, SECOND) == (
        ("FILE011", f"{tmp_path}/README.md"),
        ("FILE011", f"{tmp_path}/base"),
        ("FILE011", f"{tmp_path}/files.sha256"),
        ("FILE011", f"{tmp_path}/values/operator.yaml"),
    )


@pytest.mark.parametrize("name", ["base", "base/mig", "README.md", ".render", ".files.pending"])
def test_no_link_inside_the_bundle_is_followed(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    (outside / "mig").mkdir(parents=True)
    folder = tmp_path / "bundle"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(outside)
    before = stamps(outside)
    assert refusal(folder, FIRST) == (("FILE011", f"{folder}/{name}"),)
    assert stamps(outside) == before


def test_our_folder_replaced_by_a_link_removes_nothing_behind_it(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "bundle", tmp_path / "elsewhere"
    write_bundle(folder, FIRST)
    (folder / "base").rename(elsewhere)
    (folder / "base").symlink_to(elsewhere)
    before = stamps(elsewhere)
    report = write_bundle(folder, bundle({"README.md": "hello\n"}))
    assert report.paths(Verb.FOREIGN) == ("base",)
    assert stamps(elsewhere) == before


def test_the_bundle_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write_bundle(tmp_path / "link", FIRST)
    assert (tmp_path / "real" / "base" / "quota.yaml").read_text() == "q: 1\n"


@pytest.mark.parametrize("name", ["README.md", "files.sha256", "base", "other"])
def test_a_pipe_does_not_hang(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    if name == "other":
        assert write_bundle(tmp_path, FIRST).paths(Verb.FOREIGN) == ("other",)
    else:
        assert refusal(tmp_path, FIRST) == (("FILE011", f"{tmp_path}/{name}"),)


def test_hard_links_are_cut_and_the_other_name_keeps_its_content(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    write_bundle(folder, FIRST)
    (tmp_path / "copy").hardlink_to(folder / "base/mig/config.yaml")
    write_bundle(folder, SECOND)
    assert (tmp_path / "copy").read_text() == "a: 1\n"


def test_modes_follow_the_umask_and_are_kept(tmp_path: Path) -> None:
    previous = os.umask(0o027)
    try:
        write_bundle(tmp_path, FIRST)
        assert (tmp_path / "base/mig/config.yaml").stat().st_mode & 0o7777 == 0o640
        (tmp_path / "base/mig/config.yaml").chmod(0o444)
        write_bundle(tmp_path, SECOND)
        assert (tmp_path / "base/mig/config.yaml").stat().st_mode & 0o7777 == 0o444
    finally:
        os.umask(previous)


def test_short_writes_are_continued(tmp_path: Path) -> None:
    write_bundle(tmp_path, bundle({"text": "grüße, 日本\n" * 9}), disk=SlowDisk())
    assert (tmp_path / "text").read_text(encoding="utf-8") == "grüße, 日本\n" * 9


def test_bytes_are_those_of_the_text(tmp_path: Path) -> None:
    write_bundle(tmp_path, bundle({"a": "x\r\ny\n", "b": "", "c": "ü"}))
    assert [(tmp_path / name).read_bytes() for name in "abc"] == [b"x\r\ny\n", b"", "ü".encode()]


@pytest.mark.parametrize(
    "paths",
    [
        ("../x",),
        ("/etc/x",),
        ("a/../../x",),
        ("a//b",),
        ("./a",),
        ("a/",),
        ("",),
        ("a\\b",),
        ("a\0b",),
        ("a\nb",),
        ("ä",),
        (".render",),
        ("files.sha256",),
        (".files.pending",),
        ("charts/x",),
        ("chart/charts/x",),
        ("chart/Chart.lock",),
        (".git/hooks/x",),
        ("a/.GIT/x",),
        (".gpuslice-1-2.tmp",),
        ("a", "a"),
        ("a", "A"),
        ("a", "a/b"),
        ("A", "a/b"),
        ("x" * 256,),
    ],
)
def test_an_illegal_path_is_our_bug_and_writes_nothing(tmp_path: Path, paths: tuple[str, ...]) -> None:
    folder = tmp_path / "bundle"
    with pytest.raises(ValueError, match="bundle path"):
        write_bundle(folder, [OutFile(path, "x") for path in (*paths, "good")])
    assert not folder.exists()


def test_a_file_where_the_bundle_folder_belongs(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    for folder in (tmp_path / "out", tmp_path / "out" / "home"):
        with pytest.raises(BundleError) as caught:
            write_bundle(folder, FIRST)
        assert [finding.code for finding in caught.value.findings] == ["FILE010"]
    assert tree(tmp_path) == {"out": "mine"}


def test_a_render_that_stops_half_way_says_so_and_the_next_finishes(tmp_path: Path) -> None:
    write_bundle(tmp_path, FIRST)
    with pytest.raises(BundleError) as caught:
        # The first rename is that of the list of what is pending, the second that of a file.
        write_bundle(tmp_path, SECOND, disk=StubbornDisk(3))
    assert [finding.code for finding in caught.value.findings] == ["FILE012"]
    assert sorted(name for name in tree(tmp_path) if name.endswith(".tmp")) == []
    assert write_bundle(tmp_path, SECOND).finished
    assert "values/operator.yaml" in tree(tmp_path)
    assert "base/quota.yaml" not in tree(tmp_path)
    assert ".files.pending" not in tree(tmp_path)


def test_a_file_system_that_cannot_sync_is_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(errno.EINVAL, f"cannot sync {handle}")

    monkeypatch.setattr(os, "fsync", refuse)
    assert write_bundle(tmp_path, FIRST).changed


def test_a_record_that_cannot_be_stored_is_no_error(tmp_path: Path) -> None:
    class NoRoomDisk(CountingDisk):
        def create(self, name: str, folder: int) -> int:
            raise OSError(errno.ENOSPC, f"no room for {name} in {folder}")

    write_bundle(tmp_path, FIRST, "one")
    before = tree(tmp_path)
    assert not write_bundle(tmp_path, FIRST, "two", NoRoomDisk()).changed
    assert tree(tmp_path) == before


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that a plain user can reach; `tmp_path` belongs to the tests' user alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


@pytest.mark.parametrize("name", ["", "base", "base/mig"])
def test_a_read_only_folder_changes_nothing(open_path: Path, name: str) -> None:
    folder = open_path / "bundle"
    write_bundle(folder, FIRST)
    _hand_over(folder)
    (folder / name).chmod(0o555)
    before = tree(folder)

    def try_it() -> None:
        become_plain_user()
        with pytest.raises(BundleError) as caught:
            write_bundle(folder, bundle({"README.md": "new\n", "base/quota.yaml": "q: 2\n"}))
        assert [finding.code for finding in caught.value.findings] == ["FILE010"]
        assert tree(folder) == before
        assert not write_bundle(folder, FIRST, "record").changed

    try:
        assert ended([start(try_it)]) == [0]
    finally:
        (folder / name).chmod(0o755)


@pytest.mark.parametrize(("name", "mode"), [("README.md", 0o000), ("base", 0o000), ("", 0o000)])
def test_what_cannot_be_read_changes_nothing(open_path: Path, name: str, mode: int) -> None:
    folder = open_path / "bundle"
    write_bundle(folder, FIRST)
    before = tree(folder)
    _hand_over(folder)
    (folder / name).chmod(mode)

    def try_it() -> None:
        become_plain_user()
        with pytest.raises(BundleError) as caught:
            write_bundle(folder, SECOND)
        assert [finding.code for finding in caught.value.findings] == ["FILE010"]

    assert ended([start(try_it)]) == [0]
    (folder / name).chmod(0o755)
    assert tree(folder) == before


def test_no_right_to_make_the_folder_leaves_no_part_of_it(open_path: Path) -> None:
    open_path.chmod(0o555)

    def try_it() -> None:
        become_plain_user()
        with pytest.raises(BundleError):
            write_bundle(open_path / "out" / "home", FIRST)

    assert ended([start(try_it)]) == [0]
    open_path.chmod(0o755)
    assert tree(open_path) == {}
