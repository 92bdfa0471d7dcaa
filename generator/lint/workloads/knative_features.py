"""Fields of GPU pods that Knative refuses, since the feature that lets them in is not switched on."""

from collections.abc import Iterator
from typing import NamedTuple

from generator.ecosystem.knative import FEATURES, OFF, ON, OTHER_FEATURES, PREFIX
from generator.lint.common.clusters import ByCluster, cluster_of
from generator.lint.common.near import nearest
from generator.model.finding import Severity
from generator.model.manifest import Manifests
from generator.model.manifest_objects import KubeObject
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Value, is_filled_in_later

_MAP, _OBJECT = "config-features", "KnativeServing"
_OF_OBJECT = ("features", _MAP)
"""What the operator of Knative calls the ConfigMap; its prefix may be left out."""
_SERVING = "serving.knative.dev/"


class _Config(NamedTuple):
    """What one object says of features; `sets_others` says that what it leaves out has its default."""

    features: Value
    sets_others: bool


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    configs = tuple(_configs(manifests))
    for config in configs:
        yield from _of_config(config)
    # What the ConfigMap of another cluster says is nothing to this one.
    by_cluster = ByCluster((one.features.place, one) for one in configs)
    for workload in manifests.workloads if configs else ():
        version = "" if workload.whole is None else workload.whole.text("apiVersion") or ""
        if version.startswith(_SERVING) and not workload.loose and not workload.in_part:
            yield from _of_pod(workload.pod, by_cluster.near(cluster_of(workload.place)))


def _configs(manifests: Manifests) -> Iterator[_Config]:
    for one in manifests.of_kind("ConfigMap"):
        features = one.value.get("data")
        if one.name == _MAP and features is not None:
            yield _config(features, one, manifests)
    for one in manifests.of_kind(_OBJECT, "operator.knative.dev/"):
        for key in _OF_OBJECT:
            features = one.value.get("spec", "config", key)
            if features is not None:
                yield _config(features, one, manifests)


def _config(features: Value, one: KubeObject, manifests: Manifests) -> _Config:
    sets_some = any(key.startswith(PREFIX) for key, _ in features.entries())
    return _Config(features, sets_some and not manifests.may_change(one.value))


def _of_config(config: _Config) -> Iterator[ManifestFault]:
    for key, value in config.features.entries():
        if key in FEATURES:
            word = value.tree
            if isinstance(word, str) and word.lower() not in (*ON, OFF) and not is_filled_in_later(word):
                message = (
                    f"{key} takes enabled, allowed or disabled: Knative passes over {word}, and leaves it disabled"
                )
                yield ManifestFault(value.place, message, "Write enabled.", severity=Severity.WARNING)
        elif key.startswith(PREFIX) and key not in OTHER_FEATURES:
            names = {one.removeprefix(PREFIX): one for one in sorted(FEATURES)}
            near = nearest(key.removeprefix(PREFIX), names)
            if near is not None:
                message = f"Knative has no feature {key}, and passes it over"
                yield ManifestFault(
                    value.place, message, f"Write {names[near]}.", on_key=True, severity=Severity.WARNING
                )


def _of_pod(pod: Value, configs: tuple[_Config, ...]) -> Iterator[ManifestFault]:
    for feature, field in FEATURES.items():
        value = pod.get(field)
        if value is None or not value.tree:
            continue
        said = [_is_off(config, feature) for config in configs]
        if not said or None in said:
            continue
        certain = all(said)
        how = f"{feature} is disabled" if certain else f"{feature} is not switched on beside the features that are set"
        yield ManifestFault(
            value.place,
            f"{how}: Knative refuses {field} in a Service",
            f"Set {feature} to enabled.",
            on_key=True,
            severity=None if certain else Severity.WARNING,
        )


def _is_off(config: _Config, feature: str) -> bool | None:
    """Say whether a feature is switched off in so many words, or by default alone; None where it may be on."""
    value = config.features.get(feature)
    if value is not None:
        word = str(value.tree).lower()
        return None if word in ON or is_filled_in_later(value.tree) else word == OFF
    return False if config.sets_others else None


RULE = ManifestRule(
    "WRK255",
    "Field that Knative lets in by a feature alone",
    Severity.ERROR,
    why="Knative refuses what places a pod unless its feature is enabled in the ConfigMap config-features. Keys that "
    "it does not know there, and words other than enabled, allowed and disabled, are passed over without a word.",
    fix="Enable the feature: `kubernetes.podspec-runtimeclassname: enabled`.",
    source="knative/serving pkg/apis/config/features.go (asFlag), pkg/apis/serving/fieldmask.go (PodSpecMask); "
    "knative/serving#12999",
    bad="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: config-features, namespace: knative-serving}
data:
  kubernetes.podspec-nodeselector: "true"  # <- here
  kubernetes.podspec-tolerations: disabled
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: llm, namespace: ai}
spec:
  template:
    spec:
      tolerations:  # <- here
        - {key: nvidia.com/gpu, operator: Exists}
      containers:
        - image: vllm/vllm-openai:v0.11.0
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    good="""\
apiVersion: v1
kind: ConfigMap
metadata: {name: config-features, namespace: knative-serving}
data:
  kubernetes.podspec-nodeselector: enabled
  kubernetes.podspec-tolerations: enabled
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: llm, namespace: ai}
spec:
  template:
    spec:
      tolerations:
        - {key: nvidia.com/gpu, operator: Exists}
      containers:
        - image: vllm/vllm-openai:v0.11.0
          resources: {limits: {nvidia.com/gpu: 1}}
""",
    check=_check,
)
