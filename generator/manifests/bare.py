"""Files that are no Kubernetes objects: chart values, and files of NVIDIA's programs."""

import re
from pathlib import PurePosixPath

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR
from generator.manifests.around import copied_chart, given_to, installed_from
from generator.manifests.bare_driver import collect_driver_values
from generator.manifests.bare_orders import OF_CHARTS, collect_orders
from generator.manifests.bare_stated import BOTH, IN_MANY_CHARTS, first_keys, is_alone, of_stated, top_keys
from generator.manifests.bundles import collect_addons, collect_fleet, collect_helmfile_release
from generator.manifests.charts import chart_named, chart_use
from generator.manifests.collector import Collector, OpenUse, WantedFile, folder_of
from generator.manifests.idle import is_idle, key_of, misspelt_keys, says_values, without_switch
from generator.manifests.kubelet_flags import collect_machine_registration
from generator.manifests.nodes import collect_machine_config
from generator.manifests.others import collect_bare_others, collect_dependencies
from generator.model.config_kinds import is_mig_config, is_plugin_config
from generator.model.manifest import ChartUse, ConfigEntry, Configuration, Form, IdleBlock, Origin
from generator.model.manifest_value import Value
from generator.model.tree import Tree

_OF_ENTRIES = frozenset({"sharing", "timeSlicing"})
"""Keys of the plugin's own file that people write as values, beside some that are."""
_ENOUGH = 2
_OF_OPERATOR_ALONE = frozenset({"ccManager", "kataManager", "migManager", "vgpuDeviceManager"})
"""Keys that no other chart is known to have, so that one of them is enough."""
_PLAN_FORMAT = "gpuslice.plan/"
_is_old_release = re.compile(r"v?1\.\d+\.\d+").fullmatch
"""Releases of gpu-operator before v22.9.0, whose values had each image's version written out."""
_HEADINGS = frozenset({"USER-SUPPLIED VALUES", "COMPUTED VALUES"})
"""What `helm get values` without -o yaml writes above the values; source: helm/helm cmd/helm/get_values.go."""
_IN_BOTH_FILES = frozenset({"resources", "mps"})
"""Keys that the plugin's own file has at the top as well as its chart's values, be it by mistake."""


def collect_beside(out: Collector) -> None:
    """Take values that Argo CD or Flux gives to a chart around one of NVIDIA's, below none of its keys."""
    for value, dependency in out.beside:
        known = top_keys(dependency.text("name") or "") - BOTH - IN_MANY_CHARTS
        if first_keys(value) <= known:
            _take_beside_key(value, dependency, out)
        else:
            _collect_beside_key(value, (dependency,), out)


def collect_bare(value: Value, out: Collector) -> None:
    """Take a document without kind once all files are known: nobody has named it as the values of some chart."""
    if not isinstance(value.tree, dict) or _is_plan(value):
        return
    value = _without_heading(value, value.tree)
    if _is_profile(value):
        out.profiles.append(value.place)
        return
    collect_machine_config(value, out)
    collect_machine_registration(value, out)
    collect_orders(value, out)
    if is_mig_config(value):
        entry = ConfigEntry("config.yaml", value, value)
        out.mig_configs.append(Configuration(None, None, (entry,), Origin.FILE, value.place))
    elif _is_plugin_file(value):
        entry = ConfigEntry(PurePosixPath(value.place.file).name, value, value)
        out.plugin_configs.append(Configuration(None, None, (entry,), Origin.FILE, value.place))
    else:
        _collect_values(value, out)


def _without_heading(value: Value, tree: dict[str, Tree]) -> Value:
    """Return values without Helm's heading, which reads as a key with nothing behind it."""
    said = {key: one for key, one in tree.items() if one is not None or key not in _HEADINGS}
    return value if len(said) == len(tree) else value._replace(tree=said)


