"""NVIDIA's own parsers, asked many questions in one process, and what became of what was written."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from generator.model.tree import Tree

NOTHING: Mapping[str, str] = MappingProxyType({})
Place: TypeAlias = str
"""Where in a tree, as in `sharing.mps.resources[0].name`."""


class PluginRead(NamedTuple):
    """What the device plugin makes of a file: why it exits, or what it runs with and how it shares."""

    error: str
    config: Tree
    sharing: str
    warnings: tuple[str, ...]


class MigRead(NamedTuple):
    """What mig-parted makes of a file, and by layout and GPU the numbers of the items in force."""

    error: str
    config: Tree
    touched: Mapping[str, tuple[tuple[int, ...], ...]]


class PluginQuestion(NamedTuple):
    """A configuration file of the device plugin and the environment that the plugin has."""

    text: str
    environment: Mapping[str, str] = NOTHING


class MigQuestion(NamedTuple):
    """A configuration file of mig-parted and a node's GPUs: PCI device id before vendor, in the order of indices."""

    text: str
    gpus: tuple[int, ...] = ()


def read_plugin(parser: Path, questions: Sequence[PluginQuestion]) -> list[PluginRead]:
    """Return what the device plugin makes of each file."""
    asked = [{"text": one.text, "environment": dict(one.environment)} for one in questions]
    return [
        PluginRead(str(one["error"]), one["config"], str(one["sharing"]), tuple(map(str, _list(one["warnings"]))))
        for one in ask([parser], asked)
    ]


def read_mig(parser: Path, questions: Sequence[MigQuestion]) -> list[MigRead]:
    """Return what mig-parted makes of each file."""
    asked = [{"text": one.text, "gpus": list(one.gpus)} for one in questions]
    return [MigRead(str(one["error"]), one["config"], _touched(one["touched"])) for one in ask([parser], asked)]


def ask(command: Sequence[str | Path], questions: Sequence[Mapping[str, object]]) -> list[dict[str, Tree]]:
    """Return a program's answers to questions, which pass it as lines of JSON."""
    # No environment but the questions' own: a MIG_STRATEGY of whoever runs the tests would be an answer.
    lines = "".join(f"{json.dumps(one)}\n" for one in questions)
    done = subprocess.run(command, input=lines, env={}, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Tree]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers


def _list(tree: Tree) -> list[Tree]:
    assert isinstance(tree, list)
    return tree


def _touched(tree: Tree) -> dict[str, tuple[tuple[int, ...], ...]]:
    if not isinstance(tree, dict):
        return {}
    return {
        name: tuple(tuple(int(str(item)) for item in _list(gpu)) for gpu in _list(gpus)) for name, gpus in tree.items()
    }


def lost(written: Tree, made: Tree, at: Place = "") -> Iterator[Place]:
    """Yield each place of what was written that the parser's own output has not, or has otherwise.

    Both parsers leave out what is false, zero or empty, so such a value is not missed.
    """
    if isinstance(written, dict) and isinstance(made, dict):
        for key, value in written.items():
            yield from lost(value, made.get(key), f"{at}.{key}" if at else key)
    elif isinstance(written, list) and isinstance(made, list) and len(written) == len(made):
        for index, (value, other) in enumerate(zip(written, made, strict=True)):
            yield from lost(value, other, f"{at}[{index}]")
    elif written != made and (written or made):
        yield at


def find(tree: Tree, place: Place) -> Tree:
    """Return what lies at a place, None where nothing does."""
    for part in place.replace("[", ".[").split("."):
        if isinstance(tree, list) and part.startswith("["):
            index = int(part[1:-1])
            tree = tree[index] if index < len(tree) else None
        else:
            tree = tree.get(part) if isinstance(tree, dict) else None
    return tree
