"""Which driver branches know a GPU: NVIDIA begins and ends the support of an architecture with one.

Sources: release notes of NVIDIA's data center driver R570 (Blackwell) and R580 (GB10) and of the CUDA toolkits 10.0 to
12.8, each of which first builds for an architecture and came with its first branch or a later one; NVIDIA's Unix driver
deprecation schedule for the last ones, which are in the GPUs' own files.
"""

from typing import NamedTuple

from generator.model.gpu import Capability, Gpu


class FirstBranch(NamedTuple):
    """The first driver branch that knows the GPUs from a compute capability on: 570 means R570."""

    least: Capability
    branch: int
    of: str


_FIRST = (
    FirstBranch((12, 1), 580, "GB10"),
    FirstBranch((10, 0), 570, "Blackwell"),
    FirstBranch((9, 0), 515, "Hopper"),
    FirstBranch((8, 9), 520, "Ada Lovelace"),
    FirstBranch((8, 6), 455, "this part of Ampere"),
    FirstBranch((8, 0), 450, "Ampere"),
    FirstBranch((7, 5), 410, "Turing"),
)
"""Newest first; no driver of today is older than the cards before these."""


def first_branch(gpu: Gpu) -> FirstBranch | None:
    """Return the first driver branch that may know a GPU; None where every driver does."""
    return next((one for one in _FIRST if gpu.compute_capability >= one.least), None)
