"""Several entries, and nothing says which one nodes without a label get."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.chart_values import ends_up_with
from generator.lint.common.references import listed, node_labels, plugin_links, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import CONFIG_LABEL
from generator.model.tree import Tree

_MAP = ("config", "map")
_NAMED = "default"
"""The entry that the fallback `named` of the standalone chart takes."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    yield from _of_plugin_chart(manifests)
    labelled = any(True for _ in node_labels(manifests, CONFIG_LABEL))
    of_another = {one.name for one in manifests.mig_configs}
    for link in plugin_links(manifests):
        if text_of(link.reference.name) in of_another:
            continue
        if text_of(link.reference.default) or not link.keys or link.reference.maker == DEVICE_PLUGIN:
            continue
        if not labelled:
            message = f"nodes without a label share nothing: no default is named, of {listed(link.keys)}"
            # Of several entries one is chosen by the label of each node, which need not be in any file; so it is where
            # somebody says that there is no default.
            chosen = len(link.keys) > 1 or link.reference.default is not None
            severity = Severity.INFO if chosen else Severity.WARNING
            yield ManifestFault(link.reference.name.place, message, _fix(link.keys), severity=severity)


def _fix(keys: frozenset[str]) -> str | None:
    """Return what to write where there is one entry only, so that nothing needs to be chosen."""
    only = next(iter(keys)) if len(keys) == 1 else None
    return None if only is None else f"Write `default: {only}` beside this name, or label the nodes that are to share."


def _of_plugin_chart(manifests: Manifests) -> Iterator[ManifestFault]:
    for use in manifests.charts:
        entries = use.entries(*_MAP) if use.chart == DEVICE_PLUGIN else {}
        made = use.value(*_MAP)
        if not entries or made is None or any(ends_up_with(use, "config", key) for key in ("name", "default")):
            continue
        strategies = ends_up_with(use, "config", "fallbackStrategies")
        if use.whole and isinstance(strategies, list) and not _finds(strategies, frozenset(entries)):
            tried = ", ".join(str(one) for one in strategies) or "none"
            yield ManifestFault(
                made.place,
                f"config.map has {listed(entries)}, no config.default says which is for nodes without a label, and no "
                f"fallback strategy ({tried}) finds one: the chart refuses to render",
                "Name one in config.default, call one `default`, or add `empty` to config.fallbackStrategies.",
            )


def _finds(strategies: list[Tree], keys: frozenset[str]) -> bool:
    """Say whether a fallback finds an entry; source: templates/_helpers.tpl (hasDefaultConfig)."""
    return (
        "empty" in strategies
        or ("named" in strategies and _NAMED in keys)
        or ("single" in strategies and len(keys) == 1)
    )


RULE = ManifestRule(
    "REF206",
    "No entry for nodes without a label",
    Severity.ERROR,
    why="A node gets the entry that its label nvidia.com/device-plugin.config names, else the default. Under "
    "gpu-operator a node with neither gets an empty configuration; the plugin's own chart falls back to an entry named "
    "`default` or to the only one.",
    fix="Name a default, or label the nodes.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go, updateConfigName, and "
    "deployments/helm/nvidia-device-plugin/templates/validation.yml; NVIDIA/gpu-operator "
    "controllers/object_controls.go (FALLBACK_STRATEGIES=empty)",
    bad="""\
migStrategy: none
config:
  map:  # <- here
    small: |
      version: v1
      sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
    large: |
      version: v1
      sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}
""",
    good="""\
migStrategy: none
config:
  default: small
  map:
    small: |
      version: v1
      sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 2}]}}
    large: |
      version: v1
      sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 8}]}}
""",
    check=_check,
    options=("--chart", "nvidia-device-plugin@v0.19.3"),
)
