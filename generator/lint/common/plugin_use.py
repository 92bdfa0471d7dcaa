"""Who runs the device plugin with a configuration: which release it is, and which MIG strategy it has."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR, PLUGIN_CONFIG, chart_versions, load_chart
from generator.facts.plugin_versions import plugin_of
from generator.facts.releases import Numbers, exact_numbers, releases_meant
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.images import image_tag
from generator.lint.common.plugin_daemons import PluginDaemon, daemons_of, key_read
from generator.lint.common.plugin_files import PluginFile, field
from generator.lint.common.strategy_told import PLUGINS_DEFAULT, strategy_told
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Manifests
from generator.model.manifest_value import Value


class Strategy(NamedTuple):
    """The MIG strategy that the plugin runs with, and who says so: ``mig.strategy`` of the chart, say."""

    value: str
    said_by: str


_UNSAID = Strategy(PLUGINS_DEFAULT, "the plugin's default")


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
        return all(one.chart == GPU_OPERATOR for one in found)
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


class _Of(NamedTuple):
    """What those say who run the plugin with one configuration.

    `releases` are those that the plugin may have, `strategies` those in force: `_FILES_OWN` for what the file says,
    None for one that is not told. `may_be_newer` says that one is a chart after those that we know.
    """

    releases: frozenset[Numbers]
    strategies: frozenset[Strategy | None]
    may_be_newer: bool


class _OfDaemons(NamedTuple):
    """What the pods say that mount one configuration: the strategies by the key that is read, None for any."""

    releases: frozenset[Numbers]
    strategies: frozenset[tuple[str | None, Strategy | None]]


_FILES_OWN = Strategy("", "")
"""In the place of what the file says, or else the plugin's default."""


class PluginRuns:
    """Who runs the plugin with each configuration, worked out once for all configurations of a name."""

    def __init__(self, manifests: Manifests) -> None:
        self._manifests = manifests
        self._known = _known()
        self._unsaid = frozenset(_stated(manifests)) or frozenset(self._known)
        self._uses: dict[str | None, _Of] = {}
        self._daemons: dict[str, _OfDaemons] = {}

    def older_than(self, config_map: Configuration, version: Numbers) -> str | None:
        """Return the newest release of the plugin that may run with this, where even that is older than `version`."""
        found = max(self._releases(config_map), default=None)
        return None if found is None or found >= version else "v" + ".".join(map(str, found))

    def may_be_newer(self, config_map: Configuration) -> bool:
        """Say whether the plugin may be a release after those that we know."""
        newest = max(self._known)
        return self._of_uses(config_map).may_be_newer or any(one > newest for one in self._releases(config_map))

    def strategy_of(self, file: PluginFile) -> Strategy | None:
        """Return the MIG strategy in force for an entry; None where the files do not tell."""
        read = ((key, one) for key, one in self._of_daemons(file.config_map).strategies if key in (None, file.key))
        found = self._of_uses(file.config_map).strategies | {one for _, one in read}
        if not found:
            stated = self._manifests.context.chart
            return None if stated is not None and stated[0] == GPU_OPERATOR else own_strategy(file)
        strategies = {own_strategy(file) or _UNSAID if one == _FILES_OWN else one for one in found}
        return strategies.pop() if len(strategies) == 1 else None

    def _releases(self, config_map: Configuration) -> frozenset[Numbers]:
        found = self._of_uses(config_map).releases | self._of_daemons(config_map).releases
        return found or self._unsaid

    def _of_uses(self, config_map: Configuration) -> _Of:
        if config_map.chart is not None:
            return self._found(users(config_map, self._manifests))
        if config_map.name not in self._uses:
            self._uses[config_map.name] = self._found(users(config_map, self._manifests))
        return self._uses[config_map.name]

    def _found(self, uses: tuple[ChartUse | ClusterPolicy, ...]) -> _Of:
        releases = frozenset(version for use in uses for version in self._releases_of(use))
        return _Of(releases, frozenset(map(_strategy_of, uses)), any(map(_is_after_known, uses)))

    def _releases_of(self, use: ChartUse | ClusterPolicy) -> Iterable[Numbers]:
        path = ("devicePlugin", "version") if use.chart == GPU_OPERATOR else ("image", "tag")
        image = exact_numbers(_text(use.value(*path)) or "")
        if image:
            return (image,)
        return _of_chart(use.chart, use.stated, use.releases) if isinstance(use, ChartUse) else self._unsaid

    def _of_daemons(self, config_map: Configuration) -> _OfDaemons:
        name = config_map.name or ""
        if name not in self._daemons:
            found = daemons_of(config_map, self._manifests)
            images = (exact_numbers(image_tag(one.container)) for one in found)
            strategies = frozenset((key_read(one), _strategy_of(one)) for one in found)
            self._daemons[name] = _OfDaemons(frozenset(one for one in images if one is not None), strategies)
        return self._daemons[name]


def _is_after_known(use: ChartUse | ClusterPolicy) -> bool:
    return isinstance(use, ChartUse) and not use.within and use.releases == chart_versions(use.chart)[-1:]


def own_strategy(file: PluginFile) -> Strategy | None:
    """Return what the entry itself says of the MIG strategy."""
    flags = field(file.content, "flags")
    value = None if flags is None else field(flags, "migStrategy")
    return Strategy(value.tree, "flags.migStrategy") if value is not None and isinstance(value.tree, str) else None


def _strategy_of(runs: ChartUse | ClusterPolicy | PluginDaemon) -> Strategy | None:
    told = strategy_told(runs)
    return None if told.value is None else Strategy(told.value, told.said_by) if told.value else _FILES_OWN


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
