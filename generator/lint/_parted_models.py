"""Containers whose program parts a model among cards: which program it is, and into how many parts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.parallel import PROGRAMS, SERVED_BY_VLLM, Parallel
from generator.lint._command_line import command_words, flags_in_one
from generator.lint._texts import position_in
from generator.model.finding import Position
from generator.model.manifest_objects import Container
from generator.model.manifest_value import Value

_WHOLE_NUMBER = re.compile(r"\d{1,4}")
_COMMENT = re.compile(r"""(?m)^[ \t]*#.*$|\becho[ \t]+(?:-\w[ \t]+)?(?:'[^'\n]*'|"[^"\n]*")""")
"""What a script says and does not run."""


_MODEL = re.compile(r"""(?:--model(?:-path|-id)?|\bvllm\s+serve)[\s=\\"',]{1,9}([\w./:-]{2,200})""")


class Parted(NamedTuple):
    """A container that starts such a program, the words of its command line, and these as one text."""

    program: Parallel
    container: Container
    words: tuple[Value, ...]
    text: str


class Parts(NamedTuple):
    """A number of parts, and where it is written; `position` is within a text of several lines."""

    number: int
    at: Value
    position: Position | None = None


def parted(container: Container) -> Parted | None:
    """Return the program that a container starts, if it is one that parts a model."""
    words, text = command_words(container), text_of(container)
    # Another command than the image's own may be any program.
    own = container.value.get("command") is None
    image = (container.value.text("image") or "").rpartition("/")[2] if own else ""
    # What is no flag as it stands is told by the rule on commands.
    in_one = {word.place for word in flags_in_one(words)} if own else set()
    served = (container.value.text("modelFormat", "name") or "").lower() in SERVED_BY_VLLM
    for program in PROGRAMS:
        if program.known.search(image) or program.known.search(text) or served:
            return Parted(program, container, tuple(word for word in words if word.place not in in_one), text)
    return None


def text_of(container: Container) -> str:
    """Return the command line of a container as one text, without what a script does not run."""
    return " ".join(_script(word) for word in command_words(container))


def parts_of(found: Parted) -> Iterator[Parts]:
    """Return the numbers of parts that a command line says, several where a script chooses; else the variable's."""
    none = True
    for index, word in enumerate(found.words):
        text = _script(word)
        # The number may be the next word.
        behind = f" {found.words[index + 1].tree}" if index + 1 < len(found.words) else ""
        for one in found.program.flag.finditer(text + behind):
            if one.start() < len(text):
                none, here = False, one.start(1) < len(text)
                position = position_in(text, one.start()) if here and "\n" in text.strip() else None
                yield Parts(int(one[1]), word if here else found.words[index + 1], position)
    for name, value in found.container.env if none else ():
        said = value.get("value")
        number = None if said is None or name != found.program.variable else whole_number(said)
        if said is not None and number is not None:
            yield Parts(number, said)


def models_in(text: str) -> frozenset[str]:
    """Return the models that a command line names."""
    return frozenset(found[1] for found in _MODEL.finditer(text))


def whole_number(value: Value) -> int | None:
    """Return a whole number of few digits, be it a text."""
    text = str(value.tree)
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def _script(word: Value) -> str:
    """Return a word of a command, with blanks in place of what a script does not run."""
    text = str(word.tree)
    return _COMMENT.sub(lambda found: " " * len(found[0]), text) if "#" in text or "echo" in text else text
