"""Entries of the device plugin's configuration: what each of them shares, as the plugin reads it."""

import re
from collections.abc import Iterator

from generator.facts.charts import PLUGIN_CONFIG, release_numbers
from generator.facts.plugin_versions import MPS_GIVES_SEVERAL
from generator.importing.codes import ANOTHER, DIFFERENT, INEXPRESSIBLE, MISSING, NO_EFFECT
from generator.importing.draft import Draft
from generator.importing.filled_in import by_defaults, opened_by_defaults
from generator.importing.flags import common_flags, entry_flags, tell_discovery
from generator.importing.groups import Group
from generator.importing.shared_entry import Entries, SharedEntry
from generator.importing.source import Source, of_release
from generator.importing.unseen import how_to_give, unseen_entries, unseen_entry
from generator.lint.common.plugin_files import field
from generator.lint.common.plugin_keys import keys_of
from generator.lint.common.resource_names import full_name
from generator.model.finding import Severity
from generator.model.manifest import ConfigEntry, Configuration, Manifests, Origin
from generator.model.manifest_value import Place, Value, is_filled_in_later
from generator.model.tree import Tree

_FEWEST = 2
_NUMBER = re.compile(r"[0-9]{1,9}")
_READ = ("version", "flags", "sharing")


def find_entries(source: Source, manifests: Manifests, groups: tuple[Group, ...], draft: Draft) -> Entries:
    """Return the configuration that the chart names, else the only one there is."""
    head = PLUGIN_CONFIG[source.chart]
    name, default = source.said.text(*head, "name"), source.said.text(*head, "default")
    source.said.take(*head)
    if source.daemon_pools:
        return _of_daemons(source, manifests, draft)
    config_map = _chosen(source, manifests, None if name is None else str(name.tree), draft)
    if config_map is None:
        return Entries({}, "") if name is None else unseen_entries(source, name, default, groups, draft)
    off = source.said.value("devicePlugin", "enabled")
    if off is not None and off.tree is False:
        place = config_map.place if name is None else name.place
        message = f"the configuration {config_map.name or place.file}: the device plugin, which reads it, is off"
        draft.tell(
            NO_EFFECT, message, place, "Nothing is to be done, unless the plugin is meant to run.", Severity.INFO
        )
        return Entries({}, "")
    given = tuple(_readable(config_map, draft))
    common = common_flags(given)
    found = {entry.key: _entry(entry, common, source, draft) for entry in given}
    if name is None and config_map.chart is None and config_map.name and source.place is not None:
        message = f"nothing names the ConfigMap {config_map.name}: it is not in force now, and would be"
        draft.tell(DIFFERENT, message, config_map.place, "Take the sharing out of the pools if none is wanted.")
    if default is not None and default.tree not in found:
        draft.tell(NO_EFFECT, "the default, which names no entry", default.place)
    in_force = name is not None or config_map.chart is not None
    key = _default(found, "" if default is None else str(default.tree), source, in_force=in_force)
    return Entries(found if source.by_label else _read(found, key, draft), key)


def _read(found: dict[str, SharedEntry], key: str, draft: Draft) -> dict[str, SharedEntry]:
    """Return the entry that all nodes have, where the plugin reads one file whatever their labels say."""
    for one in found.values():
        if one.key != key:
            message = f"the entry {one.key}, which the DaemonSet does not read"
            fix = "Nothing is to be done, unless nodes are to have it: then add a pool for them."
            draft.tell(INEXPRESSIBLE, message, one.place, fix, Severity.INFO)
    return {key: found[key]} if key in found else {}


def _of_daemons(source: Source, manifests: Manifests, draft: Draft) -> Entries:
    """Return an entry for each of several DaemonSets: what is behind the key of the ConfigMap that it reads."""
    given: list[ConfigEntry] = []
    found = {one.name: SharedEntry(one.name, one.place) for one in source.daemon_pools}
    for one in source.daemon_pools:
        name = None if one.config is None else one.config.name
        if one.config is None or name is None:
            continue  # What file another volume holds is told with the DaemonSet.
        maps = [each for each in manifests.plugin_configs if each.chart is None and each.name == name.tree]
        entry = next((each for known in maps for each in known.entries if each.key == one.config.key), None)
        if entry is not None:
            given.append(entry._replace(key=one.name))
        else:
            found[one.name] = unseen_entry(one.name, name, source, draft)
    common = common_flags(given) if len(given) == len(found) else frozenset()
    return Entries({**found, **{one.key: _entry(one, common, source, draft) for one in given}}, "")


