"""Where Ray's objects hold a Ray cluster; source: ray-project/kuberay ray-operator/apis/ray/v1."""

from collections.abc import Mapping
from types import MappingProxyType

GROUP = "ray.io"
CLUSTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"RayCluster": ("spec",), "RayJob": ("spec", "rayClusterSpec"), "RayService": ("spec", "rayClusterConfig")}
)
"""The way to the cluster's spec, by the kind that holds it."""
