"""A default that names an entry which the configuration lacks."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN
from generator.lint.common.near import nearest
from generator.lint.common.references import Link, listed, plugin_links, plugin_references, text_of
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import is_filled_in_later


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for reference in plugin_references(manifests):
        if reference.default is not None and _is_configuration(text_of(reference.default)):
            message = "the default is a configuration itself, where the name of an entry must be"
            yield ManifestFault(reference.default.place, message, _inline_fix(reference.maker), on_key=True)
    for link in plugin_links(manifests):
        default = link.reference.default
        name = text_of(default)
        if default is not None and name and not _is_configuration(name) and name not in link.keys:
            yield ManifestFault(
                default.place,
                f"the default is {name}, but the configuration{_called(link)} has {listed(link.keys)}",
                _fix(name, link),
            )


def _is_configuration(text: str) -> bool:
    """Say whether this has several lines, as no key of a ConfigMap has, and no part that is filled in later."""
    return "\n" in text.strip() and not is_filled_in_later(text)


def _inline_fix(maker: str) -> str:
    if maker == DEVICE_PLUGIN:
        return "Write it below `map:` under a name, as `map:` with `any: |-` below, and `default: any`."
    return "Put it into the ConfigMap under a name such as any, and write `default: any`."


def _fix(name: str, link: Link) -> str:
    near = nearest(name, link.keys)
    if near is not None:
        return f"Did you mean {near}?"
    return f"Write {'one of its entries' if len(link.keys) > 1 else listed(link.keys)}."


def _called(link: Link) -> str:
    return f" {text_of(link.reference.name)}" if text_of(link.reference.name) else ""


RULE = ManifestRule(
    "REF202",
    "Default that names no entry",
    Severity.ERROR,
    why="Every node without a label of its own gets the default. Where there is no such entry the config manager ends "
    "with an error on all of them, and none advertises a GPU. Since plugin v0.18.2 nodes with a label begin with the "
    "default too, and end like the others.",
    fix="Write an entry that the configuration has.",
    source="NVIDIA/k8s-device-plugin cmd/config-manager/main.go, updateConfigName",
    bad="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any  # <- here
    data:
      rtx-3090: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    good="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: rtx-3090
    data:
      rtx-3090: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
""",
    check=_check,
)
