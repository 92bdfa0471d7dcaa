"""Fuzzes one target for a while: `python -m tests.fuzz.engine TARGET OPTION... FOLDER...`, options being libFuzzer's.

It runs in an environment that has atheris, which the one for development has not.
"""

import random
import sys
from contextlib import AbstractContextManager
from importlib import import_module
from pkgutil import walk_packages
from typing import Protocol

import generator


class Atheris(Protocol):
    """What we use of it."""

    def instrument_imports(self, include: list[str]) -> AbstractContextManager[None]:
        """Count the branches of modules that are imported within."""

    def Setup(self, arguments: list[str], target: object, *, custom_mutator: object) -> list[str]:  # noqa: N802
        """Say what is fuzzed."""

    def Fuzz(self) -> None:  # noqa: N802
        """Fuzz, and end the process."""

    def Mutate(self, data: bytes, most: int) -> bytes:  # noqa: N802
        """Change an input in libFuzzer's way."""


def fuzz(atheris: Atheris, name: str, options: list[str]) -> None:
    """Fuzz a target; does not return."""
    with atheris.instrument_imports(include=[generator.__name__]):
        # What functions import when they are called counts too.
        for module in walk_packages(generator.__path__, "generator."):
            if module.name != "generator.__main__":
                import_module(module.name)
    from tests.fuzz.changes import next_input
    from tests.fuzz.targets import TARGETS

    check = TARGETS[name].check

    def change(data: bytes, most: int, seed: int) -> bytes:
        return next_input(name, bytes(data), random.Random(seed), atheris.Mutate, most)  # noqa: S311

    atheris.Setup([sys.argv[0], *options], check, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    module: Atheris = import_module("atheris")
    fuzz(module, sys.argv[1], sys.argv[2:])
