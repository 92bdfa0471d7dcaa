"""Several entries, and nothing says which one nodes without a label get."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint._references import Link, listed, node_labels, plugin_links, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.plan import CONFIG_LABEL

_NAMED = "default"
"""The entry that the fallback `named` of the standalone chart takes."""


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    labelled = any(True for _ in node_labels(manifests, CONFIG_LABEL))
    for link in plugin_links(manifests):
        if text_of(link.reference.default) or not link.keys:
            continue
        if link.reference.maker == DEVICE_PLUGIN:
            yield from _of_plugin_chart(link, manifests)
        elif not labelled:
            message = f"nodes without a label share nothing: no default is named, of {listed(link.keys)}"
            yield ManifestFault(link.reference.name.place, message, severity=Severity.INFO)


def _of_plugin_chart(link: Link, manifests: Manifests) -> Iterator[ManifestFault]:
    # Whoever states strategies of his own may have chosen `empty`, which needs no entry.
    stated = any(use.value("config", "fallbackStrategies") for use in manifests.charts if use.chart == DEVICE_PLUGIN)
    if link.reference.made is not None and len(link.keys) > 1 and _NAMED not in link.keys and not stated:
        yield ManifestFault(
            link.reference.name.place,
            f"config.map has {listed(link.keys)}, no config.default says which is for nodes without a label, and none "
            f"is called {_NAMED}: the chart refuses to render",
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
