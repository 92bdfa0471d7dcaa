"""Workloads in words, for the README: how their memory is limited, which files are theirs, what is left to do."""

from typing import NamedTuple

from generator.artifacts._ask import Ask, asks
from generator.artifacts._by_hand import ByHand, HandEdit, by_hand, replaced_lists
from generator.artifacts._memory_limits import Limit
from generator.model.framework import LimitForm
from generator.model.plan import Plan


class WorkloadText(NamedTuple):
    """A workload in words; `component` is empty where it has none, `repeated` are the lists that
    it replaces, `edits` are what is left to do by hand, `no_limit` is why its framework's limit is missing."""

    title: str
    settings: str
    component: str
    example: str
    repeated: str
    edits: str
    no_limit: str
    unaccounted: bool
    ray_cluster: bool


def workload_texts(plan: Plan) -> tuple[WorkloadText, ...]:
    """Return every workload in words, in the order of the Plan."""
    return tuple(_text(ask) for ask in asks(plan))


def _text(ask: Ask) -> WorkloadText:
    workload = ask.workload
    component = not workload.unaccounted and not ask.is_ray_cluster
    edits = by_hand(ask) if component else ByHand((), ())
    return WorkloadText(
        title=ask.title,
        settings=", ".join(_settings(ask)),
        component=f"`workloads/{ask.folder}`" if component else "",
        example=f"`examples/{ask.folder}.yaml`",
        repeated=", ".join(replaced_lists(ask)) if component else "",
        edits="; ".join(one for one in (_either(edits.limits), *map(_edit, edits.placing)) if one),
        no_limit=ask.no_limit.text if ask.no_limit else "",
        unaccounted=workload.unaccounted,
        ray_cluster=ask.is_ray_cluster,
    )


def _settings(ask: Ask) -> list[str]:
    missing = ["no memory limit, as said below"] if ask.no_limit else []
    return [_setting(one) for one in ask.limits] + missing or ["none"]


def _setting(limit: Limit) -> str:
    name = limit.setting.name
    if limit.setting.form is LimitForm.CODE:
        return f"`{name}` {limit.value} in code"
    return f"`{limit.text}`" if limit.setting.form is LimitForm.ARG else f"`{name}={limit.text}`"


def _either(edits: tuple[HandEdit, ...]) -> str:
    """Return the ways to say a memory limit, of which one is enough."""
    return " or ".join(map(_edit, edits))


def _edit(edit: HandEdit) -> str:
    return f"{edit.where} `{edit.short}`"
