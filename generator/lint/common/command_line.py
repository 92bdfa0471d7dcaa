"""Containers that run NVIDIA's programs, and the flags that they are given, as Go's parsers read them."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN
from generator.facts.program_settings import CONFIG_MANAGER, DCGM_EXPORTER, GPU_FEATURE_DISCOVERY
from generator.lint.common.images import image_name
from generator.model.manifest import Manifests
from generator.model.manifest_objects import Container, Workload
from generator.model.manifest_value import Value, is_filled_in_later

_OF_IMAGE = {
    "k8s-device-plugin": DEVICE_PLUGIN,
    "gpu-feature-discovery": GPU_FEATURE_DISCOVERY,
    "dcgm-exporter": DCGM_EXPORTER,
}
"""The program that each image starts where no command is given; source: the Dockerfile of each."""
_OF_COMMAND = {
    **{name: name for name in (DEVICE_PLUGIN, GPU_FEATURE_DISCOVERY, CONFIG_MANAGER, DCGM_EXPORTER)},
    "dcgm-exporter-entrypoint.sh": DCGM_EXPORTER,
}


_OTHER_FLAGS = re.compile(r"dcgm-exporter:(?:1|2\.[01])\.")
"""Releases before those of which the flags were read: since 2.2.9-2.4.1 they have only grown in number."""


_several_in_one = re.compile(r"--?[\w-]{1,60} +\S").match
"""A flag, and what stands behind a blank instead of in a word of its own."""


class Running(NamedTuple):
    """A container, the program that it starts, and the pod template around it."""

    program: str
    container: Container
    workload: Workload

    def arguments(self) -> tuple[Value, ...]:
        """Return the words that the program is given."""
        return arguments_of(self.container)


class Given(NamedTuple):
    """A flag without its hyphens, its word, what it is given, and whether that stands in a word of its own.

    `value` is None where nothing is given; `behind` is the word behind a switch that may be meant for its value, and
    `is_last` says that nothing follows that.
    """

    flag: str
    word: Value
    value: str | None
    behind: Value | None = None
    is_last: bool = False


class Told(NamedTuple):
    """What a flag or variable says, empty where that is not written here (valueFrom), and where it stands."""

    text: str
    at: Value


def arguments_of(container: Container) -> tuple[Value, ...]:
    """Return the words that a container gives to its program."""
    return (*tuple(container.value.elements("command"))[1:], *container.value.elements("args"))


def flags_in_one(words: Sequence[Value]) -> Iterator[Value]:
    """Return words that are several to their writer: a flag, and behind a blank its value or further flags.

    What follows a flag without its value may be that value, blanks and all.
    """
    takes_next = False
    for word in words:
        text = word.text() or ""
        if not takes_next and _several_in_one(text) and not is_filled_in_later(text):
            yield word
        takes_next = text.startswith("-") and "=" not in text and " " not in text


def command_words(container: Container) -> tuple[Value, ...]:
    """Return the words of a container's command and its arguments, those of a shell's script as one."""
    return tuple(word for key in ("command", "args") for word in container.value.elements(key))


def told_to(container: Container, flag: str, *variables: str) -> Told | None:
    """Return what a flag on a command line or in a shell's script says, or else the first of the variables."""
    words = command_words(container)
    for index, word in enumerate(words):
        name, sign, value = (word.text() or "").partition("=")
        if name in (f"--{flag}", f"-{flag}"):
            behind = next(iter(words[index + 1 : index + 2]), word)
            return Told(value, word) if sign else Told((behind.text() or "") if behind is not word else "", behind)
    for variable in variables:
        for name, entry in container.env:
            if name == variable:
                value_of = entry.get("value")
                return Told(entry.text("value") or "", entry if value_of is None else value_of)
    return None


def running(manifests: Manifests) -> Iterator[Running]:
    """Return every container of NVIDIA's that starts a program that is known."""
    for workload in manifests.workloads:
        for container in () if workload.loose else workload.containers:
            program = _program(container)
            if program is not None:
                yield Running(program, container, workload)


def _program(container: Container) -> str | None:
    image = container.value.text("image") or ""
    by_image = _OF_IMAGE.get(image_name(image))
    # Other makers have images of these names too.
    if by_image is None or "nvidia" not in image.lower() or _OTHER_FLAGS.search(image):
        return None
    command = next(iter(container.value.elements("command")), None)
    return by_image if command is None else _OF_COMMAND.get((command.text() or "").rpartition("/")[2])


def flags_given(words: tuple[Value, ...], is_switch: Callable[[str], bool]) -> Iterator[Given]:
    """Return the flags of a command line, up to the first word that is none: the parser reads no further."""
    rest = iter(enumerate(words, start=1))
    for after, word in rest:
        text = word.text()
        if text is None or not text.startswith("-") or text in ("-", "--"):
            return
        name, sign, value = text.removeprefix("-").removeprefix("-").partition("=")
        if is_filled_in_later(name):
            return
        if sign:
            yield Given(name, word, value)
        elif is_switch(name):
            yield Given(name, word, None, next(iter(words[after : after + 1]), None), len(words) == after + 1)
        else:
            _, following = next(rest, (after, None))
            yield Given(name, word, None if following is None else following.text())
