"""Standard output and error as they really are: closed, full, or of an encoding that lacks a character."""

import io
import os
import sys
from typing import TextIO

import click


def prepare() -> None:
    """Make both streams escape what their encoding lacks, instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def tell(text: str) -> None:
    """Write to standard output; a reader that has gone is no error, a full disk is a ClickException."""
    try:
        _write(sys.stdout, text)
    except OSError as error:
        raise click.ClickException(f"cannot write to standard output: {error.strerror}") from error


def warn(text: str) -> None:
    """Write to standard error, as far as there is one."""
    try:
        _write(sys.stderr, text)
    except OSError:
        return


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None or not text:
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        silence(stream)
        if not isinstance(error, BrokenPipeError):
            raise


def silence(stream: TextIO) -> None:
    """Point the stream at nothing, or Python would complain about the same fault once more when it exits."""
    sink = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, stream.fileno())
    finally:
        os.close(sink)
