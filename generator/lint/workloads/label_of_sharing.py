"""A selector on a label of sharing or of MIG that the configuration among the files gives to no node."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from generator.facts.discovery_labels import MIG_STRATEGY, PREFIX
from generator.lint.common.advertised import advertised
from generator.lint.common.cards import cards_of_gpus
from generator.lint.common.clusters import are_apart
from generator.lint.common.known_gpus import KnownGpus, known_gpus
from generator.lint.common.nodes import labelled_otherwise
from generator.lint.common.plugin_files import PluginFile, plugin_files
from generator.lint.common.plugin_use import users
from generator.lint.common.resource_names import GPU, full_name
from generator.lint.common.selectors import Condition, hopeless
from generator.lint.workloads._mig_strategy import InForce, strategy_in_force
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_REPLICAS, _SHARING, _MPS = f"{PREFIX}gpu.replicas", f"{PREFIX}gpu.sharing-strategy", f"{PREFIX}mps.capable"
_of_device = re.compile(
    r"(nvidia\.com/mig-\d+g\.\d+gb[a-z.+-]*?)"
    r"\.(product|count|replicas|sharing-strategy|memory|multiprocessors|slices\.[cg]i|engines\.\w+)"
).fullmatch
_WANTED = ("In", "Exists", "Gt", "Lt")
_KINDS = {"timeSlicing": "time-slicing", "mps": "mps"}
"""What the label calls them; source: NVIDIA/k8s-device-plugin api/config/v1/sharing.go."""


_Judge = Callable[[Condition], tuple[ManifestFault, ...]]


class _Known(NamedTuple):
    """What nodes can have: values of the labels of sharing, None where not known; the MIG strategy; the cards."""

    values: dict[str, frozenset[str]]
    strategy: InForce | None
    gpus: KnownGpus | None


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    if not manifests.workloads or manifests.nodes:
        return
    strategy = strategy_in_force(manifests)
    gpus = known_gpus(manifests)
    known = _Known(_values(manifests, gpus), strategy if strategy and strategy.is_said else None, gpus)
    if not known.values and known.strategy is None:
        return
    given = labelled_otherwise(manifests) | manifests.node_words

    def judge(condition: Condition) -> tuple[ManifestFault, ...]:
        if condition.is_open or condition.operator not in _WANTED or condition.key in given:
            return ()
        return tuple(_judge(condition, known))

    sources = [one.place for one in manifests.charts] + [one.place for one in manifests.plugin_configs]
    for workload in manifests.workloads:
        # Another cluster's configuration says nothing of this pod's nodes.
        if sources and all(are_apart(one, workload.place) for one in sources):
            continue
        yield from hopeless(workload.pod, _but_for_mps(judge) if workload.kind == "DaemonSet" else judge)


def _but_for_mps(judge: _Judge) -> _Judge:
    """Leave out the label of MPS: the charts' MPS daemon selects it whether or not a node has it, and none waits."""
    return lambda condition: () if condition.key == _MPS else judge(condition)


def _judge(condition: Condition, known: _Known) -> Iterator[ManifestFault]:
    key, texts = condition.key, [text for _, text in condition.texts]
    values = known.values.get(key)
    if values is not None and texts and values.isdisjoint(texts) and all(map(_is_sound, texts)):
        have = " or ".join(sorted(one for one in values if one not in ("", "0"))) or "none"
        message = f"no node has {key}={' or '.join(texts)}: by the plugin's configuration it is {have}"
        yield ManifestFault(condition.at.place, message, f"Write {have}, or change the configuration.")
    elif known.strategy is not None:
        yield from _of_mig(condition, texts, known.strategy, known.gpus)


