"""A copy of the package in which a test adds what a contributor would, and the program run from it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PROFILE = """\
version: v1alpha1
cluster: {name: new, kubernetes: "1.35", distribution: kubeadm}
install: {chart: gpu-operator, version: v26.7.0, driver: {from: host}, toolkit: host}
pools:
  - name: cards
    nodes: {count: 2}
    gpus: [{model: L4, count: 2}]
    timeSlicing: {replicas: 3}
"""


class Done(NamedTuple):
    """How a command ended, and all that it said."""

    status: int
    said: str


class Copy(NamedTuple):
    """The copy's folder."""

    root: Path

    def add_file(self, path: str, text: str) -> None:
        """Write a new file; it must not exist yet."""
        with (self.root / path).open("x", encoding="utf-8") as file:
            file.write(text)

    def add_line(self, path: str, after: str, line: str) -> None:
        """Add one line below the only line that reads so, indented alike."""
        lines = (self.root / path).read_text(encoding="utf-8").split("\n")
        (index,) = [number for number, text in enumerate(lines) if text.strip() == after]
        indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
        lines.insert(index + 1, indent + line)
        (self.root / path).write_text("\n".join(lines), encoding="utf-8")

    def run(self, *arguments: str) -> Done:
        """Run the program, or another module of the copy where the first argument names one behind `-m`."""
        module = [] if arguments[0] == "-m" else ["-m", "generator"]
        environment = {"PYTHONPATH": str(self.root), "PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, *module, *arguments],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def render(self, profile: str) -> dict[str, str]:
        """Render a profile and return the bundle's files by path."""
        (self.root / "new.yaml").write_text(profile, encoding="utf-8")
        done = self.run("render", "new.yaml", "--out", "out")
        assert done.status == 0, done.said
        folder = self.root / "out" / "new"
        files = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}

    def changes(self) -> dict[str, int]:
        """Return the lines added, by file, to what the repository has; nothing may have been taken away."""
        found: dict[str, int] = {}
        for name in ("generator", "schemas", "charts"):
            for path in sorted(path for path in (self.root / name).rglob("*") if path.is_file()):
                original = ROOT / path.relative_to(self.root)
                if not original.exists():
                    found[f"new: {path.relative_to(self.root).as_posix()}"] = 1
                    continue
                old, new = original.read_bytes().splitlines(), path.read_bytes().splitlines()
                if old != new:
                    found[path.relative_to(self.root).as_posix()] = len(new) - len(old)
        return found


def copied(folder: Path) -> Copy:
    """Return a copy of what an installation has: the package, the charts' sheets and the schemas."""
    for name in ("generator", "schemas", "charts"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Copy(folder)
