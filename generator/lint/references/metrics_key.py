"""Metrics of one's own for dcgm-exporter under a key that the operator does not mount."""

from collections.abc import Iterator

from generator.lint.common.references import METRICS_KEY, Reference, listed, metrics_references, text_of
from generator.model.finding import Severity
from generator.model.manifest import ConfigMapKeys, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule
from generator.model.manifest_value import Place

_GENERATORS = "configMapGenerator"


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    for reference in metrics_references(manifests):
        found = _meant(reference, manifests)
        # Of one without keys the rest may be binaryData; of several one may be another cluster's.
        if found and all(one.keys and METRICS_KEY not in one.keys for one in found):
            yield _fault(found[0])


def _meant(reference: Reference, manifests: Manifests) -> list[ConfigMapKeys]:
    named = [one for one in manifests.config_maps if one.name == text_of(reference.name)]
    return [
        one for one in named if None in (one.namespace, reference.namespace) or one.namespace == reference.namespace
    ]


def _fault(config_map: ConfigMapKeys) -> ManifestFault:
    keys = config_map.keys
    message = f"the operator mounts the key {METRICS_KEY} of this ConfigMap, which has {listed(keys)}"
    fix = f"Name the key {METRICS_KEY}." if len(keys) == 1 else f"Put the metrics under the key {METRICS_KEY}."
    return ManifestFault(_place(config_map.place, keys), message, fix, on_key=True)


def _place(place: Place, keys: tuple[str, ...]) -> Place:
    """Return the only key, or where all of them stand; what a kustomization generates stands nowhere."""
    if _GENERATORS in place.steps[-1]:
        return place
    return place.below("data", keys[0]) if len(keys) == 1 else place.below("data")


RULE = ManifestRule(
    "REF211",
    "Metrics under another key",
    Severity.ERROR,
    why="The operator mounts that one key of the ConfigMap into the pods of dcgm-exporter. Without it they wait in "
    "ContainerCreating with `references non-existent config key`, and no node exports any metric.",
    fix="Name the key dcgm-metrics.csv.",
    source="NVIDIA/gpu-operator controllers/object_controls.go (TransformDCGMExporter, MetricsConfigFileName), "
    "v25.3.4 to v26.7.0",
    bad="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  dcgmExporter: {config: {name: metrics}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: metrics, namespace: gpu-operator}
data:
  metrics.csv: |  # <- here
    DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %).
""",
    good="""\
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  dcgmExporter: {config: {name: metrics}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: metrics, namespace: gpu-operator}
data:
  dcgm-metrics.csv: |
    DCGM_FI_DEV_GPU_UTIL, gauge, GPU utilization (in %).
""",
    check=_check,
)