def _of_mig(
    condition: Condition, texts: list[str], strategy: InForce, gpus: KnownGpus | None
) -> Iterator[ManifestFault]:
    key, device = condition.key, _of_device(condition.key)
    place, on_key = condition.at.place, False
    if device and condition.operator == "In" and condition.named is None:
        on_key = True
    if key == MIG_STRATEGY and texts and set(texts) <= {"single", "mixed"} and strategy.value not in texts:
        if strategy.value in ("none", "single", "mixed"):
            yield ManifestFault(
                place, f"no node has {key}={' or '.join(texts)}: {strategy.said_by} says {strategy.value}"
            )
    elif device and strategy.value in ("none", "single"):
        message = f"no node has {key}: labels by profile come with MIG strategy mixed, and {strategy.said_by} says "
        fix = "Select nvidia.com/gpu.product, which under single ends in -MIG-PROFILE, or set the strategy mixed."
        yield ManifestFault(place, message + strategy.value, fix, on_key=on_key)
    elif device and gpus is not None and gpus.severity is Severity.ERROR:
        having = cards_of_gpus(gpus.gpus).resources()
        if having is not None and device[1] not in having:
            message = f"no node has {key}: no {gpus.names} has a MIG device of that profile"
            yield ManifestFault(place, message, "Write a profile of the cards.", on_key=on_key)


def _is_sound(text: str) -> bool:
    """Say whether the label has this value with some configuration: what it never has is another fault."""
    return text in ("none", "mps", "time-slicing", "true") or (text.isascii() and text.isdecimal() and text != "0")


def _values(manifests: Manifests, gpus: KnownGpus | None) -> dict[str, frozenset[str]]:
    """Return what the labels of sharing may be by the configuration; nothing where another one may be in use."""
    config = advertised(manifests)
    if config is None:
        return {}
    found = [_of_file(file) for file in plugin_files(manifests, in_part=False) if users(file.config_map, manifests)]
    if None in found:
        return {}
    shares = [one for one in found if one is not None]
    plain = not config.complete or any(count == 1 for _, count in shares)
    kinds = {kind for kind, count in shares if count > 1}
    # Cards with MIG on have the label none where they are not cut into devices of one name.
    if plain or gpus is None or any(gpu.mig_family for gpu in gpus.gpus):
        kinds |= {"none", ""}
    counts = {str(count) for _, count in shares if count > 1} | ({"0", "1"} if plain else {"0"})
    of_mps = {"false", "true"} if any(kind == "mps" for kind, _ in shares) else {"false"}
    return {_SHARING: frozenset(kinds), _REPLICAS: frozenset(counts), _MPS: frozenset(of_mps)}


def _of_file(file: PluginFile) -> tuple[str, int] | None:
    """Return how an entry shares whole cards, and into how many parts; None where that is not certain."""
    blocks = {kind: block for kind in _KINDS if (block := file.content.get("sharing", kind)) is not None}
    if not blocks:
        return "none", 1
    kind, block = next(iter(blocks.items()))
    if len(blocks) > 1:
        return None
    counts = [
        one.whole_number("replicas") for one in block.elements("resources") if full_name(one.text("name") or "") == GPU
    ]
    if not counts:
        return _KINDS[kind], 1
    return None if len(counts) > 1 or counts[0] is None else (_KINDS[kind], counts[0])


RULE = ManifestRule(
    "WRK229",
    "Label that the configuration gives to no node",
    Severity.WARNING,
    why="GPU feature discovery reads the plugin's configuration: its labels say how many replicas each card has, how "
    "they share it, and the MIG strategy, and labels by MIG profile come with the strategy mixed alone. A pod that "
    "selects something else stays pending.",
    fix="Select what the configuration makes, or leave the line out.",
    source="NVIDIA/k8s-device-plugin internal/lm/resource.go (baseLabeler), mig-strategy.go (newMigLabeler) and "
    "nvml.go (newSharingLabeler), v0.15.0 to v0.20.0",
    bad="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.replicas: "8"  # <- here
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    good="""\
devicePlugin:
  config:
    create: true
    name: sharing
    default: any
    data:
      any: |
        version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: main}
spec:
  nodeSelector:
    nvidia.com/gpu.replicas: "4"
  containers:
    - {name: main, image: cuda, resources: {limits: {nvidia.com/gpu: 1}}}
""",
    check=_check,
)
