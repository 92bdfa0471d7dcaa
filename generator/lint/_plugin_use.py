"""Who runs the device plugin with a configuration: which release it is, and which MIG strategy it has."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR, PLUGIN_CONFIG, chart_versions, load_chart
from generator.facts.plugin_versions import plugin_of
from generator.facts.releases import Numbers, exact_numbers, releases_meant
from generator.lint._chart_values import ends_up_with
from generator.lint._images import image_tag
from generator.lint._plugin_daemons import PluginDaemon, daemons_of, reads_entry, said_to
from generator.lint._plugin_files import PluginFile, field
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Manifests
from generator.model.manifest_value import Value

_DEFAULT_STRATEGY = "single"
"""gpu-operator's `mig.strategy`; source: NVIDIA/gpu-operator deployments/gpu-operator/values.yaml."""


class Strategy(NamedTuple):
    """The MIG strategy that the plugin runs with, and who says so: ``mig.strategy`` of the chart, say."""

    value: str
    said_by: str


_UNSAID = Strategy("none", "the plugin's default")


def users(config_map: Configuration, manifests: Manifests) -> tuple[ChartUse | ClusterPolicy, ...]:
    """Return the charts and ClusterPolicies among the files that name this configuration."""
    if config_map.chart is not None:
        return (config_map.chart,)
    if not config_map.name:
        return ()
    return manifests.plugin_users.get(config_map.name, ())


def is_of_operator(config_map: Configuration, manifests: Manifests) -> bool:
    """Say whether gpu-operator runs the plugin with this configuration, as far as that is known."""
    found = users(config_map, manifests)
    if found:
        return all(isinstance(one, ClusterPolicy) or one.chart == GPU_OPERATOR for one in found)
    stated = manifests.context.chart
    return stated is not None and stated[0] == GPU_OPERATOR


def default_of_nothing(use: ChartUse) -> Value | None:
    """Return the default entry that values name without a configuration that it could be in.

    Every release that has a default takes it from the ConfigMap that `name` says or that the values make, and none
    has a name by default (`configMapName` in the plugin chart's _helpers.tpl, clusterpolicy.yaml of gpu-operator).
    """
    path = PLUGIN_CONFIG[use.chart]
    default = use.value(*path, "default")
    if default is None or not default.tree or not use.whole:
        return None
    return None if any(ends_up_with(use, *path, key) for key in ("name", "map", "data")) else default


def plugin_older_than(config_map: Configuration, manifests: Manifests, version: Numbers) -> str | None:
    """Return the newest release of the plugin that may run with this, where even that is older than `version`."""
    found = max(_releases(config_map, manifests), default=None)
    return None if found is None or found >= version else "v" + ".".join(map(str, found))


def plugin_may_be_newer(config_map: Configuration, manifests: Manifests) -> bool:
    """Say whether the plugin may be a release after those that we know."""
    newest = max(_known())
    return any(version > newest for version in _releases(config_map, manifests)) or any(
        isinstance(use, ChartUse) and not use.within and use.releases == chart_versions(use.chart)[-1:]
        for use in users(config_map, manifests)
    )


def strategy_of(file: PluginFile, manifests: Manifests) -> Strategy | None:
    """Return the MIG strategy in force for an entry; None where the files do not tell."""
    found = users(file.config_map, manifests)
    strategies = {_strategy_of_use(use, file) for use in found}
    daemons = (one for one in daemons_of(file.config_map, manifests) if reads_entry(one, file.key))
    strategies |= {_strategy_of_daemon(one, file) for one in daemons}
    if not strategies:
        stated = manifests.context.chart
        return None if stated is not None and stated[0] == GPU_OPERATOR else own_strategy(file)
    return strategies.pop() if len(strategies) == 1 else None


def own_strategy(file: PluginFile) -> Strategy | None:
    """Return what the entry itself says of the MIG strategy."""
    flags = field(file.content, "flags")
    value = None if flags is None else field(flags, "migStrategy")
    return Strategy(value.tree, "flags.migStrategy") if value is not None and isinstance(value.tree, str) else None


def _strategy_of_use(use: ChartUse | ClusterPolicy, file: PluginFile) -> Strategy | None:
    own = own_strategy(file)
    unsaid = own or _UNSAID
    if isinstance(use, ClusterPolicy):
        said = use.spec.text("mig", "strategy")
        return Strategy(said, "mig.strategy of the ClusterPolicy") if said else unsaid
    operator = use.chart == GPU_OPERATOR
    value = use.value("mig", "strategy") if operator else use.value("migStrategy")
    if value is not None:
        said_by = f"{'mig.strategy' if operator else 'migStrategy'} of the chart"
        return Strategy(value.tree, said_by) if isinstance(value.tree, str) and value.tree else None
    if not use.whole:
        return None
    return Strategy(_DEFAULT_STRATEGY, "gpu-operator's default of mig.strategy") if operator else unsaid


def _strategy_of_daemon(daemon: PluginDaemon, file: PluginFile) -> Strategy | None:
    said = said_to(daemon, "mig-strategy", "MIG_STRATEGY")
    if said is not None:
        return Strategy(said, f"{daemon.workload.kind} {daemon.workload.name}") if said else None
    return own_strategy(file) or _UNSAID


def _releases(config_map: Configuration, manifests: Manifests) -> tuple[Numbers, ...]:
    """Return the releases that the plugin may have."""
    found = [version for use in users(config_map, manifests) for version in _releases_of(use, manifests)]
    images = (exact_numbers(image_tag(daemon.container)) for daemon in daemons_of(config_map, manifests))
    found += [version for version in images if version is not None]
    return tuple(found) or tuple(_stated(manifests)) or _known()


def _releases_of(use: ChartUse | ClusterPolicy, manifests: Manifests) -> Iterator[Numbers]:
    if isinstance(use, ClusterPolicy):
        image = exact_numbers(use.spec.text("devicePlugin", "version") or "")
        yield from (image,) if image else (tuple(_stated(manifests)) or _known())
        return
    path = ("devicePlugin", "version") if use.chart == GPU_OPERATOR else ("image", "tag")
    image = exact_numbers(_text(use.value(*path)) or "")
    yield from (image,) if image else _of_chart(use.chart, use.stated, use.releases)


def _stated(manifests: Manifests) -> Iterator[Numbers]:
    stated = manifests.context.chart
    if stated is not None:
        yield from _of_chart(stated[0], stated[1], releases_meant(stated[0], stated[1] or None).names)


def _of_chart(chart: str, stated: str | None, releases: tuple[str, ...]) -> Iterator[Numbers]:
    exact = plugin_of(chart, stated or "")
    if exact is not None:
        yield exact
        return
    for release in releases:
        found = exact_numbers(load_chart(chart, release).components.get("devicePlugin") or "")
        if found is not None:
            yield found


def _known() -> tuple[Numbers, ...]:
    found = (exact_numbers(release) for chart in CHARTS if chart == DEVICE_PLUGIN for release in chart_versions(chart))
    return tuple(one for one in found if one is not None)


def _text(value: Value | None) -> str | None:
    return value.tree if value is not None and isinstance(value.tree, str) else None
