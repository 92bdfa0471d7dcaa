"""A ConfigMap that a kustomization makes under another name than the one that it is asked for by."""

from collections.abc import Iterator

from generator.facts.charts import DEVICE_PLUGIN, GPU_OPERATOR
from generator.model.finding import Severity
from generator.model.manifest import Form, Manifests
from generator.model.manifest_rule import ManifestFault, ManifestRule

_OF_POLICY = (
    ("devicePlugin", "config", "name"),
    ("migManager", "config", "name"),
    ("migManager", "gpuClientsConfig", "name"),
    ("dcgmExporter", "config", "name"),
    ("driver", "certConfig", "name"),
    ("driver", "kernelModuleConfig", "name"),
    ("driver", "licensingConfig", "configMapName"),
    ("driver", "repoConfig", "configMapName"),
    ("driver", "virtualTopology", "config"),
    ("vgpuDeviceManager", "config", "name"),
)
"""Where a ClusterPolicy, and the values that the chart makes one from, name a ConfigMap; source: its CRD."""
_OF_VALUES = {GPU_OPERATOR: _OF_POLICY, DEVICE_PLUGIN: (("config", "name"),)}


def _check(manifests: Manifests) -> Iterator[ManifestFault]:
    plain = {one.name for one in manifests.config_maps if not one.hashed}
    asking: dict[str, str] = {}
    for name, field in _asked_for(manifests):
        asking[name] = min(field, asking.get(name, field))
    for one in manifests.config_maps:
        if one.hashed and one.name in asking and one.name not in plain:
            yield ManifestFault(
                one.place.below("name"),
                f"the ConfigMap {one.name} gets a hash behind its name, and nothing puts that into {asking[one.name]}",
            )


def _asked_for(manifests: Manifests) -> Iterator[tuple[str, str]]:
    """Return the names of ConfigMaps in fields that kustomize does not know, and what holds each."""
    for use in manifests.charts:
        # kustomize sees the DaemonSets that it makes of the plugin's chart, and ClusterPolicies it does not know.
        followed = use.form is Form.KUSTOMIZE and use.chart == DEVICE_PLUGIN
        for path in () if followed else _OF_VALUES[use.chart]:
            value = use.value(*path)
            if value is not None and isinstance(value.tree, str):
                yield value.tree, f"{'.'.join(path)} of {use.chart}"
        for value in use.config_maps:
            if isinstance(value.tree, str):
                yield value.tree, f"valuesFrom of the HelmRelease for {use.chart}"
    for policy in manifests.policies:
        for path in _OF_POLICY:
            name = policy.spec.text(*path)
            if name is not None:
                yield name, f"spec.{'.'.join(path)} of the ClusterPolicy {policy.name}"


RULE = ManifestRule(
    "REF209",
    "Name that gets a hash",
    Severity.ERROR,
    why="kustomize puts a hash of the content behind the name of every ConfigMap that it generates, and follows it in "
    "fields that it knows, such as a pod's volumes. Chart values and NVIDIA's objects are none of them: they ask for a "
    "ConfigMap that is not there.",
    fix="Write `generatorOptions: {disableNameSuffixHash: true}` into the kustomization.",
    source="kubernetes-sigs/kustomize api/internal/konfig/builtinpluginconsts/namereference.go",
    bad="""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator:
  - name: sharing  # <- here
    namespace: gpu-operator
    literals:
      - |
        any=version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  devicePlugin: {config: {name: sharing, default: any}}
""",
    good="""\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
generatorOptions: {disableNameSuffixHash: true}
configMapGenerator:
  - name: sharing
    namespace: gpu-operator
    literals:
      - |
        any=version: v1
        sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}
---
apiVersion: nvidia.com/v1
kind: ClusterPolicy
metadata: {name: cluster-policy}
spec:
  devicePlugin: {config: {name: sharing, default: any}}
""",
    check=_check,
)
