"""A cluster's manifests in a few lines, for tests of what refers to what."""


def release(values: str, chart: str = "gpu-operator", version: str = "v26.7.0", namespace: str = "gpu-operator") -> str:
    """A HelmRelease; `values` is one line of flow style."""
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: {chart}, namespace: {namespace}}}
spec:
  chart: {{spec: {{chart: {chart}, version: {version}}}}}
  values: {values}
"""


def plugin_config(name: str, *keys: str, namespace: str = "gpu-operator") -> str:
    """A ConfigMap of the device plugin with an entry for each key."""
    sharing = "sharing: {timeSlicing: {resources: [{name: nvidia.com/gpu, replicas: 4}]}}"
    entries = "".join(f"  {key}: |\n    version: v1\n    {sharing}\n" for key in keys)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {namespace}}}\ndata:\n{entries}"


def node(label: str, value: str) -> str:
    """A Node with one label."""
    return f"apiVersion: v1\nkind: Node\nmetadata:\n  name: gpu-1\n  labels:\n    {label}: {value}\n"


def node_rule(label: str, value: str) -> str:
    """A NodeFeatureRule that sets one label."""
    return f"""\
apiVersion: nfd.k8s-sigs.io/v1alpha1
kind: NodeFeatureRule
metadata: {{name: pools}}
spec:
  rules:
    - name: one
      labels:
        {label}: "{value}"
      matchFeatures:
        - feature: system.name
          matchExpressions: {{nodename: {{op: In, value: [gpu-1]}}}}
"""
