"""`gpuslice render` is ended by SIGKILL at more than a hundred points of its work, and the next call mends the rest."""

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from generator.cli.main import run
from generator.files import bundle_writer
from generator.files.bundle_writer import write_bundle
from generator.files.paths import PENDING, is_temp
from tests.files.disks import CountingDisk, DeathError, DyingDisk, ended, start, tree

PROFILE = """\
version: v1alpha1
cluster: {{name: home, distribution: k3s, kubernetes: "1.35"}}
install: {{chart: gpu-operator, version: {version}, driver: {{from: host}}}}
pools:
  - name: a
    nodes: {{names: [node-a]}}
    gpus: [{{model: rtx-3090, count: 2}}]
    timeSlicing: {{replicas: {replicas}}}
  - name: b
    nodes: {{names: [node-b]}}
    gpus: [{{model: a100-sxm4-80gb, count: 8}}]
    mig: {layout}
tenants:
  - {{namespace: team, quota: {{nvidia.com/gpu: {replicas}}}}}
"""
OLD = PROFILE.format(version="v25.10.1", replicas=4, layout="all-1g.10gb")
NEW = PROFILE.format(version="v26.7.0", replicas=6, layout="all-2g.20gb")
POINTS = 60
"""Of each kind of render, beside all of the first and the last ones."""


class KillingDisk(DyingDisk):
    """Kills the process where the other one dies: nothing after it is run."""

    def on_step(self) -> None:
        try:
            super().on_step()
        except DeathError:
            os.kill(os.getpid(), signal.SIGKILL)


def render(folder: Path, *more: str) -> int:
    return run(["render", str(folder / "home.yaml"), "-o", str(folder / "out"), *more])


def prepared(folder: Path, before: str) -> Path:
    """A profile that was rendered as it was, if it was there, and that says something new now."""
    folder.mkdir()
    if before:
        (folder / "home.yaml").write_text(before)
        assert render(folder) == 0
    (folder / "home.yaml").write_text(NEW)
    return folder


def changes_of(folder: Path, before: str) -> int:
    """Return how many changes of the disk a render makes."""
    prepared(folder, before)

    disk = CountingDisk()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle_writer, "write_bundle", partial(write_bundle, disk=disk))
        assert render(folder) == 0
    return disk.steps


def killed(folder: Path, last: int) -> None:
    def work() -> None:
        bundle_writer.write_bundle = partial(write_bundle, disk=KillingDisk(last))
        render(folder)

    assert ended([start(work)]) == [-signal.SIGKILL]


def files(folder: Path) -> dict[str, str]:
    """Return every file of the output, without those that are still aside, and the record, which names the folder."""
    found = tree(folder / "out") if (folder / "out").exists() else {}
    names = {path: Path(path).name for path in found if not path.endswith("/")}
    return {path: found[path] for path, name in names.items() if name != ".render" and not is_temp(name)}


@pytest.mark.parametrize("before", ["", OLD], ids=["first", "update"])
def test_killed_at_many_points(before: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    total = changes_of(tmp_path / "whole", before)
    new = files(tmp_path / "whole")
    old = files(prepared(tmp_path / "old", before)) if before else {}
    assert render(tmp_path / "whole", "--check") == 0
    step = max(1, total // POINTS)
    points = sorted({*range(1, 13), *range(1, total + 1, step), *range(total - 12, total + 1)})
    assert len(points) >= POINTS
    for last in points:
        folder = prepared(tmp_path / str(last), before)
        killed(folder, last)
        for path, text in files(folder).items():
            assert text in (old.get(path), new.get(path)) or Path(path).name == PENDING, (last, path)
        assert render(folder, "--check") == 1, last
        assert render(folder) == 0, last
        assert files(folder) == new, last
        assert not [path for path in tree(folder / "out") if is_temp(Path(path).name)], last
        assert render(folder, "--check") == 0, last
        capsys.readouterr()
