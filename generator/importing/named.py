"""A pool once its name and cards are known, before it is written."""

from typing import NamedTuple

from generator.importing.cards import PoolCard
from generator.importing.combine import Pair
from generator.model.tree import Path


class Named(NamedTuple):
    """A pair with its pool's name and number, and the cards of its nodes: none where they are not known."""

    name: str
    number: int
    pair: Pair
    cards: tuple[PoolCard, ...]

    @property
    def at(self) -> Path:
        """The pool's place in the profile."""
        return ("pools", self.number)
