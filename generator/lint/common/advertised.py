"""Which resources the nodes can advertise, as far as the files tell: only what is certain is said."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, PLUGIN_CONFIG
from generator.facts.plugin_versions import MPS_GIVES_SEVERAL
from generator.lint.common.folders import together
from generator.lint.common.plugin_daemons import plugin_daemons
from generator.lint.common.plugin_files import PluginFile, plugin_files
from generator.lint.common.plugin_use import PluginRuns, users
from generator.lint.common.resource_names import GPU, MIG_PREFIX, full_name
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Manifests, Origin
from generator.model.manifest_value import Value
from generator.model.plan import CONFIG_LABEL, SHARED_SUFFIX

_FOR_ALL = frozenset({"any", "default", "config", "config.yaml"})
"""What guides call the entry of nodes without a label."""
_OF_GKE = "cloud.google.com/gke-"
_NONE: frozenset[str] = frozenset()


class Entry(NamedTuple):
    """What one entry of the configuration makes of resources.

    `renamed` are the resources that it advertises under the name with ``.shared``, `shared` those that it shares under
    their own name; `one_by_one` are those of both of which a container may ask for one only. `strategy` is the MIG
    strategy in force, None where the files do not tell. `slices` has the replicas of what is shared by time-slicing.
    """

    renamed: frozenset[str]
    shared: frozenset[str]
    one_by_one: frozenset[str]
    strategy: str | None
    slices: tuple[tuple[str, int], ...] = ()


class Advertised(NamedTuple):
    """All entries that nodes may run with, `complete` where every node runs with one of them.

    `severity` is what a finding weighs that rests on it; None where it is certain that the entries are read.
    """

    entries: tuple[Entry, ...]
    complete: bool
    severity: Severity | None = None

    def may_have(self, resource: str) -> bool:
        """Say whether some node may advertise a resource, when nodes have whatever card it takes."""
        plain = resource.removesuffix(SHARED_SUFFIX)
        if resource != plain:
            return any(plain in entry.renamed for entry in self.entries)
        if not self.complete:
            return True
        return any(plain not in entry.renamed and _strategy_has(entry.strategy, plain) for entry in self.entries)

    def slices_of(self, resource: str) -> int | None:
        """Return into how many slices every card of a resource is cut at least; None where one may be given whole."""
        plain = resource.removesuffix(SHARED_SUFFIX)
        renamed = resource != plain
        sharers = [one for one in self.entries if plain in (one.renamed if renamed else one.shared)]
        whole = [one for one in self.entries if plain not in one.renamed | one.shared]
        if not sharers or not (renamed or (self.complete and not whole)):
            return None
        found = [dict(one.slices).get(plain) for one in sharers]
        return min((one for one in found if one is not None), default=None) if None not in found else None


def advertised(manifests: Manifests) -> Advertised | None:
    """Return what the configurations that are in use make of resources; None where none of them is among the files.

    With several installations, as in a repository of several clusters, nothing says which of them a pod is for.
    """
    if len(manifests.charts) + len(manifests.policies) > 1:
        return None
    files = [file for file in plugin_files(manifests, in_part=False) if users(file.config_map, manifests)]
    if not files or any(config.origin is Origin.FILE for config in manifests.plugin_configs):
        return None
    runs = PluginRuns(manifests)
    entries = tuple(_entry(file, runs) for file in files)
    return Advertised(entries, all(_has_default(file, manifests) for file in files))


def advertised_or_meant(manifests: Manifests) -> Advertised | None:
    """Return the same, and where nothing among the files could name a configuration, what those make that are there.

    People give a ConfigMap and a pod, and have named it on a command line: each node is taken to run with one of them,
    where both lie together, the entries are called as those for every node are, and nothing shows another plugin.
    """
    known = advertised(manifests)
    files = [] if known is not None else list(plugin_files(manifests, in_part=False))
    if not files or not all(_is_for_all(file.config_map) for file in files):
        return known
    namers = (manifests.charts, manifests.policies, manifests.helmfiles, manifests.of_kind("Subscription"))
    shown = any(node.advertised for node in manifests.nodes) or any(plugin_daemons(manifests))
    if shown or _is_chosen(manifests) or any(namers) or any(order.chart for order in manifests.orders):
        return None
    places = {one.place.file.rpartition("/")[0]: one.place for one in manifests.workloads}.values()
    if not all(together(file.config_map.place, place, manifests) for file in files for place in places):
        return None
    # What the chart tells the plugin of MIG beats the file.
    runs = PluginRuns(manifests)
    entries = tuple(_entry(file, runs)._replace(strategy=None) for file in files)
    return Advertised(entries, True, Severity.WARNING)


def _is_for_all(config: Configuration) -> bool:
    """Say whether a ConfigMap has an entry that is called as those are that nodes without a label run with."""
    return config.origin in (Origin.CONFIG_MAP, Origin.GENERATOR) and any(one.key in _FOR_ALL for one in config.entries)


def _is_chosen(manifests: Manifests) -> bool:
    """Say whether labels choose among entries, or pods select nodes of GKE, whose plugin reads no such file."""
    return any(key == CONFIG_LABEL for one in manifests.labelled for key, _ in one.labels) or any(
        key.startswith(_OF_GKE) for one in manifests.workloads for key, _ in one.pod.entries("nodeSelector")
    )


def _has_default(file: PluginFile, manifests: Manifests) -> bool:
    """Say whether nodes without a label run with an entry of this configuration too."""
    keys = {entry.key for entry in file.config_map.entries}
    return all(_default(use, keys) for use in users(file.config_map, manifests))


def _default(use: ChartUse | ClusterPolicy, keys: set[str]) -> bool:
    if isinstance(use, ClusterPolicy):
        return bool(use.spec.text("devicePlugin", "config", "default"))
    value = use.value(*PLUGIN_CONFIG[use.chart], "default")
    if value is not None and value.tree:
        return True
    # The plugin's own chart falls back to the entry `default`, or to the only one.
    return (
        use.chart == DEVICE_PLUGIN
        and use.value("config", "fallbackStrategies") is None
        and ("default" in keys or len(keys) == 1)
    )


def _entry(file: PluginFile, runs: PluginRuns) -> Entry:
    strategy = runs.strategy_of(file)
    # Where both are there, MPS counts.
    kind = next((kind for kind in ("mps", "timeSlicing") if file.content.get("sharing", kind) is not None), None)
    block = None if kind is None else file.content.get("sharing", kind)
    if block is None:
        return Entry(_NONE, _NONE, _NONE, strategy.value if strategy else None)
    names = frozenset(full_name(name) for one in block.elements("resources") if (name := one.text("name")))
    several = block.get("failRequestsGreaterThanOne")
    single = _is_true(block, "failRequestsGreaterThanOne") or (
        # Under MPS it is true where nothing else is said, and always was before.
        kind == "mps"
        and (several is None or several.tree is None or runs.older_than(file.config_map, MPS_GIVES_SEVERAL) is not None)
    )
    renamed = _is_true(block, "renameByDefault")
    return Entry(
        renamed=names if renamed else _NONE,
        shared=_NONE if renamed else names,
        one_by_one=names if single else _NONE,
        strategy=strategy.value if strategy else None,
        slices=tuple(_slices(block)) if kind == "timeSlicing" else (),
    )


def _slices(block: Value) -> Iterator[tuple[str, int]]:
    for one in block.elements("resources"):
        name, replicas = one.text("name"), one.whole_number("replicas")
        if name and replicas is not None:
            yield full_name(name), replicas


def _is_true(block: Value, key: str) -> bool:
    value = block.get(key)
    return value is not None and value.tree is True


def _strategy_has(strategy: str | None, plain: str) -> bool:
    return not plain.startswith(MIG_PREFIX) or strategy not in ("none", "single") or plain == GPU