def _collect_values(value: Value, out: Collector) -> None:
    if _collect_umbrella(value, out):
        collect_dependencies(value, _dependencies(value, out) or (), out)
        return
    if any(chart_named(one.text("chart")) for one in value.elements("releases")):
        # The documents of a helmfile are merged.
        out.helmfiles[value.place.file] = out.bare[value.place.file]
    for release in value.elements("releases"):
        collect_helmfile_release(release, out)
    collect_fleet(value, out)
    if collect_addons(value, out):
        return
    # The values in these are for the charts that they name.
    if is_bundle(value):
        return
    dependencies = _dependencies(value, out)
    copied = _copied(value, out)
    if copied is not None:
        out.charts.append(OpenUse(copied._replace(values=(value,), place=value.place), ()))
        return
    if dependencies is not None:
        _collect_beside_key(value, dependencies, out)
        collect_bare_others(value, out)
        return
    stated = out.context.chart
    meant = _chart_of(value) if stated is None else of_stated(value, stated[0], out)
    if (meant is None or out.context.driver_chart) and collect_driver_values(value, is_alone(value, out), out):
        return
    if meant is not None:
        version = (stated[1] or None) if stated and stated[0] == meant else _said_in(value, meant)
        out.charts.append(OpenUse(chart_use(meant, version, Form.VALUES_FILE, value, (value,)), ()))
    else:
        collect_bare_others(value, out)


def is_bundle(value: Value) -> bool:
    """Say whether a document is a bundle of Fleet or a helmfile, which name charts and whose values are for these."""
    named = [one.text("chart") for one in value.elements("releases")]
    of_fleet = PurePosixPath(value.place.file).stem == "fleet" and value.text("helm", "chart") is not None
    return of_fleet or (bool(named) and all(named))


def _said_in(value: Value, chart: str) -> str | None:
    """Return the release that old values tell by the version of the operator's own image, as its first ones did."""
    said = value.text("validator", "version") or value.text("operator", "version")
    return said if chart == GPU_OPERATOR and said is not None and _is_old_release(said) else None


def _chart_of(value: Value) -> str | None:
    """Return the chart whose values these are, None if they are most likely another's."""
    keys = first_keys(value)
    operator = (keys & top_keys(GPU_OPERATOR)) - BOTH
    plugin = (keys & top_keys(DEVICE_PLUGIN)) - BOTH - {"config"}
    known = len(keys & top_keys(GPU_OPERATOR))
    if keys & _OF_OPERATOR_ALONE and keys <= top_keys(GPU_OPERATOR):
        return GPU_OPERATOR
    mostly = known >= _ENOUGH and 2 * known >= len(keys)
    if mostly and len(operator) > len(plugin) and operator - IN_MANY_CHARTS:
        return GPU_OPERATOR
    if plugin & {"migStrategy", "failOnInitError", "deviceListStrategy", "deviceIDStrategy", "compatWithCPUManager"}:
        return DEVICE_PLUGIN
    for chart in (DEVICE_PLUGIN, GPU_OPERATOR) if keys & _OF_ENTRIES else ():
        if keys > _OF_ENTRIES & keys and keys - _OF_ENTRIES <= top_keys(chart):
            return chart
    both = keys & {"gfd", "devicePlugin"}
    named_map = value.text("config", "name") and keys & {"gfd", "nfd"} and keys <= top_keys(DEVICE_PLUGIN)
    if value.get("config", "map") is not None or named_map or (both and plugin and keys <= top_keys(DEVICE_PLUGIN)):
        return DEVICE_PLUGIN
    named = next((chart for chart in CHARTS if chart in _name_of_values(value) and keys & top_keys(chart)), None)
    if named is not None and 2 * len(keys & top_keys(named)) >= len(keys):
        return named
    return GPU_OPERATOR if value.get("devicePlugin", "config") is not None else None


def _name(value: Value) -> str:
    return PurePosixPath(value.place.file).name


