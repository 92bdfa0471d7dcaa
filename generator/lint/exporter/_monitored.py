"""The namespaces that a monitor looks into, and those in which what it is for is installed."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.clusters import ByCluster, are_moved, cluster_of
from generator.lint.common.references import listed
from generator.model.manifest import ChartUse, Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault
from generator.model.manifest_value import is_filled_in_later


class Operators(NamedTuple):
    """Where gpu-operator is installed; `moved` says that a kustomization puts objects into a namespace."""

    number: int
    by_cluster: ByCluster[ChartUse]
    homes: frozenset[str | None]
    moved: bool


def operators_of(manifests: Manifests) -> Operators:
    """Return where the operator is installed; nowhere where a kustomization says its namespace."""
    moved = are_moved(manifests)
    uses = () if moved else [use for use in manifests.charts if use.chart == GPU_OPERATOR]
    homes = frozenset(use.namespace for use in uses)
    return Operators(len(uses), ByCluster((use.place, use) for use in uses), homes, moved)


def beside_operator(monitor: KubeObject, operators: Operators, what: str) -> Iterator[ManifestFault]:
    """Return a monitor that does not look into the namespace of the only operator there is in the files."""
    if len(operators.by_cluster.near(cluster_of(monitor.value.place))) < operators.number:
        return
    if len(operators.homes) == 1 and None not in operators.homes:
        yield from outside(monitor, next(iter(operators.homes)), f"the operator's {what}")


def outside(monitor: KubeObject, home: str | None, what: str) -> Iterator[ManifestFault]:
    """Return a monitor that does not look into a namespace in which something is."""
    selector = monitor.value.get("spec", "namespaceSelector")
    if selector is not None and selector.get("any") is not None:
        return
    names = [one.text() for one in monitor.value.elements("spec", "namespaceSelector", "matchNames")]
    looked = [one for one in names if one] or [monitor.namespace or ""]
    if any(one is None or is_filled_in_later(one) for one in (*names, *looked, home or "")):
        return
    if home is not None and "" not in looked and home not in looked:
        at = monitor.value.get("spec", "namespaceSelector", "matchNames") if names else None
        place = (at or monitor.value.get("spec", "selector") or monitor.value).place
        message = f"{what} is in {home}, and this looks in {listed(looked)} alone"
        fix = f"Write `namespaceSelector: {{matchNames: [{home}]}}`."
        yield ManifestFault(place, message, fix, on_key=True)
