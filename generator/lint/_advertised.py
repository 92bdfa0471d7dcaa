"""Which resources the nodes can advertise, as far as the files tell: only what is certain is said."""

from typing import NamedTuple

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.lint._plugin_files import PluginFile, plugin_files
from generator.lint._plugin_use import strategy_of, users
from generator.lint._resource_names import GPU, MIG_PREFIX, full_name
from generator.model.manifest import ChartUse, ClusterPolicy, Manifests, Origin

SUFFIX = ".shared"


class Entry(NamedTuple):
    """What one entry of the configuration makes of resources.

    `renamed` are the resources that it advertises under the name with ``.shared``, `shared` those that it shares under
    their own name. `strategy` is the MIG strategy in force, None where the files do not tell.
    """

    renamed: frozenset[str]
    shared: frozenset[str]
    strategy: str | None


class Advertised(NamedTuple):
    """All entries that nodes may run with, `complete` where every node runs with one of them."""

    entries: tuple[Entry, ...]
    complete: bool

    def may_have(self, resource: str) -> bool:
        """Say whether some node may advertise a resource, when nodes have whatever card it takes."""
        plain = resource.removesuffix(SUFFIX)
        if resource != plain:
            return any(plain in entry.renamed for entry in self.entries)
        if not self.complete:
            return True
        return any(plain not in entry.renamed and _strategy_has(entry.strategy, plain) for entry in self.entries)


def advertised(manifests: Manifests) -> Advertised | None:
    """Return what the configurations that are in use make of resources; None where none of them is among the files."""
    files = [file for file in plugin_files(manifests) if users(file.config_map, manifests)]
    if not files or any(config.origin is Origin.FILE for config in manifests.plugin_configs):
        return None
    entries = tuple(_entry(file, manifests) for file in files)
    return Advertised(entries, all(_has_default(file, manifests) for file in files))


def _has_default(file: PluginFile, manifests: Manifests) -> bool:
    """Say whether nodes without a label run with an entry of this configuration too."""
    keys = {entry.key for entry in file.config_map.entries}
    return all(_default(use, keys) for use in users(file.config_map, manifests))


def _default(use: ChartUse | ClusterPolicy, keys: set[str]) -> bool:
    if isinstance(use, ClusterPolicy):
        return bool(use.spec.text("devicePlugin", "config", "default"))
    path = ("devicePlugin", "config") if use.chart == GPU_OPERATOR else ("config",)
    value = use.value(*path, "default")
    if value is not None and value.tree:
        return True
    # The plugin's own chart falls back to the entry `default`, or to the only one.
    return (
        use.chart == DEVICE_PLUGIN
        and use.value("config", "fallbackStrategies") is None
        and ("default" in keys or len(keys) == 1)
    )


def _entry(file: PluginFile, manifests: Manifests) -> Entry:
    renamed: set[str] = set()
    shared: set[str] = set()
    for kind in ("mps", "timeSlicing"):
        block = file.content.get("sharing", kind)
        if block is None:
            continue
        rename = block.get("renameByDefault")
        names = {full_name(name) for one in block.elements("resources") if (name := one.text("name"))}
        (renamed if rename is not None and rename.tree is True else shared).update(names)
        break
    strategy = strategy_of(file, manifests)
    return Entry(frozenset(renamed), frozenset(shared), strategy.value if strategy else None)


def _strategy_has(strategy: str | None, plain: str) -> bool:
    return not plain.startswith(MIG_PREFIX) or strategy not in ("none", "single") or plain == GPU
