"""Sharing in a ConfigMap that was not given, as `helm get values` names one: a gap in each pool that has it."""

from shlex import quote

from generator.facts.charts import PLUGIN_CONFIG
from generator.importing.codes import NOT_FOUND
from generator.importing.draft import Draft
from generator.importing.groups import Group
from generator.importing.shared_entry import Entries, SharedEntry
from generator.importing.source import Source
from generator.model.finding import Severity
from generator.model.manifest_value import Value, is_filled_in_later

_ALONE = "gpu"


def unseen_entries(
    source: Source, name: Value, default: Value | None, groups: tuple[Group, ...], draft: Draft
) -> Entries:
    """Return an entry for each key that a default or a node names: what they share is not known."""
    if source.said.effective("devicePlugin", "enabled") is False:
        return Entries({}, "")
    _tell(name, f"Give it along: {how_to_give(source)}. Or write in the pools what it shares.", draft)
    stated = str(default.tree) if default is not None and default.tree else _ALONE
    keys = dict.fromkeys(group.entry for group in groups if group.entry)
    if default is not None or not keys or any(group.entry is None for group in groups):
        keys = {stated: None, **keys}
    return Entries({key: SharedEntry(key, name.place, unseen=_why(name)) for key in keys}, stated)


def unseen_entry(key: str, name: Value, source: Source, draft: Draft) -> SharedEntry:
    """Return the entry of one pool whose own ConfigMap was not given, or lacks the key that is read."""
    namespace = quote(source.namespace) if source.namespace else "NAMESPACE"
    command = f"`kubectl get configmap {quote(str(name.tree))} -n {namespace} -o yaml`"
    _tell(name, f"Give it along: {command}. Or write in the pool what it shares.", draft)
    return SharedEntry(key, name.place, unseen=_why(name))


def _tell(name: Value, fix: str, draft: Draft) -> None:
    message = f"ConfigMap {name.tree} of the device plugin was not given, so what its entries share is not known"
    draft.tell(NOT_FOUND, message, name.place, fix, Severity.ERROR)


def _why(name: Value) -> str:
    return f"The ConfigMap {name.tree} says it. It may also be mps or nothing: then take this out."


def how_to_give(source: Source) -> str:
    """Return the command that prints the device plugin's ConfigMap, as far as its name is known."""
    name = source.said.value(*PLUGIN_CONFIG[source.chart], "name")
    text = "" if name is None or is_filled_in_later(name.tree) else str(name.tree)
    namespace = quote(source.namespace) if source.namespace else "NAMESPACE"
    return f"`kubectl get configmap {quote(text) if text else 'NAME'} -n {namespace} -o yaml`"