def _readable(config_map: Configuration, draft: Draft) -> Iterator[ConfigEntry]:
    """Yield the entries, less those that a chart's values have as a mapping: the charts want texts there."""
    for entry in config_map.entries:
        if config_map.origin is Origin.CHART_VALUES and not isinstance(entry.text.tree, str):
            draft.tell(NO_EFFECT, f"the entry {entry.key}, which must be a text", entry.text.place)
        else:
            yield entry


def _chosen(source: Source, manifests: Manifests, name: str | None, draft: Draft) -> Configuration | None:
    given = of_release(manifests.plugin_configs, source)
    every = [one for one in given if one.chart is None or one.chart == source.use]
    own = [one for one in every if one.chart is not None]
    named = [one for one in every if name is not None and one.name == name]
    # A reference to nothing among the files does not mean some other configuration.
    candidates = own or named or ([] if name is not None and every and every[0].name else every)
    for one in every:
        if candidates and one not in candidates and one.entries != candidates[0].entries:
            draft.tell(ANOTHER, f"the configuration {one.name or one.place.file} is not imported", one.place)
    filled = [one for one in candidates if one.entries]
    for one in filled[1:]:
        if [each.text.tree for each in one.entries] != [each.text.tree for each in filled[0].entries]:
            draft.tell(ANOTHER, f"a second configuration {one.name or one.place.file} is not imported", one.place)
    return filled[0] if filled else None


def _default(found: dict[str, SharedEntry], stated: str, source: Source, *, in_force: bool) -> str:
    """Return the entry of nodes without a label.

    Without a default the standalone chart tries its fallbacks in their order: an entry called default, the only one,
    or none; the operator knows that last one alone (sources: NVIDIA/k8s-device-plugin cmd/config-manager/main.go and
    the chart's config.fallbackStrategies; NVIDIA/gpu-operator assets/state-device-plugin). A configuration that no
    chart names yet is taken to be meant for every node.
    """
    if stated:
        return stated if stated in found else ""
    alone = next(iter(found)) if len(found) == 1 else ""
    if not in_force:
        return alone or ("default" if not source.is_operator and "default" in found else "")
    listed = [] if source.is_operator else source.said.effective("config", "fallbackStrategies")
    for word in listed if isinstance(listed, list) else []:
        if word == "named" and "default" in found:
            return "default"
        if word == "empty" or (word == "single" and alone):
            return alone if word == "single" else ""
    return ""


def _entry(given: ConfigEntry, common: frozenset[str], source: Source, draft: Draft) -> SharedEntry:
    key, content = given.key, given.content or given.text
    entry = SharedEntry(key, given.text.place)
    if given.content is None and is_filled_in_later(content.tree):
        # A variable that stands in a mapping on one line is no YAML before it is filled in.
        filled = opened_by_defaults(content)
        if filled is None:
            message = f"what the entry {key} shares: it is filled in later"
            draft.tell(
                MISSING, message, content.place, f"Write it in the profile, or give it along: {how_to_give(source)}."
            )
            return entry._replace(unseen=f"The entry {key} has variables that are filled in later.")
        content = filled
        entry = entry._replace(remarks=("Taken from the defaults of variables: no file fills them in.",))
    if not isinstance(content.tree, dict):
        draft.tell(NO_EFFECT, f"the entry {key} is no configuration that could be read", content.place)
        return entry
    _tell_others(key, content, draft)
    tell_discovery(key, content, draft)
    flags = entry_flags(key, content, common, source, draft)
    entry = entry._replace(strategy=flags.strategy, policy=flags.policy)
    sharing = field(content, "sharing")
    if sharing is None:
        return entry
    mps, slices = field(sharing, "mps"), field(sharing, "timeSlicing")
    if mps is not None and _resources(mps):
        if slices is not None and _resources(slices):
            draft.tell(NO_EFFECT, f"timeSlicing of {key}: beside mps it is dropped", slices.place)
        return _shared(entry._replace(mode="mps"), mps, source, draft)
    return entry if slices is None else _shared(entry._replace(mode="timeSlicing"), slices, source, draft)


