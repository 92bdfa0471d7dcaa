"""Which MIG layouts a GPU can hold."""

from generator.model.mig import MigFamily, MigLayout, Placement


def place(family: MigFamily, layout: MigLayout) -> tuple[Placement, ...] | None:
    """Return a legal place for each instance, by start; None if the GPU cannot hold the layout."""
    raise NotImplementedError


def maximal_layouts(family: MigFamily, names: tuple[str, ...] | None = None) -> tuple[MigLayout, ...]:
    """Return the layouts of these profiles (all of the family's by default) that no other legal one contains."""
    raise NotImplementedError


def what_fits(family: MigFamily, layout: MigLayout) -> tuple[MigLayout, ...]:
    """Return up to three layouts that do fit and come nearest to one that does not, the best first."""
    raise NotImplementedError
