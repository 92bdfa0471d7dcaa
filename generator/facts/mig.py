"""MIG families: which profiles a GPU is cut into, and where they may lie."""

from functools import cache

from generator.model.mig import MigFamily, MigLayout, MigNameRefusal

MIG_FAMILY_IDS: tuple[str, ...] = ()


@cache
def mig_family(family_id: str) -> MigFamily:
    """Return a family; a KeyError if there is none, since only our own data names families."""
    raise KeyError(family_id)


def uniform_layout(family: MigFamily, name: str) -> MigLayout | MigNameRefusal:
    """Return what a name of NVIDIA's default MIG config (``all-1g.10gb``, ``all-balanced``) makes of a GPU."""
    raise NotImplementedError(name)
