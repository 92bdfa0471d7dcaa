"""Which containers run a framework that takes a card's memory when it starts, and how much of it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from generator.facts.runtimes import VLLM_FRACTION
from generator.lint.common.command_line import command_words
from generator.lint.common.images import image_name
from generator.lint.common.texts import position_in
from generator.model.finding import Position
from generator.model.manifest_objects import Container
from generator.model.manifest_value import Value, is_filled_in_later

_VLLM_IMAGE = re.compile(r"(vllm|vllm-openai)")
_VLLM_COMMAND = re.compile(r"\bvllm\s+serve\b|\bvllm\.entrypoints\b")
_FRACTION = re.compile(r"--gpu[-_]memory[-_]utilization")
_NUMBER = re.compile(r"[\s=\\\"',]*+(\d++(?:\.\d++)?|\.\d++)(?![\w.])")
_SAID_ELSEWHERE = re.compile(r"--kv[-_]cache[-_]memory[-_]bytes|--config\b")
"""Another way to say how much, which counts instead; a file with further arguments."""


class Greedy(NamedTuple):
    """A framework that takes what it can: by which images it is known, and what keeps it from that."""

    name: str
    image: re.Pattern[str]
    variables: tuple[tuple[str, str | None], ...]
    words: tuple[str, ...]
    fix: str


GREEDY = (
    Greedy(
        "TensorFlow",
        re.compile(r"(^|/)tensorflow/|/(jupyter-)?tensorflow(-[\w.-]*)?(:|@|$)"),
        (("TF_FORCE_GPU_ALLOW_GROWTH", "true"), ("TF_GPU_ALLOCATOR", "cuda_malloc_async")),
        ("--per_process_gpu_memory_fraction",),
        "Set TF_FORCE_GPU_ALLOW_GROWTH=true, so that it takes memory as it needs it.",
    ),
    Greedy(
        "JAX",
        re.compile(r"(^|/)jax(-[\w.-]*)?(:|@|$)"),
        (
            ("XLA_PYTHON_CLIENT_PREALLOCATE", "false"),
            ("XLA_PYTHON_CLIENT_ALLOCATOR", "platform"),
            ("XLA_PYTHON_CLIENT_MEM_FRACTION", None),
            ("XLA_CLIENT_MEM_FRACTION", None),
        ),
        (),
        "Set XLA_PYTHON_CLIENT_PREALLOCATE=false, or XLA_PYTHON_CLIENT_MEM_FRACTION to its share.",
    ),
    Greedy(
        "SGLang",
        re.compile(r"(^|/)sglang(-[\w.-]*)?(:|@|$)"),
        (),
        ("--mem-fraction-static", "--config"),
        "Set `--mem-fraction-static` to its share.",
    ),
)
"""Sources: tensorflow/tensorflow tensorflow/core/common_runtime/gpu/gpu_bfc_allocator.cc;
https://docs.jax.dev/en/latest/gpu_memory_allocation.html; sgl-project/sglang python/sglang/srt/server_args.py."""


class Vllm(NamedTuple):
    """A vLLM server: thousandths of the card that it takes, whether somebody said so, and where.

    `position` is within a text of several lines.
    """

    thousandths: int
    said: bool
    at: Value
    position: Position | None = None


def vllm_of(container: Container) -> Vllm | None:
    """Return what a container's vLLM takes; None where it runs none, or how much cannot be told."""
    words = command_words(container)
    text = " ".join(str(word.tree) for word in words)
    image = container.value.text("image") or ""
    if not (_VLLM_IMAGE.fullmatch(image_name(image)) or _VLLM_COMMAND.search(text)) or _SAID_ELSEWHERE.search(text):
        return None
    if not _FRACTION.search(text):
        at = container.value.get("args") or container.value.get("command") or container.value.get("image")
        # A command of one's own may start anything, with arguments that stand in a file.
        hidden = container.value.get("command") is not None and not _VLLM_COMMAND.search(text)
        unclear = hidden or is_filled_in_later(text) or "$" in text
        return None if at is None or unclear else Vllm(round(VLLM_FRACTION * 1000), False, at)
    return fraction_in(words)


def fraction_in(words: Sequence[Value]) -> Vllm | None:
    """Return what the words of a command line say that vLLM is to take, if they do."""
    for index, word in enumerate(words):
        text = str(word.tree)
        flag = _FRACTION.search(text)
        if flag is None:
            continue
        behind = f" {words[index + 1].tree}" if index + 1 < len(words) else ""
        number = _NUMBER.match(text + behind, flag.end())
        if number is None:
            return None
        at = word if number.start(1) < len(text) else words[index + 1]
        position = position_in(text, flag.start()) if at is word and "\n" in text.strip() else None
        return Vllm(round(float(number[1]) * 1000), True, at, position)
    return None


def unlimited(container: Container) -> Greedy | None:
    """Return the framework that takes all it can in a container, where nothing is said that keeps it from that."""
    image = container.value.text("image") or ""
    text = " ".join(str(word.tree) for word in command_words(container))
    said = {name: str(value.tree) for name, one in container.env if (value := one.get("value")) is not None}
    for one in GREEDY:
        if one.image.search(image):
            limited = any(name in said and wanted in (None, said[name].lower()) for name, wanted in one.variables)
            return None if limited or any(word in text for word in one.words) else one
    return None
