"""How tests say what they proved."""

from collections.abc import Callable
from typing import TypeAlias

Proved: TypeAlias = Callable[[str], None]
"""Prints a claim that held, with its figure, in one line."""
