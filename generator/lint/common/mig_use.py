"""Who reads a configuration of mig-parted, and which of its layouts somebody asks for."""

from typing import NamedTuple

from generator.facts.charts import GPU_OPERATOR
from generator.lint.common.mig_files import CONFIGS
from generator.lint.common.references import mig_references, node_labels, text_of
from generator.model.manifest import ChartUse, ClusterPolicy, Configuration, Manifests
from generator.model.manifest_value import Value
from generator.model.plan import MIG_LABEL

OF_OPERATOR = "default-mig-parted-config"
"""The configuration that the operator makes; source: NVIDIA/gpu-operator assets/state-mig-manager."""


class Said(NamedTuple):
    """A value and where it stands; `place` is None for a default that nobody wrote."""

    text: str
    place: Value | None


def mig_users(config_map: Configuration, manifests: Manifests) -> tuple[ChartUse | ClusterPolicy, ...]:
    """Return the charts and ClusterPolicies among the files that name this configuration."""
    if config_map.chart is not None:
        return (config_map.chart,)
    if not config_map.name:
        return ()
    return manifests.mig_users.get(config_map.name, ())


def operators(manifests: Manifests) -> tuple[ChartUse | ClusterPolicy, ...]:
    """Return the charts and ClusterPolicies among the files."""
    found: list[ChartUse | ClusterPolicy] = [*manifests.charts]
    found.extend(manifests.policies)
    return tuple(found)


def default_said(use: ChartUse | ClusterPolicy) -> Said | None:
    """Return the layout that the operator gives to nodes without a label; None where the files do not tell."""
    value = use.value("migManager", "config", "default") if use.chart == GPU_OPERATOR else None
    if value is not None:
        return Said(value.tree, value) if isinstance(value.tree, str) else None
    return Said("all-disabled", None) if isinstance(use, ClusterPolicy) or use.whole else None


def own_layouts(manifests: Manifests) -> frozenset[str] | None:
    """Return the layouts of the custom configurations that are read; None where there is none."""
    found = [
        layout
        for config in read_configs(manifests)
        for entry in config.entries
        if entry.content is not None
        for layout, _ in entry.content.entries(CONFIGS)
    ]
    return frozenset(found) or None


def read_configs(manifests: Manifests) -> tuple[Configuration, ...]:
    """Return the configurations of mig-parted that charts and ClusterPolicies among the files name or make."""
    names = {text_of(reference.name) for reference in mig_references(manifests)}
    return tuple(one for one in manifests.mig_configs if one.name in names or one.chart is not None)


def named_elsewhere(manifests: Manifests) -> bool:
    """Say whether somebody names a configuration of one's own, be it among the files or not."""
    return any(text_of(reference.name) not in ("", OF_OPERATOR) for reference in mig_references(manifests))


def asked_layouts(manifests: Manifests) -> frozenset[str]:
    """Return the layouts that labels among the files ask for."""
    return frozenset(str(label.value.tree) for label in node_labels(manifests, MIG_LABEL))
