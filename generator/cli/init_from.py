"""`gpuslice init --from`: a first profile from `kubectl get nodes -o json`."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.importing.from_nodes import NodesProfile, Wanted

STDIN = "-"


def nodes_profile(file: str, wanted: "Wanted") -> "NodesProfile":
    """Return the profile that a list of nodes leads to; a UsageError where it has none with a GPU."""
    from generator.importing.from_nodes import profile_from_nodes
    from generator.manifests import SourceFile, read_manifests
    from generator.model.manifest import Context

    data = _data(file)
    read = read_manifests([SourceFile(file, data)], Context(), {file: data}.get)
    if read.findings:
        raise click.UsageError(f"--from {file}: {read.findings[0].message}")
    found = profile_from_nodes(read.manifests, wanted)
    if not found.text:
        raise click.UsageError(
            f"--from {file}: no node has the label nvidia.com/gpu.product, which GPU feature discovery sets. "
            "Give it `kubectl get nodes -o json`, or leave --from out and say --gpu."
        )
    return found


def _data(file: str) -> bytes:
    from generator.files.manifest_files import Found, read_manifest, read_standard_input
    from generator.model.finding import Finding

    if file == STDIN:
        data = read_standard_input(None if sys.stdin is None else sys.stdin.buffer, STDIN)
    else:
        data = read_manifest(Found(file, named=True)) or b""
    if isinstance(data, Finding):
        raise click.UsageError(f"--from {file}: {data.message}")
    return data
