"""Containers whose program parts a model among cards: which program it is, and into how many parts."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from generator.ecosystem.parallel import PROGRAMS, SERVED_BY_VLLM, Parallel
from generator.lint.common.command_line import command_words, flags_in_one
from generator.lint.common.texts import position_in
from generator.model.finding import Position
from generator.model.manifest_objects import Container
from generator.model.manifest_value import Value

_COMMENT = re.compile(r"""(?m)^[ \t]*#.*$|\becho[ \t]+(?:-\w[ \t]+)?(?:'[^'\n]*'|"[^"\n]*")""")
"""What a script says and does not run."""


_NUMBER = re.compile(r"\d{1,4}")
_sets = re.compile(r"\b(\w{1,200})=").findall
"""Variables to which a script gives a value."""
_NAMED = re.compile(r"(?<!\$)\$(?:\((\w{1,60})\)|\{(\w{1,60})\}|([A-Za-z_]\w{0,60}))")
"""A variable, as Kubernetes and shells put it into a word."""
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


class FlagText(NamedTuple):
    """What a flag is given, and where that is written; `position` is within a text of several lines."""

    text: str
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
        if not (program.known.search(image) or program.known.search(text) or served):
            continue
        if program.unless is not None and program.unless.search(text):
            continue
        if program.only_with is None or program.only_with.search(text):
            return Parted(program, container, tuple(word for word in words if word.place not in in_one), text)
    return None


def text_of(container: Container) -> str:
    """Return the command line of a container as one text, without what a script does not run."""
    return " ".join(_script(word) for word in command_words(container))


def parts_of(found: Parted) -> Iterator[Parts]:
    """Return the numbers of parts that a command line says, several where a script chooses; else the variable's."""
    said = tuple(numbers_of(found, found.program.flag))
    yield from said
    for name, value in () if said else found.container.env:
        given = value.get("value")
        number = None if given is None or name != found.program.variable else whole_number(given)
        if given is not None and number is not None:
            yield Parts(number, given)


def sizes_of(found: Parted) -> tuple[Parts, ...]:
    """Return the numbers whose product is the number of cards, of each flag the least that a script may choose."""
    further = found.program.further
    told = [found.text, *(name for name, _ in found.container.env)]
    if found.program.apart is not None and any(map(found.program.apart.search, told)):
        further = further[:-1]
    every = (tuple(parts_of(found)), *(tuple(numbers_of(found, flag)) for flag in further))
    return tuple(min(numbers, key=lambda one: one.number) for numbers in every if numbers)


def numbers_of(found: Parted, flag: re.Pattern[str]) -> Iterator[Parts]:
    """Return the numbers that a flag is given, in itself or by a variable of the container's."""
    for one in given_to(found, flag):
        yield Parts(int(one.text), one.at, one.position)


def given_to(found: Parted, flag: re.Pattern[str]) -> Iterator[FlagText]:
    """Return what a flag is given, which its pattern has as its only group."""
    variables = {name: value for name, one in found.container.env if (value := one.get("value")) is not None}
    for index, word in enumerate(found.words):
        text = _script(word)
        # What it is given may be the next word.
        written = f"{text} {found.words[index + 1].tree}" if index + 1 < len(found.words) else text
        for one in flag.finditer(_with_numbers(written, variables)):
            if one.start() < len(text):
                here, named = one.start(1) < len(text), _NAMED.match(written, one.start(1))
                at = word if here else found.words[index + 1]
                if named is not None:
                    yield FlagText(one[1], variables[_name(named)])
                else:
                    position = position_in(text, one.start()) if here and "\n" in text.strip() else None
                    yield FlagText(one[1], at, position)


def _name(found: re.Match[str]) -> str:
    return str(found[1] or found[2] or found[3])


def _with_numbers(text: str, variables: Mapping[str, Value]) -> str:
    """Return a text with numbers in place of the variables that hold them, and blanks behind to keep its length."""

    def filled(one: re.Match[str]) -> str:
        number = numbers.get(_name(one))
        # A script may give it another value.
        is_set = not one[1] and _name(one) in set_here
        return one[0] if number is None or is_set else number.ljust(len(one[0]))

    numbers = {name: said for name, one in variables.items() if _NUMBER.fullmatch(said := one.text() or "")}
    if not numbers or "$" not in text:
        return text
    set_here = frozenset(_sets(text))
    return _NAMED.sub(filled, text)


def models_in(text: str) -> frozenset[str]:
    """Return the models that a command line names."""
    return frozenset(found[1] for found in _MODEL.finditer(text))


def whole_number(value: Value) -> int | None:
    """Return a whole number of few digits, be it a text."""
    text = str(value.tree)
    return int(text) if _NUMBER.fullmatch(text) else None


def _script(word: Value) -> str:
    """Return a word of a command, with blanks in place of what a script does not run."""
    text = str(word.tree)
    return _COMMENT.sub(lambda found: " " * len(found[0]), text) if "#" in text or "echo" in text else text