def _tell_others(key: str, content: Value, draft: Draft) -> None:
    """Name what is neither flags nor sharing, and keys that the plugin does not know."""
    for seen in keys_of(content):
        path = f"{seen.parent}.{seen.name}".removeprefix(".").replace("*", seen.block)
        if seen.key is None and not seen.parent.startswith("flags"):
            draft.tell(NO_EFFECT, f"{path} of the entry {key}", seen.value.place)
        elif not seen.parent and seen.name.lower() not in _READ and seen.value.tree:
            draft.tell(INEXPRESSIBLE, f"{path} of the entry {key}", seen.value.place)


def _resources(block: Value) -> bool:
    return any(True for _ in block.elements("resources"))


def _shared(entry: SharedEntry, block: Value, source: Source, draft: Draft) -> SharedEntry:
    found: dict[str, tuple[int | None, Place]] = {}
    remarks: list[str] = []
    for one in block.elements("resources"):
        name, replicas = one.text("name"), one.get("replicas")
        number = None if replicas is None else _whole(replicas)
        is_open = number is None and replicas is not None and is_filled_in_later(replicas.tree)
        if name is None or not (is_open or (number is not None and number >= _FEWEST)):
            draft.tell(
                NO_EFFECT, f"{entry.mode}.resources of the entry {entry.key} shares nothing", (replicas or one).place
            )
        elif full_name(name) not in found:
            found[full_name(name)] = (number, (replicas or one).place)
            if is_open and replicas is not None:
                _tell_open(entry, replicas, source, draft)
            elif replicas is not None and isinstance(replicas.tree, str):
                remarks.append(f"Taken from the default in {replicas.tree}: no file fills the variable in.")
        for key in ("rename", "devices"):
            dropped = one.get(key)
            if dropped is not None and dropped.tree != "all":
                draft.tell(NO_EFFECT, f"{entry.mode}.resources[].{key} of the entry {entry.key}", dropped.place)
    if not found:
        return entry._replace(mode="")
    fails = block.get("failRequestsGreaterThanOne")
    return entry._replace(
        replicas=tuple((name, number, place) for name, (number, place) in found.items()),
        renamed=_is_true(block.get("renameByDefault")),
        fail_above_one=_fails(entry.mode, fails, source),
        remarks=(*entry.remarks, *remarks),
    )


def _tell_open(entry: SharedEntry, replicas: Value, source: Source, draft: Draft) -> None:
    draft.tell(
        MISSING,
        f"how many replicas the entry {entry.key} has: {replicas.tree} is filled in later",
        replicas.place,
        f"Write the number in the profile, or give the ConfigMap as the cluster has it: {how_to_give(source)}.",
    )


def _whole(value: Value) -> int | None:
    """Return a whole number, of a variable with a default that one."""
    tree: Tree = value.tree
    if isinstance(tree, str):
        default = (by_defaults(tree) or "").strip()
        tree = int(default) if _NUMBER.fullmatch(default) else None
    return tree if isinstance(tree, int) and not isinstance(tree, bool) else None


def _is_true(value: Value | None) -> bool:
    return value is not None and value.tree is True


def _fails(mode: str, value: Value | None, source: Source) -> bool:
    """Say whether requests above one fail: off by default in time-slicing; under MPS always on before v0.20.

    Source: NVIDIA/k8s-device-plugin internal/rm/rm.go and api/config/v1/config.go.
    """
    if mode != "mps":
        return _is_true(value)
    older = release_numbers(source.plugin_version) < MPS_GIVES_SEVERAL
    return older or value is None or value.tree is not False
