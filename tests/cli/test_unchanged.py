from pathlib import Path

import pytest

from generator.cli.unchanged import Told, bundles_in, digest_of, find_unchanged, record_text
from generator.files.bundle_writer import write_bundle
from generator.model.bundle import OutFile

TOLD = Told("home", "a warning é \U0001f600\n", "table\n")
DIGEST = digest_of(b"profile", "generator 1", "profiles/a.yaml")


def _bundle(out: Path, cluster: str = "home", record: str = "") -> Path:
    write_bundle(out / cluster, (OutFile("README.md", "x\n"),), record or record_text(DIGEST, TOLD))
    return out / cluster


def test_finds_the_bundle_and_what_was_told(tmp_path: Path) -> None:
    _bundle(tmp_path, "attic", "0" * 64)
    _bundle(tmp_path)
    found = find_unchanged(bundles_in(tmp_path), DIGEST)
    assert found is not None
    assert (found.cluster, found.told) == ("home", TOLD)
    assert [file.path for file in found.report.files] == ["README.md"]


@pytest.mark.parametrize(
    ("data", "fingerprint", "shown"),
    [
        (b"other", "generator 1", "profiles/a.yaml"),
        (b"profile", "generator 2", "profiles/a.yaml"),
        (b"profile", "generator 1", "profiles/b.yaml"),
    ],
)
def test_any_other_input_is_a_change(data: bytes, fingerprint: str, shown: str, tmp_path: Path) -> None:
    _bundle(tmp_path)
    assert find_unchanged(bundles_in(tmp_path), digest_of(data, fingerprint, shown)) is None


def test_edited_file_is_a_change(tmp_path: Path) -> None:
    (_bundle(tmp_path) / "README.md").write_text("y\n")
    assert find_unchanged(bundles_in(tmp_path), DIGEST) is None


def test_no_output_folder_yet(tmp_path: Path) -> None:
    assert find_unchanged(bundles_in(tmp_path / "none"), DIGEST) is None
    (tmp_path / "file").touch()
    assert find_unchanged(bundles_in(tmp_path / "file"), DIGEST) is None


@pytest.mark.parametrize("kept", ["", " ", " !!!", " AAAA", " eJw=", " é"])
def test_record_without_a_readable_report_is_a_change(kept: str, tmp_path: Path) -> None:
    folder = _bundle(tmp_path)
    (folder / ".render").write_text(f"{DIGEST}{kept}\n{'0' * 64}\n", encoding="utf-8")
    assert find_unchanged(bundles_in(tmp_path), DIGEST) is None


def test_report_too_long_to_keep_is_left_out(tmp_path: Path) -> None:
    noise = "".join(f"{index * index * 7919 % 1000003}" for index in range(50_000))
    assert record_text(DIGEST, Told("home", noise, "")) == DIGEST
    _bundle(tmp_path, record=DIGEST)
    assert find_unchanged(bundles_in(tmp_path), DIGEST) is None


def test_a_copy_under_another_name_is_not_the_bundle(tmp_path: Path) -> None:
    _bundle(tmp_path, "a-copy")
    assert find_unchanged(bundles_in(tmp_path), DIGEST) is None
    _bundle(tmp_path)
    found = find_unchanged(bundles_in(tmp_path), DIGEST)
    assert found is not None
    assert found.cluster == "home"


def test_strangers_beside_the_bundles_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "a-loop").symlink_to("a-loop")
    (tmp_path / "empty").mkdir()
    _bundle(tmp_path)
    assert find_unchanged(bundles_in(tmp_path), DIGEST) is not None
