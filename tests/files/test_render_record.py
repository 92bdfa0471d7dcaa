import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.files.bundle_writer import write_bundle
from generator.files.render_record import generator_fingerprint, is_current, record_of, unchanged_report
from generator.files.write_report import Verb
from tests.files.disks import bundle, stamps, tree

FILES = bundle({"README.md": "hello\n", "base/x.yaml": "a: 1\n"})


def test_a_record_depends_on_every_input_and_on_their_borders() -> None:
    records = [
        record_of(b"ab", "c"),
        record_of(b"a", "bc"),
        record_of(b"ab", "c", ""),
        record_of(b"ab", "c", "d", "e"),
        record_of(b"ab", "c", "de"),
        record_of(b"ab", "c", "\udcff"),
    ]
    assert len(set(records)) == len(records)
    assert record_of(b"ab", "c") == records[0]
    assert len(records[0]) == 64


def test_a_render_is_current_for_its_own_record_alone(tmp_path: Path) -> None:
    assert not is_current(tmp_path / "none", "one")
    write_bundle(tmp_path, FILES, "one")
    before = stamps(tmp_path)
    assert is_current(tmp_path, "one")
    assert not is_current(tmp_path, "two")
    assert not is_current(tmp_path, "on")
    assert not is_current(tmp_path, "")
    assert stamps(tmp_path) == before


def test_an_unchanged_render_reports_what_a_full_one_would(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES, "one")
    (tmp_path / "mine.txt").write_text("mine")
    report = unchanged_report(tmp_path, "one")
    assert report == write_bundle(tmp_path, FILES, "one")
    assert report is not None
    assert report.paths(Verb.FOREIGN) == ("mine.txt",)


def test_another_record_for_the_same_files_is_stored_and_touches_nothing_else(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES, "one")
    before = {path: stamp for path, stamp in stamps(tmp_path).items() if not path.endswith((".render", tmp_path.name))}
    assert not write_bundle(tmp_path, FILES, "two").changed
    assert is_current(tmp_path, "two")
    assert {path: stamp for path, stamp in stamps(tmp_path).items() if path in before} == before


def test_a_render_without_record_leaves_none_that_counts(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES, "one")
    write_bundle(tmp_path, bundle({"README.md": "other\n"}))
    assert not is_current(tmp_path, "one")


@pytest.mark.parametrize("name", ["README.md", "base/x.yaml", "files.sha256", ".render"])
@pytest.mark.parametrize("how", ["edit", "delete", "link", "folder"])
def test_any_change_by_hand_is_noticed(tmp_path: Path, name: str, how: str) -> None:
    folder = tmp_path / "bundle"
    write_bundle(folder, FILES, "one")
    path = folder / name
    if how == "edit":
        path.write_bytes(path.read_bytes() + b"#")
    else:
        path.rename(tmp_path / "aside")
    if how == "link":
        path.symlink_to(tmp_path / "aside")
    elif how == "folder":
        path.mkdir()
    assert not is_current(folder, "one")


@pytest.mark.parametrize("name", [".files.pending", ".gpuslice-1-0.tmp"])
def test_what_a_killed_run_left_is_not_current(tmp_path: Path, name: str) -> None:
    write_bundle(tmp_path, FILES, "one")
    (tmp_path / name).write_text("")
    assert not is_current(tmp_path, "one")


def test_a_changed_list_of_files_is_not_current_even_if_it_fits(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES, "one")
    listed = (tmp_path / "files.sha256").read_text().splitlines(keepends=True)
    (tmp_path / "files.sha256").write_text(listed[0])
    assert not is_current(tmp_path, "one")


def generator_at(folder: Path) -> Path:
    (folder / "facts").mkdir(parents=True)
    (folder / "main.py").write_text("x = 1\n")
    (folder / "facts" / "gpus.yaml").write_text("a: 1\n")
    return folder


def test_a_fingerprint_is_stable_and_blind_to_compiled_files(tmp_path: Path) -> None:
    place = generator_at(tmp_path / "generator")
    before = generator_fingerprint([place])
    (place / "__pycache__").mkdir()
    (place / "__pycache__" / "main.pyc").write_text("x")
    assert generator_fingerprint([place]) == before
    assert generator_fingerprint([place, tmp_path / "none"]) == before
    assert generator_fingerprint([place, generator_at(tmp_path / "charts")]) != before


def test_a_fingerprint_changes_with_any_file(tmp_path: Path) -> None:
    place = generator_at(tmp_path / "generator")
    seen = [generator_fingerprint([place])]
    (place / "facts" / "gpus.yaml").write_text("a: 12\n")
    seen.append(generator_fingerprint([place]))
    (place / "facts" / "new.yaml").write_text("")
    seen.append(generator_fingerprint([place]))
    (place / "facts" / "new.yaml").rename(place / "facts" / "newer.yaml")
    seen.append(generator_fingerprint([place]))
    (place / "facts" / "newer.yaml").unlink()
    seen.append(generator_fingerprint([place]))
    assert len(set(seen[:4])) == 4
    assert seen[4] == seen[1]


def test_a_fingerprint_sees_a_file_of_the_same_size_and_time(tmp_path: Path) -> None:
    """A reproducible archive gives every file one constant time."""
    place = generator_at(tmp_path / "generator")
    os.utime(place / "main.py", ns=(0, 0))
    before = generator_fingerprint([place])
    (tmp_path / "other").write_text("x = 2\n")
    (tmp_path / "other").replace(place / "main.py")
    os.utime(place / "main.py", ns=(0, 0))
    assert generator_fingerprint([place]) != before


def test_the_fingerprint_of_this_generator_is_the_same_in_another_process() -> None:
    code = "from generator.files.render_record import generator_fingerprint as f; print(f())"
    root = Path(__file__).parents[2]
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7", "PYTHONDONTWRITEBYTECODE": "1"}
    run = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    assert run[0].stdout == run[1].stdout
    assert len(run[0].stdout.strip()) == 64


def test_the_unchanged_path_loads_nothing_slow() -> None:
    code = "import sys; import generator.files.render_record; print(*sorted(sys.modules))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    slow = {"difflib", "tempfile", "subprocess", "json", "yaml", "click", "jinja2", "jsonschema", "shutil", "inspect"}
    assert slow.isdisjoint(done.stdout.split())
    assert "generator.files.survey" in done.stdout.split()


def test_the_record_is_no_file_of_the_bundle(tmp_path: Path) -> None:
    write_bundle(tmp_path, FILES, "one")
    assert sorted(tree(tmp_path)) == [".render", "README.md", "base/", "base/x.yaml", "files.sha256"]
    assert ".render" not in (tmp_path / "files.sha256").read_text()
