from pathlib import Path

from generator.files.bundle_writer import write_bundle
from generator.files.leftover import leftover_bundles
from generator.files.paths import MANIFEST, PENDING
from generator.model.bundle import OutFile


def test_bundles_of_other_clusters_are_found_in_order(tmp_path: Path) -> None:
    for name in ("old", "kept", "gone"):
        write_bundle(tmp_path / name, (OutFile("README.md", "x\n"),))
    assert leftover_bundles(tmp_path, {"kept"}) == (tmp_path / "gone", tmp_path / "old")


def test_what_we_only_began_is_ours_too(tmp_path: Path) -> None:
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / PENDING).touch()
    assert leftover_bundles(tmp_path, ()) == (tmp_path / "begun",)


def test_what_is_no_bundle_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "overlay").mkdir()
    (tmp_path / "overlay" / "kustomization.yaml").touch()
    (tmp_path / "folder" / MANIFEST).mkdir(parents=True)
    (tmp_path / MANIFEST).touch()
    write_bundle(tmp_path / "kept", (OutFile("README.md", "x\n"),))
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    assert leftover_bundles(tmp_path, {"kept"}) == ()


def test_no_output_folder_has_no_bundles(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert leftover_bundles(tmp_path / "none", ()) == ()
    assert leftover_bundles(tmp_path / "file", ()) == ()
