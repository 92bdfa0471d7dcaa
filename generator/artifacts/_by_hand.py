"""What a component must not patch, as lines to be added by hand: lists that a patch would replace whole, and code.

Lists that the profile repeats it does replace.
"""

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from generator.artifacts._ask import Ask
from generator.artifacts._memory_limits import Limit, limits_in
from generator.artifacts._setting import tolerations
from generator.model.framework import LimitForm
from generator.model.tree import Tree
from generator.yamltext.writer import write_yaml

_WIDTH = 110


class HandEdit(NamedTuple):
    """Something to be added by hand: where, what in one line, and why as the comment above its `lines`."""

    where: str
    short: str
    why: str
    lines: tuple[str, ...]


class ByHand(NamedTuple):
    """What a workload still needs beside its component: ways to say its memory limit, of which one is enough, and what
    places its pods."""

    limits: tuple[HandEdit, ...]
    placing: tuple[HandEdit, ...]


def by_hand(ask: Ask) -> ByHand:
    """Return what a workload still needs beside its component."""
    return ByHand(tuple(_limits(ask)), tuple(_placing(ask)))


def replaced_lists(ask: Ask) -> tuple[str, ...]:
    """Return which lists of the object the component replaces by what the profile says of them, in words."""
    target = ask.workload.target
    replaced = {
        "`args`": target.args is not None and bool(limits_in(ask.limits, LimitForm.ARG)),
        "`tolerations`": target.tolerations is not None,
        "the node terms of `affinity`": not target.affinity and ask.placement.affinity is not None,
    }
    return tuple(name for name, is_so in replaced.items() if is_so)


def wrapped(text: str) -> list[str]:
    """Return a comment's text in lines that fit."""
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _limits(ask: Ask) -> Iterator[HandEdit]:
    if ask.workload.target.args is None:
        for one in limits_in(ask.limits, LimitForm.ARG):
            yield HandEdit("args", one.text, one.comment, _yaml({"args": [one.text]}))
    for one in limits_in(ask.limits, LimitForm.ENV):
        if not one.setting.merges:
            tree: Tree = {"env": [{"name": one.setting.name, "value": one.text}]}
            yield HandEdit("env", f"{one.setting.name}={one.text}", one.comment, _yaml(tree))
    yield from (_code(one) for one in limits_in(ask.limits, LimitForm.CODE))


def _code(limit: Limit) -> HandEdit:
    return HandEdit("code", limit.text, limit.comment, tuple(limit.text.splitlines()))


def _placing(ask: Ask) -> Iterator[HandEdit]:
    placement, target = ask.placement, ask.workload.target
    if target.tolerations is None and placement.tainted:
        tree: Tree = tolerations(placement.tolerations)
        keys = (one.key if one.value is None else f"{one.key}={one.value}" for one in placement.tolerations if one.key)
        why = "The nodes are tainted; without these the pods wait."
        yield HandEdit("tolerations", ", ".join(dict.fromkeys(keys)), why, _yaml({"tolerations": tree}))
    if target.affinity and placement.affinity is not None and not (placement.alone and not ask.workload.fallback):
        pools = ", ".join((ask.workload.pool, *ask.workload.fallback))
        why = "Other pools advertise the resource too, or a pool is to come first."
        yield HandEdit("affinity", f"nodes of {pools}", why, _yaml({"affinity": placement.affinity}))


def _yaml(tree: Tree) -> tuple[str, ...]:
    return tuple(write_yaml(tree).splitlines())
