"""Which configurations the charts and policies name, which there are, and what nodes are labelled with."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.facts.charts import CONFIG_ENTRIES, GPU_OPERATOR, PLUGIN_CONFIG
from generator.lint.common.olm import operator_namespace
from generator.model.manifest import ChartUse, ConfigMapKeys, Manifests
from generator.model.manifest_value import Value

METRICS_KEY = "dcgm-metrics.csv"
"""What the operator mounts; source: NVIDIA/gpu-operator controllers/object_controls.go (MetricsConfigFileName)."""


class Reference(NamedTuple):
    """What names a ConfigMap, and if said the entry that nodes without a label get.

    `made` has the keys where the chart makes the ConfigMap from its values, else None. `maker` is the chart, or
    ``ClusterPolicy``. `namespace` is the operator's, where a release or a Subscription says it.
    """

    name: Value
    default: Value | None
    namespace: str | None
    maker: str
    made: tuple[str, ...] | None


class Link(NamedTuple):
    """A reference with the ConfigMaps of that name among the files; none where the chart makes it."""

    reference: Reference
    config_maps: tuple[ConfigMapKeys, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The entries that there are."""
        found = [self.reference.made or (), *(one.keys for one in self.config_maps)]
        return frozenset(key for keys in found for key in keys)


class NodeLabel(NamedTuple):
    """A label that something gives to nodes: `value` as written, `what` gives it, to `node` if it is one."""

    value: Value
    what: str
    node: str | None


def plugin_links(manifests: Manifests) -> tuple[Link, ...]:
    """Return the references to the device plugin's ConfigMap that resolve among the files."""
    return _resolved(manifests, plugin_references(manifests))


def plugin_references(manifests: Manifests) -> Iterator[Reference]:
    """Return where charts and ClusterPolicies name the device plugin's ConfigMap, empty names left out."""
    for use in manifests.charts:
        yield from _of_chart(use, PLUGIN_CONFIG[use.chart], CONFIG_ENTRIES[use.chart])
    yield from _of_policies(manifests, "devicePlugin")


def mig_references(manifests: Manifests) -> Iterator[Reference]:
    """Return where charts and ClusterPolicies name mig-parted's ConfigMap, empty names left out."""
    for use in manifests.charts:
        if use.chart == GPU_OPERATOR:
            yield from _of_chart(use, ("migManager", "config"), "data")
    yield from _of_policies(manifests, "migManager")


def metrics_references(manifests: Manifests) -> Iterator[Reference]:
    """Return where charts and ClusterPolicies name the ConfigMap of dcgm-exporter, save those that the chart makes."""
    for use in manifests.charts:
        config = ("dcgmExporter", "config")
        name = use.value(*config, "name") if use.chart == GPU_OPERATOR else None
        made = all((found := use.value(*config, key)) is not None and found.tree for key in ("create", "data"))
        if name is not None and text_of(name) and not made:
            yield Reference(name, None, use.namespace, use.chart, None)
    yield from _of_policies(manifests, "dcgmExporter")


def node_labels(manifests: Manifests, key: str) -> Iterator[NodeLabel]:
    """Return every value of a label that is text and no expression of Node Feature Discovery."""
    for labelled in manifests.labelled:
        for name, value in labelled.labels:
            # NFD reads a value that begins with @ as the name of a feature (NFD docs, customization guide).
            if name == key and isinstance(value.tree, str) and not value.tree.startswith("@"):
                yield NodeLabel(value, labelled.what, labelled.node)


def text_of(value: Value | None) -> str:
    """Return a name as written; empty where there is none."""
    return value.tree if value is not None and isinstance(value.tree, str) else ""


def listed(names: Iterable[str]) -> str:
    """Return names sorted, as a sentence lists them."""
    found = sorted(names)
    return "none" if not found else found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _of_chart(use: ChartUse, path: tuple[str, ...], data: str) -> Iterator[Reference]:
    name = use.value(*path, "name")
    given = use.value(*path, data)
    made = None if given is None else tuple(key for key, _ in given.entries())
    if not made and not text_of(name):
        return
    at = name or given or Value(None, use.place)
    yield Reference(at, use.value(*path, "default"), use.namespace, use.chart, made or None)


def _of_policies(manifests: Manifests, part: str) -> Iterator[Reference]:
    namespace = operator_namespace(manifests) if manifests.policies else None
    for policy in manifests.policies:
        name = policy.spec.get(part, "config", "name")
        if name is not None and text_of(name):
            default = policy.spec.get(part, "config", "default")
            yield Reference(name, default, namespace, "ClusterPolicy", None)


def _resolved(manifests: Manifests, references: Iterable[Reference]) -> tuple[Link, ...]:
    by_name: dict[str, list[ConfigMapKeys]] = {}
    for one in manifests.config_maps:
        by_name.setdefault(one.name, []).append(one)
    there = {name: tuple(found) for name, found in by_name.items()}
    links: list[Link] = []
    for reference in references:
        found = there.get(text_of(reference.name), ())
        if reference.made is not None:
            links.append(Link(reference, ()))
        elif found:
            links.append(Link(reference, found))
    return tuple(links)
