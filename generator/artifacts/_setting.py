"""A Helm value with the reason for it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.model.chart import ChartSheet
from generator.model.plan import UNSHARED_ENTRY, Plan, Stack
from generator.model.profile import Component, NfdSource
from generator.model.taints import Toleration
from generator.model.tree import Tree

WITHOUT_NFD = "nodeFeatureDiscovery: none. Its labels reach nodes through NFD alone."
NFD_TOLERATES = "NFD must run on tainted GPU nodes to see their cards."
STACK_TOLERATES = "The taints of the pools, beside the chart's default."


class Setting(NamedTuple):
    """One value, where it goes, and why it is not the chart's default (or may not become another)."""

    path: tuple[str, ...]
    value: Tree
    reason: str


def nest(settings: Iterable[Setting]) -> dict[str, Tree]:
    """Return the tree of all settings, in their order; a path given twice or inside another is our mistake."""
    root: dict[str, Tree] = {}
    for setting in settings:
        here = root
        for part in setting.path[:-1]:
            below = here.setdefault(part, {})
            if not isinstance(below, dict):
                raise ValueError(f"a value and a block of values at {setting.path}")
            here = below
        if setting.path[-1] in here:
            raise ValueError(f"two values at {setting.path}")
        here[setting.path[-1]] = setting.value
    return root


def default_entry_reason(plan: Plan) -> str:
    """Return which nodes the default entry of the plugin's configuration is for."""
    if len(plan.pools) == 1:
        return "The one pool's entry is for every node."
    config = plan.plugin_config
    if config is None or config.default == UNSHARED_ENTRY:
        return "Nodes without a label share nothing."
    return f"Nodes without a label are those of pool {config.default}."


def tolerations(given: Iterable[Toleration]) -> list[Tree]:
    """Return tolerations as Kubernetes writes them."""
    return [_toleration(one) for one in given]


def _toleration(one: Toleration) -> Tree:
    found: dict[str, Tree] = {
        "key": one.key,
        "operator": one.operator,
        "value": one.value if one.operator != "Exists" else None,
        "effect": one.effect,
        "tolerationSeconds": one.toleration_seconds,
    }
    return {key: value for key, value in found.items() if value is not None}


def more_tolerations(sheet: ChartSheet, path: tuple[str, ...], stack: Stack, reason: str) -> Iterator[Setting]:
    """Return the chart's default tolerations and ours: Helm replaces a list whole, so the defaults are said again."""
    if stack.tolerations:
        fact = sheet.lookup(path)
        found = list(fact.default) if fact is not None and isinstance(fact.default, list) else []
        yield Setting(path, found + [one for one in tolerations(stack.tolerations) if one not in found], reason)


def discovery_secrets(stack: Stack, key: str) -> Iterator[Setting]:
    """Return the pull secrets of the NFD sub-chart, which takes them as Kubernetes does and not as bare names."""
    if stack.image_pull_secrets and stack.node_feature_discovery is NfdSource.BUNDLED:
        secrets: list[Tree] = [{"name": name} for name in stack.image_pull_secrets]
        yield Setting((key, "imagePullSecrets"), secrets, "install.imagePullSecrets")


def discovery_settings(component: Component, key: str) -> Iterator[Setting]:
    """Return the settings of the NFD sub-chart, whose values live under `key`."""
    reason = "components.nodeFeatureDiscovery"
    if component.repository is not None:
        yield Setting((key, "image", "repository"), component.repository, f"{reason}.repository")
    if component.version is not None:
        yield Setting((key, "image", "tag"), component.version, f"{reason}.version")
    if component.resources is not None:
        yield Setting((key, "worker", "resources"), component.resources, f"{reason}.resources")
