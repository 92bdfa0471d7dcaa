"""Compiled templates beside Python's own compiled modules: to compile one takes longer than all else in a render."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_FOLDER = Path(__file__).parent / "__pycache__"


class TemplateCache(BytecodeCache):
    """Keeps what Jinja compiled; like Python it does without where the folder cannot be read or written.

    Jinja itself compares the template's checksum and its own and Python's version before it takes anything from here.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket from the cache, if there is something for it."""
        try:
            with _file(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except OSError:
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Put the bucket into the cache, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        target = _file(bucket)
        aside = target.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            _FOLDER.mkdir(exist_ok=True)
            aside.write_bytes(bucket.bytecode_to_string())
            aside.replace(target)


def _file(bucket: Bucket) -> Path:
    return _FOLDER / f"{bucket.key}.jinja"
