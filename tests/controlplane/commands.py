"""The commands that a bundle's README prints, run as printed in the bundle's folder."""

import re
import subprocess
from pathlib import Path

from tests.controlplane.cluster import Cluster

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIMIT_SECONDS = 600


def section(readme: str, title: str) -> str:
    """Return the text under a heading of the second level."""
    _, found, rest = readme.partition(f"\n## {title}\n")
    assert found, title
    return rest.partition("\n## ")[0]


def blocks(readme: str, title: str) -> list[str]:
    """Return the shell blocks under a heading, in their order."""
    return [str(match[1]) for match in BLOCK.finditer(section(readme, title))]


def run_block(cluster: Cluster, block: str, folder: Path, *programs: Path) -> str:
    """Run a block in a folder like a careful person, who stops at the first line that fails; return what was said.

    `programs` are folders with kustomize and helm. A failure ends the test with the block and all that was said.
    """
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=folder,
        env=cluster.environment(*programs),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}"
    return done.stdout
