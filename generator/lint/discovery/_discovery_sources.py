"""Which sources of labels the worker of Node Feature Discovery is told to leave out.

Source: kubernetes-sigs/node-feature-discovery pkg/nfd-worker/nfd-worker.go (configure, configureCore), v0.10.0 to
v0.19.0: a list takes `all`, names, and names behind a hyphen; core.sources stands for core.labelSources until today.
A source without its features has no labels either (source/pci, source/kernel and source/system, GetLabels).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.facts.gpu_words import names_gpus
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import Value, is_filled_in_later

_ALL = "all"
_RULES = "custom"
"""The source whose rules stand in the configuration itself, and may give any label."""
_FILES = "local"
"""The source that takes labels from files on the node."""
_SOURCES = ("cpu", "custom", "fake", "kernel", "local", "memory", "network", "pci", "storage", "system", "usb")
"""All that the worker has, in v0.10.0 to v0.19.0; source: source/*, each of which registers itself by its name."""
_FORMER_SOURCES = ("cpuid", "iommu", "panicfake", "panic_fake", "pstate", "rdt", "selinux")
"""Those of releases before."""
_LISTS = ("sources", "labelSources", "featureSources")


class Missing(NamedTuple):
    """A list that leaves out `names`; `called` is where it stands."""

    value: Value
    called: str
    names: tuple[str, ...]


def left_out(config: Value, wanted: Sequence[str]) -> Iterator[Missing]:
    """Return the lists of sources under which one of those that are wanted gives no label."""
    of_labels = "sources" if config.get("core", "sources") is not None else "labelSources"
    for key in (of_labels, "featureSources"):
        given = config.get("core", key)
        names = None if given is None else _names(given)
        if given is None or not names:
            continue
        off = [name for name in wanted if not _is_on(name, names)]
        absent = tuple(name for name in off if not _is_made_otherwise(name, names, config))
        if absent:
            yield Missing(given, f"core.{key}", absent)


def unknown_sources(config: Value) -> Iterator[ManifestFault]:
    """Return names of sources that the worker does not have: it passes them over, with a line in its log."""
    for key in _LISTS:
        for one in config.elements("core", key):
            if isinstance(one.tree, str) and one.tree != _ALL and not is_filled_in_later(one.tree):
                yield from _unknown(one, one.tree.removeprefix("-"), f"in core.{key}")
    for name, one in config.entries("sources"):
        if not is_filled_in_later(name):
            yield from _unknown(one, name, "below sources", on_key=True)


def _unknown(at: Value, name: str, where: str, *, on_key: bool = False) -> Iterator[ManifestFault]:
    if name.lower() in (*_SOURCES, *_FORMER_SOURCES):
        return
    # No source is meant by the word GPU, near as it is to cpu.
    near = None if names_gpus(name) else nearest(name, _SOURCES)
    fix = f"Did you mean {near}?" if near else "Take it out: what GPUs are found by is the source pci."
    message = f"Node Feature Discovery has no source {name}: what stands {where} for it is passed over"
    yield ManifestFault(at.place, message, fix, on_key=on_key, severity=Severity.WARNING)


def _names(given: Value) -> list[str] | None:
    """Return what a list says; None where it is none, or a part of it is not known yet."""
    if not isinstance(given.tree, list):
        return None
    names = [one for one in given.tree if isinstance(one, str) and not is_filled_in_later(one)]
    return names if len(names) == len(given.tree) else None


def _is_on(name: str, names: list[str]) -> bool:
    is_on = False
    for one in names:
        is_on = one in (_ALL, name) or (is_on and one != f"-{name}")
    return is_on


def _is_made_otherwise(name: str, names: list[str], config: Value) -> bool:
    """Say whether the label of a PCI device may come from elsewhere, which nobody does for those of the system."""
    if name != "pci":
        return False
    by_rules = _is_on(_RULES, names) and config.get("sources", "custom") is not None
    return by_rules or (_FILES in names and _ALL not in names)
