"""Blocks of a chart's values that are meant for a dependency that it does not have.

Sources: helm/helm pkg/chart/v2/util/dependencies.go (getAliasDependency gives a dependency its alias as name;
processDependencyEnabled keeps charts below charts/ that no dependency names; processDependencyConditions),
coalesce.go (CoalesceValues: a dependency gets what stands below its name).
"""

import re

from generator.facts.charts import CHARTS
from generator.manifests.collector import Collector, WantedFile, folder_of
from generator.model.manifest_value import Value

_IN_TEMPLATES_ONLY = re.compile(r"common|library|lib-|-lib$|app-template")
"""Names of charts that hold nothing but building blocks for the templates of others."""
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
    read = frozenset(chart for chart in CHARTS if chart.encode() in data or _all_values(data))
    if read:
        out.read_by_templates.append((name, read))


def _is_read(key: str, folder: str, out: Collector) -> bool:
    own = "templates/" if folder == "." else f"{folder}/templates/"
    return any(key in read for name, read in out.read_by_templates if name.startswith(own))
