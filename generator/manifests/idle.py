"""Blocks of a chart's values that are meant for a dependency that it does not have.

Sources: helm/helm pkg/chart/v2/util/dependencies.go (getAliasDependency gives a dependency its alias as name;
processDependencyEnabled keeps charts below charts/ that no dependency names; processDependencyConditions),
coalesce.go (CoalesceValues: a dependency gets what stands below its name).
"""

import re
from collections.abc import Iterator

from generator.facts.charts import CHARTS, DEVICE_PLUGIN, GPU_OPERATOR
from generator.manifests.collector import Collector, WantedFile, folder_of
from generator.model.manifest_value import Value

_IN_TEMPLATES_ONLY = re.compile(r"common|library|lib-|-lib$|app-template")
"""Names of charts that hold nothing but building blocks for the templates of others."""
_CALLED = {
    GPU_OPERATOR: ("nvidia-gpu-operator", "nvidia-operator"),
    DEVICE_PLUGIN: ("device-plugin", "k8s-device-plugin", "nvidia-k8s-device-plugin", "nvdp"),
}
"""What people call the charts as well."""
_blocks = re.compile(rb"\.Values\.(\w+)").findall
_all_values = re.compile(rb"\.Values(?![.\w])").search
"""A template that takes the values as a whole may find any block in them."""


def key_of(dependency: Value) -> str:
    """Return the key below which the values of a dependency stand."""
    return dependency.text("alias") or dependency.text("name") or ""


def is_idle(key: str, block: Value, dependencies: tuple[Value, ...], out: Collector) -> bool:
    """Say whether Helm hands a block of values to nobody, and no template that is known reads it.

    A chart without dependencies, or with such as only help its templates, has templates of its own.
    """
    named = [one.text("name") or "" for one in dependencies]
    if not any(name and _IN_TEMPLATES_ONLY.search(name) is None for name in named):
        return False
    folder = folder_of(block)
    within = out.find_file(WantedFile(folder, f"charts/{key}/Chart.yaml"))
    return key not in map(key_of, dependencies) and within is None and not _is_read(key, folder, out)


def misspelt_keys(value: Value, dependencies: tuple[Value, ...], out: Collector) -> Iterator[tuple[str, Value]]:
    """Return blocks whose keys are spelt otherwise than that of NVIDIA's dependency which has no block, by its chart.

    Templates that are known may read them; one that takes the values as a whole may read any.
    """
    keys = {key_of(one): one.text("name") or "" for one in dependencies}
    for key, chart in keys.items():
        if chart not in CHARTS or value.has(key):
            continue
        meant = {_letters(one) for one in (key, chart, *_CALLED[chart])}
        for name, below in value.entries():
            read = _is_read(chart, folder_of(value), out) or _is_read(name, folder_of(value), out)
            if name not in (*keys, *CHARTS) and _letters(name) in meant and isinstance(below.tree, dict) and not read:
                yield chart, below


def _letters(key: str) -> str:
    return re.sub(r"[-_. ]", "", key).lower()


def says_values(key: str, block: Value, dependencies: tuple[Value, ...], known: set[str]) -> bool:
    """Say whether a block holds values of the chart, beside those that only switch dependencies on."""
    return any(name in known - _conditions(key, dependencies) for name, _ in block.entries())


def without_switch(key: str, block: Value, dependencies: tuple[Value, ...] | None) -> Value:
    """Return a block without the values by which Helm switches the dependency on, which its chart need not know.

    Where no Chart.yaml is known that would be `enabled`, as people call it.
    """
    switches = {"enabled"} if dependencies is None else _conditions(key, dependencies)
    tree = block.tree
    if not isinstance(tree, dict) or switches.isdisjoint(tree):
        return block
    return Value({name: one for name, one in tree.items() if name not in switches}, block.place)


def _conditions(key: str, dependencies: tuple[Value, ...]) -> set[str]:
    paths = [path.strip() for one in dependencies for path in (one.text("condition") or "").split(",")]
    return {path.split(".")[1] for path in paths if path.startswith(f"{key}.")}


def collect_template(name: str, data: bytes, out: Collector) -> None:
    """Take which blocks of NVIDIA's charts a chart's template may read; the template itself is not kept."""
    named = frozenset(found.decode() for found in _blocks(data))
    read = named | frozenset(chart for chart in CHARTS if chart.encode() in data or _all_values(data))
    if read:
        out.read_by_templates.append((name, read))


def _is_read(key: str, folder: str, out: Collector) -> bool:
    own = "templates/" if folder == "." else f"{folder}/templates/"
    return any(key in read for name, read in out.read_by_templates if name.startswith(own))