def _name_of_values(value: Value) -> str:
    """Return the name of the file, or of its folder where the file is just called values."""
    path = PurePosixPath(value.place.file)
    return path.parent.name if path.stem == "values" else path.stem


def _collect_umbrella(value: Value, out: Collector) -> bool:
    """Take the values of a chart that depends on NVIDIA's: below a dependency's alias, or else its name."""
    given = _dependencies(value, out)
    dependencies = given or ()
    keys = {chart: (chart, None) for chart in CHARTS} | {
        key_of(one): (one.text("name") or "", one.text("version")) for one in dependencies if one.text("name") in CHARTS
    }
    found = [(key, below) for key in keys if (below := value.get(key)) is not None and isinstance(below.tree, dict)]
    for chart, block in misspelt_keys(value, dependencies, out):
        if len([name for name, _ in block.entries() if name in top_keys(chart)]) * 2 > len(list(block.entries())):
            named = tuple((one.text("name") or "", key_of(one)) for one in dependencies)
            out.idle.append(IdleBlock(chart, block, named))
            found = found or [("", Value(None, block.place))]
    for key, below in found:
        if not key:
            return True
        chart, version = keys[key]
        if is_idle(key, below, dependencies, out):
            named = tuple((one.text("name") or "", key_of(one)) for one in dependencies)
            if says_values(key, below, dependencies, top_keys(chart)):
                out.idle.append(IdleBlock(chart, below, named))
        else:
            values = without_switch(key, below, given)
            use = chart_use(chart, version, Form.VALUES_FILE, below, (values,))
            installed = None if given is None else installed_from(folder_of(value), out)
            out.charts.append(OpenUse(given_to(use, installed), ()))
    return bool(found)


def _collect_beside_key(value: Value, dependencies: tuple[Value, ...], out: Collector) -> None:
    """Take values that were meant for a dependency and stand at the top of the depending chart's own."""
    for dependency in dependencies:
        if dependency.text("name") in CHARTS and dependency.text("name") == _chart_of(value):
            _take_beside_key(value, dependency, out)


def _take_beside_key(value: Value, dependency: Value, out: Collector) -> None:
    chart = dependency.text("name") or ""
    first = next((key for key, _ in value.entries() if key in top_keys(chart)), None)
    at = Value(None, value.place if first is None else value.place.below(first))
    use = chart_use(chart, dependency.text("version"), Form.NOT_BELOW_KEY, at)
    out.charts.append(OpenUse(use._replace(whole=False, release_name=dependency.text("alias")), ()))


def _copied(value: Value, out: Collector) -> ChartUse | None:
    """Return the copy of one of NVIDIA's charts in whose folder a values file lies."""
    file = out.find_file(WantedFile(folder_of(value), OF_CHARTS[0]))
    return copied_chart(file[1]) if file is not None and _name(value).startswith("values") else None


def _dependencies(value: Value, out: Collector) -> tuple[Value, ...] | None:
    """Return the dependencies of the chart that lies around a file; None where none does."""
    files = [out.find_file(WantedFile(folder_of(value), name)) for name in OF_CHARTS]
    if files[0] is None:
        return None
    documents = (document for file in files if file is not None for document in file[1])
    return tuple(one for document in documents for one in document.elements("dependencies"))


def _is_plugin_file(value: Value) -> bool:
    charts_own = (top_keys(DEVICE_PLUGIN) | top_keys(GPU_OPERATOR)) - _IN_BOTH_FILES
    return is_plugin_config(value) and not any(value.has(key) for key in charts_own)


def _is_plan(value: Value) -> bool:
    """Say whether this is the plan.json of a bundle."""
    return (value.text("format") or "").startswith(_PLAN_FORMAT)


def _is_profile(value: Value) -> bool:
    """Say whether this is a profile of gpuslice, which `check` judges."""
    return value.text("version") == "v1alpha1" and value.has("cluster") and value.has("pools")
