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
    message = f"ConfigMap {name.tree} of the device plugin was not given, so what its entries share is not known"
    fix = f"Give it along: {how_to_give(source)}. Or write in the pools what it shares."
    draft.tell(NOT_FOUND, message, name.place, fix, Severity.ERROR)
    stated = str(default.tree) if default is not None and default.tree else _ALONE
    keys = dict.fromkeys(group.entry for group in groups if group.entry)
    if default is not None or not keys or any(group.entry is None for group in groups):
        keys = {stated: None, **keys}
    why = f"The ConfigMap {name.tree} says it. It may also be mps or nothing: then take this out."
    return Entries({key: SharedEntry(key, name.place, unseen=why) for key in keys}, stated)


def how_to_give(source: Source) -> str:
    """Return the command that prints the device plugin's ConfigMap, as far as its name is known."""
    name = source.said.value(*PLUGIN_CONFIG[source.chart], "name")
    text = "" if name is None or is_filled_in_later(name.tree) else str(name.tree)
    namespace = quote(source.namespace) if source.namespace else "NAMESPACE"
    return f"`kubectl get configmap {quote(text) if text else 'NAME'} -n {namespace} -o yaml`"
