"""Unlike MIG devices on one node under strategy single."""

from collections.abc import Iterator

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.clusters import are_apart
from generator.lint.common.mig_files import MigItem, counts_of, families_of, filter_ids, known_families, mig_items
from generator.lint.common.mig_use import asked_layouts, mig_users, operators
from generator.lint.common.plugin_daemons import PluginDaemon, plugin_daemons, runs_plugin
from generator.lint.common.strategy_told import StrategyTold, strategy_told
from generator.model.finding import Severity
from generator.model.manifest import ChartUse, ClusterPolicy, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_BALANCED = "all-balanced"
"""Stands in NVIDIA's own file, so that most copies have it whatever the strategy."""
_Layouts = dict[str, list[MigItem]]


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    asked = asked_layouts(manifests)
    by_map: dict[int, _Layouts] = {}
    for item in mig_items(manifests):
        by_map.setdefault(id(item.file.config_map), {}).setdefault(item.name, []).append(item)
    told: set[object] = set()
    for layouts in by_map.values():
        users = mig_users(next(iter(layouts.values()))[0].file.config_map, manifests)
        unlike = {name: items for name, items in layouts.items() if _unlike(items)}
        for use in users if unlike else ():
            strategy = strategy_told(use)
            if use.chart == GPU_OPERATOR and strategy.value == "single":
                yield from _of_layouts(unlike, strategy, asked, told)
        if not users and len(by_map) == 1 and _may_be_read(layouts, manifests):
            yield from _of_unnamed(layouts, asked, told, manifests)
    for use in operators(manifests):
        yield from _balanced(use, asked, told, manifests)


def _of_layouts(
    layouts: _Layouts, strategy: StrategyTold, asked: frozenset[str], told: set[object]
) -> Iterator[ManifestFault]:
    for name, items in layouts.items():
        unlike = _unlike(items)
        if not unlike or (name not in asked and (name == _BALANCED or strategy.at is None)):
            continue
        place = items[0].value.place if strategy.at is None else strategy.at.place
        if place not in told:
            told.add(place)
            severity = None if name in asked else Severity.WARNING
            message = f"MIG strategy single, and layout {name} has {' and '.join(unlike)} on one node"
            yield ManifestFault(place, f"{message}: the device plugin advertises nothing there", severity=severity)


def _of_unnamed(
    layouts: _Layouts, asked: frozenset[str], told: set[object], manifests: Manifests
) -> Iterator[ManifestFault]:
    """Tell of a configuration that nobody names, such as a plain file, where it has nothing that single could take."""
    strategy = _one_strategy(manifests)
    if strategy is None or strategy.value != "single" or strategy.at is None:
        return
    items = next(iter(layouts.values()))
    if are_apart(strategy.at.place, items[0].value.place):
        return
    met = {name: _met(items, manifests) for name, items in layouts.items()}
    cut = {name: items for name, items in met.items() if any(any(counts_of(one.value).values()) for one in items)}
    unlike = {name: items for name, items in cut.items() if _unlike(items)}
    if unlike and (unlike.keys() == cut.keys() or not asked.isdisjoint(unlike)):
        yield from _of_layouts(unlike, strategy, asked, told)


def _may_be_read(layouts: _Layouts, manifests: Manifests) -> bool:
    """Say whether a configuration is a file, or one for a MIG manager beside the plugin: the operator names its own."""
    named = next(iter(layouts.values()))[0].file.config_map.name is not None
    return not named or not any(one.chart == GPU_OPERATOR for one in operators(manifests))


def _met(items: list[MigItem], manifests: Manifests) -> list[MigItem]:
    """Return the items that meet one of the cards that are said; all where none is."""
    known = known_families(manifests) is not None
    return [item for item in items if not known or families_of(item.value, manifests)]


def _one_strategy(manifests: Manifests) -> StrategyTold | None:
    """Return the strategy that is written for the one chart, ClusterPolicy or plugin pod among the files."""
    runs: list[ChartUse | ClusterPolicy | PluginDaemon] = [*operators(manifests)]
    runs += [one for one in plugin_daemons(manifests) if runs_plugin(one)]
    return strategy_told(runs[0]) if len(runs) == 1 else None


def _balanced(
    use: ChartUse | ClusterPolicy, asked: frozenset[str], told: set[object], manifests: Manifests
) -> Iterator[ManifestFault]:
    """Tell where a node asks for NVIDIA's own layout of unlike devices."""
    strategy = strategy_told(use)
    if _BALANCED not in asked or use.chart != GPU_OPERATOR or strategy.value != "single" or strategy.at is None:
        return
    own = any(use in mig_users(one, manifests) for one in manifests.mig_configs)
    if not own and strategy.at.place not in told:
        message = f"MIG strategy single, and a node asks for {_BALANCED}, which has unlike devices"
        yield ManifestFault(strategy.at.place, f"{message}: the device plugin advertises nothing there")


def _unlike(items: list[MigItem]) -> tuple[str, ...]:
    """Return the unlike things that meet on one node for certain: in one item, or in two that list any GPU's index."""
    found: list[str] = []
    for item in items:
        names = [name for name, count in counts_of(item.value).items() if count]
        if len(names) > 1:
            return tuple(names)
        if filter_ids(item.value) is None and _listed(item):
            found.extend(names or ["GPUs without MIG devices"])
    unlike = tuple(dict.fromkeys(found))
    return unlike if len(unlike) > 1 else ()


def _listed(item: MigItem) -> bool:
    devices = item.value.get("devices")
    return devices is not None and isinstance(devices.tree, list) and bool(devices.tree)


RULE = ManifestRule(
    "SHR204",
    "Unlike MIG devices under strategy single",
    Severity.ERROR,
    why="Under single every MIG device of a node is nvidia.com/gpu, so all must be alike. Where they are not the "
    "device plugin ends with an error, the node advertises no GPU, and its label says MIG-INVALID.",
    fix="Set MIG strategy mixed, and request nvidia.com/mig-PROFILE; or cut each node into devices of one profile.",
    source="NVIDIA/k8s-device-plugin internal/rm/device_map.go, AssertAllMigDevicesAreValid (v0.17.4 to v0.20.0)",
    bad="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    mig:
      strategy: single  # <- here
    migManager:
      config:
        create: true
        name: layouts
        data:
          config.yaml: |
            version: v1
            mig-configs:
              all-disabled:
                - {devices: all, mig-enabled: false}
              unlike:
                - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 2, 2g.20gb: 1}}
""",
    good="""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: gpu-operator, namespace: gpu-operator}
spec:
  chart: {spec: {chart: gpu-operator, version: v26.7.0}}
  values:
    mig:
      strategy: mixed
    migManager:
      config:
        create: true
        name: layouts
        data:
          config.yaml: |
            version: v1
            mig-configs:
              all-disabled:
                - {devices: all, mig-enabled: false}
              unlike:
                - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 2, 2g.20gb: 1}}
""",
    check=_check,
)
