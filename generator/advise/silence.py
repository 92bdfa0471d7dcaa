"""Keeps what a library writes to the standard output out of it: there, only the answer may stand."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_STANDARD_OUTPUT = 1


@contextmanager
def silent_output() -> Iterator[None]:
    """Throw away what is written to the process's standard output meanwhile, by code that is not Python's too."""
    try:
        kept = os.dup(_STANDARD_OUTPUT)
    except OSError:  # it is closed: nothing written to it can get anywhere
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STANDARD_OUTPUT)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STANDARD_OUTPUT)
        os.close(kept)
