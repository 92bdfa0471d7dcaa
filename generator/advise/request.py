"""What somebody asks for: GPUs, workloads, and how the GPUs are cut now."""

from typing import NamedTuple

from generator.model.gpu import Gpu
from generator.model.mig import MigLayout
from generator.model.workload import Isolation


class Fleet(NamedTuple):
    """GPUs of one model: `per_node` in each of `nodes` nodes.

    `node_names` is empty where nobody said them; with `budget` the nodes may be had, and as few as possible are used.
    `past_mib` of each card is taken by workloads that reach it past the device plugin.
    """

    gpu: Gpu
    per_node: int
    nodes: int
    node_names: tuple[str, ...] = ()
    budget: bool = False
    reserved_mib: int = 0
    past_mib: int = 0

    @property
    def cards(self) -> int:
        """How many GPUs there are at most."""
        return self.per_node * self.nodes


class Workload(NamedTuple):
    """`pods` of one kind, each of which asks for one device, or, with `past` a fleet, takes memory of all its cards."""

    name: str
    pods: int
    memory_mib: int
    isolation: Isolation
    tenant: str = ""
    compute_slices: int = 1
    past: int | None = None


class Standing(NamedTuple):
    """`cards` GPUs of a fleet that have a layout now; the empty one is a card without MIG."""

    fleet: int
    layout: MigLayout
    cards: int


class Install(NamedTuple):
    """What stands in the profile about cluster and installation; an empty text is left to a default."""

    cluster: str
    kubernetes: str
    distribution: str
    chart: str = ""
    version: str = ""
    driver: str = ""


class Request(NamedTuple):
    """A whole request. `standing` covers every card, and is empty where nothing was said of the present state."""

    install: Install
    fleets: tuple[Fleet, ...]
    workloads: tuple[Workload, ...]
    standing: tuple[Standing, ...] = ()
