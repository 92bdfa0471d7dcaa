"""The repositories that the benchmark of `lint` is measured on; nothing is timed here."""

from pathlib import Path

import pytest

from tests.bench.manifests import repository
from tests.bench.rich import rich_repository
from tests.support.judging import judged


@pytest.mark.parametrize(("files", "about_gpus", "faults"), [(120, 120, 6), (120, 50, 3), (120, 0, 0)])
def test_a_repository_has_its_files_and_faults(files: int, about_gpus: int, faults: int, tmp_path: Path) -> None:
    repository(tmp_path, files, about_gpus)
    found = {str(path): path.read_bytes() for path in sorted(tmp_path.rglob("*.*"))}
    result = judged(found)
    assert result.files == files
    assert [one.code for one in result.findings] == ["PLG201"] * faults
    assert len(result.manifests.workloads) == about_gpus // 2
    assert len(result.manifests.plugin_configs) == (about_gpus + 1) // 2


def test_rich_files_are_as_long_as_they_say_and_nothing_is_wrong(tmp_path: Path) -> None:
    rich_repository(tmp_path, 60)
    found = {str(path): path.read_bytes() for path in sorted(tmp_path.rglob("*.yaml"))}
    lines = [data.count(b"\n") for data in found.values()]
    assert (min(lines) >= 20, max(lines) <= 120, max(lines) > 2 * min(lines)) == (True, True, True)
    result = judged(found)
    assert result.findings == ()
    assert {one.kind for one in result.manifests.workloads} == {
        *("Pod", "Job", "CronJob", "Deployment", "StatefulSet", "DaemonSet")
    }
